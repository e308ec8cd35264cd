<?php
// What every mapping baseline is measured by:  php -d memory_limit=-1 map_<shop>.php PAGES.jsonl OUT|- [RUNS=3]
// Timed: string in -> json_decode (assoc) -> map -> json_encode -> string out, a page a line; each is used and let go.
declare(strict_types=1);

/** `$items_of` makes the items of the reply out of a decoded page. */
function measure(callable $items_of): void
{
    global $argv;
    $pages = file($argv[1], FILE_IGNORE_NEW_LINES);
    $ms = [];
    $output = $argv[2] ?? '-';
    for ($run = 0; $run < (int) ($argv[3] ?? 3); $run++) {
        $hash = hash_init('sha256');
        $spent = 0;
        foreach ($pages as $page) {
            $start = hrtime(true);
            $out = json_encode(['items' => $items_of(json_decode($page, true, 512, JSON_THROW_ON_ERROR)), 'diagnostics' => []],
                JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
            $spent += hrtime(true) - $start;
            hash_update($hash, $out);
            if ($output !== '-' && $run === 0) {
                file_put_contents($output, $out, FILE_APPEND);
            }
        }
        $ms[] = round($spent / 1e6, 1);
        $sha = hash_final($hash);
    }
    echo json_encode(['ms' => $ms, 'sha' => $sha]), "\n";
}
