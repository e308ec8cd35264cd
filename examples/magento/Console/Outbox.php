<?php
declare(strict_types=1);

namespace Koppel\Coupling\Console;

use Koppel\Coupling\Model\Coupling;
use Koppel\Exception;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;

/** Shows what waits for a person, and does what that person has decided. */
class Outbox extends Command
{
    public function __construct(private readonly Coupling $coupling)
    {
        parent::__construct();
    }

    protected function configure(): void
    {
        $this->setName('koppel:outbox')
            ->setDescription((string) __('What could not be told to a platform; with an entry: tell it again'))
            ->addArgument('entry', InputArgument::OPTIONAL, (string) __('The entry to be told again'))
            ->addOption('by-hand', null, InputOption::VALUE_NONE, (string) __('It was settled with the platform by hand: do not tell it'));
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        try {
            $entry = $input->getArgument('entry');
            $entry === null ? $this->show($output) : $this->requeue($entry, (bool) $input->getOption('by-hand'), $output);
        } catch (Exception $failure) {
            $output->writeln($failure->getMessage());
            return self::FAILURE;
        }
        return self::SUCCESS;
    }

    private function show(OutputInterface $output): void
    {
        for ($after = null; true; $after = $page['after']) {
            $page = $this->coupling->client()->outboxList(['state' => 'parked', 'after' => $after]);
            foreach ($page['entries'] as $own) {
                $output->writeln("{$own['entry_id']}  {$own['kind']} {$own['platform_id']} {$own['order_reference']}: {$own['detail']}");
                $output->writeln("    {$own['advice']}");
            }
            if (($page['after'] ?? null) === null) {
                return;
            }
        }
    }

    private function requeue(string $entry, bool $isByHand, OutputInterface $output): void
    {
        $requeued = $this->coupling->client()->outboxRequeue(['entry_id' => $entry, 'by_hand' => $isByHand]);
        $output->writeln("{$requeued['entry_id']}: {$requeued['state']}");
    }
}
