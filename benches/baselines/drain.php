<?php
declare(strict_types=1);
// A plain outbox in PHP, as one writes it by hand: claim, commit, send over a kept connection, settle, commit. Sends COUNT
// of the STORED entries that a new database is filled with; prints the milliseconds that it took.
//   drain.php DATABASE URL STORED COUNT
[, $file, $url, $stored, $count] = $argv;
$is_new = !file_exists($file);
$db = new PDO("sqlite:$file", null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$db->exec('PRAGMA journal_mode = TRUNCATE');
$db->exec('PRAGMA synchronous = FULL');
if ($is_new) {
    $db->exec('CREATE TABLE outbox (id INTEGER PRIMARY KEY, entry_key TEXT UNIQUE, content TEXT, state TEXT, lease INTEGER, due_at INTEGER, answer TEXT)');
    $db->exec('CREATE INDEX due ON outbox (state, due_at)');
    $content = json_encode(['amount' => '12.95', 'reason' => 'r', 'payments' => [['tender_id' => 'card-7', 'kind' => 'multi_purpose', 'amount' => '12.95']],
        'original' => ['total' => '38.85', 'payments' => [['tender_id' => 'card-7', 'kind' => 'multi_purpose', 'amount' => '38.85']]],
        'line_items' => [['line_id' => '1', 'quantity' => 1, 'amount' => '12.95', 'vat_amount' => '2.25']]]);
    $db->beginTransaction();
    $insert = $db->prepare("INSERT INTO outbox (entry_key, content, state, lease, due_at) VALUES (?, ?, 'due', 0, 0)");
    for ($nth = 0; $nth < (int) $stored; $nth++) {
        $insert->execute([hash('sha256', "c$nth"), $content]);
    }
    $db->commit();
}
$done = fn () => (int) $db->query("SELECT COUNT(*) FROM outbox WHERE state = 'done'")->fetchColumn();
$before = $done();

$began = hrtime(true);
$curl = curl_init($url);
$next = $db->prepare("SELECT id, entry_key, content, lease FROM outbox WHERE state = 'due' AND due_at <= ? ORDER BY due_at, id LIMIT 1");
$claim = $db->prepare("UPDATE outbox SET state = 'claimed', lease = lease + 1, due_at = ? WHERE id = ? AND lease = ?");
$settle = $db->prepare("UPDATE outbox SET state = ?, answer = ? WHERE id = ? AND lease = ?");
for ($sent = 0; $sent < (int) $count; $sent++) {
    $db->exec('BEGIN IMMEDIATE');
    $next->execute([time()]);
    $entry = $next->fetch(PDO::FETCH_ASSOC);
    $next->closeCursor();
    if (!$entry) {
        $db->exec('COMMIT');
        break;
    }
    $claim->execute([time() + 80, $entry['id'], $entry['lease']]);
    $db->exec('COMMIT');
    $body = json_decode($entry['content'], true);
    $body['meta_data'] = [['key' => '_koppel_key', 'value' => $entry['entry_key']]];
    curl_setopt_array($curl, [CURLOPT_POSTFIELDS => json_encode($body), CURLOPT_RETURNTRANSFER => true,
        CURLOPT_HTTPHEADER => ['Content-Type: application/json', "Idempotency-Key: $entry[entry_key]"]]);
    $answer = curl_exec($curl);
    $is_done = curl_getinfo($curl, CURLINFO_RESPONSE_CODE) === 200 && json_decode($answer, true)['amount'] === $body['amount'];
    $db->exec('BEGIN IMMEDIATE');
    $settle->execute([$is_done ? 'done' : 'due', $answer, $entry['id'], $entry['lease'] + 1]);
    $db->exec('COMMIT');
}
$took = (hrtime(true) - $began) / 1e6;
$done() === $before + (int) $count || exit("not all are done\n");
echo $took, "\n";
