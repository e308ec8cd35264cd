<?php
declare(strict_types=1);
// Stand-ins for what the module needs of Magento, with Magento's own names and no more than the tests call. Whether the
// module fits the real classes only a real Magento shows.

namespace {
    function __(string $text, mixed ...$values): Magento\Framework\Phrase
    {
        return new Magento\Framework\Phrase($text, $values);
    }
}

namespace Psr\Log {
    interface LoggerInterface
    {
        public function error(string|\Stringable $message, array $context = []): void;
    }
}

namespace Symfony\Component\Console\Command {
    class Command
    {
        public const SUCCESS = 0;
        public const FAILURE = 1;
        private array $declared = [];

        public function __construct()
        {
            $this->configure();
        }

        public function run(object $input, object $output): int
        {
            return $this->execute($input, $output);
        }

        public function __call(string $name, array $values): static
        {
            $this->declared[] = [$name, ...$values];
            return $this;
        }
    }
}

namespace Symfony\Component\Console\Input {
    interface InputInterface
    {
    }
    class InputArgument
    {
        public const OPTIONAL = 2;
    }
    class InputOption
    {
        public const VALUE_NONE = 1;
    }
}

namespace Symfony\Component\Console\Output {
    interface OutputInterface
    {
    }
}

namespace Magento\Framework {
    class Phrase implements \Stringable
    {
        public function __construct(private string $text, private array $values = [])
        {
        }

        public function __toString(): string
        {
            $places = array_map(fn (int $nth): string => '%' . ($nth + 1), array_keys($this->values));
            return strtr($this->text, array_combine($places, array_map('strval', $this->values)));
        }
    }

    /** getSomeThing() and setSomeThing() are the value `some_thing`, as everywhere in Magento. */
    class DataObject
    {
        public function __construct(protected array $data = [])
        {
        }

        public function getData(string $name): mixed
        {
            return $this->data[$name] ?? null;
        }

        public function setData(string $name, mixed $value): static
        {
            $this->data[$name] = $value;
            return $this;
        }

        public function __call(string $method, array $values): mixed
        {
            $name = strtolower(ltrim(preg_replace('/[A-Z]/', '_$0', substr($method, 3)), '_'));
            return str_starts_with($method, 'set') ? $this->setData($name, $values[0]) : $this->getData($name);
        }
    }
}

namespace Magento\Framework\Exception {
    class LocalizedException extends \Exception
    {
        public function __construct(\Magento\Framework\Phrase $phrase, ?\Exception $cause = null)
        {
            parent::__construct((string) $phrase, 0, $cause);
        }
    }
    class NoSuchEntityException extends LocalizedException
    {
    }
}

namespace Magento\Framework\Event {
    interface ObserverInterface
    {
        public function execute(Observer $observer);
    }
    class Observer
    {
        private \Magento\Framework\DataObject $event;

        public function __construct(array $data)
        {
            $this->event = new \Magento\Framework\DataObject($data);
        }

        public function getEvent(): \Magento\Framework\DataObject
        {
            return $this->event;
        }
    }
}

namespace Magento\Framework\App {
    interface ResponseInterface
    {
        public function sendResponse();
    }
    class DeploymentConfig
    {
        public function __construct(private array $values)
        {
        }

        public function get(string $key): mixed
        {
            return $this->values[$key] ?? null;
        }
    }
    class ResourceConnection
    {
        public function __construct(private object $connection)
        {
        }

        public function getConnection(string $name): object
        {
            return $this->connection;
        }

        public function getTableName(string $table, string $connection): string
        {
            return $table;
        }
    }
}

namespace Magento\Framework\App\Config {
    interface ScopeConfigInterface
    {
        public function getValue(string $path);
        public function isSetFlag(string $path);
    }
}

namespace Magento\Framework\App\Filesystem {
    class DirectoryList
    {
        public const VAR_DIR = 'var';

        public function __construct(private string $root)
        {
        }

        public function getPath(string $code): string
        {
            return "$this->root/$code";
        }
    }
}

namespace Magento\Framework\Encryption {
    interface EncryptorInterface
    {
        public function decrypt($data);
    }
}

namespace Magento\Framework\Notification {
    interface MessageInterface
    {
        public const SEVERITY_CRITICAL = 1;
    }
}

namespace Magento\Framework\Webapi {
    class ServiceOutputProcessor
    {
        public function process(object $data, string $class, string $method): array
        {
            return $data->document;
        }
    }
}

namespace Magento\Authorization\Model {
    interface UserContextInterface
    {
        public const USER_TYPE_INTEGRATION = 1;
        public const USER_TYPE_ADMIN = 2;
        public const USER_TYPE_CUSTOMER = 3;
        public function getUserId();
        public function getUserType();
    }
}

namespace Magento\Payment\Model\Method {
    abstract class AbstractMethod
    {
        protected $_code;

        public function getCode(): string
        {
            return $this->_code;
        }
    }
}

namespace Magento\Payment\Observer {
    abstract class AbstractDataAssignObserver implements \Magento\Framework\Event\ObserverInterface
    {
        protected function readDataArgument(\Magento\Framework\Event\Observer $observer): object
        {
            return $observer->getEvent()->getData('data');
        }

        protected function readPaymentModelArgument(\Magento\Framework\Event\Observer $observer): object
        {
            return $observer->getEvent()->getData('payment_model');
        }
    }
}

namespace Magento\Quote\Api\Data {
    interface PaymentInterface
    {
        public const KEY_ADDITIONAL_DATA = 'additional_data';
    }
}

namespace Magento\Catalog\Api\Data {
    interface ProductInterface
    {
    }
}

namespace Magento\Catalog\Api {
    interface ProductRepositoryInterface
    {
    }
}

namespace Magento\Catalog\Model\ResourceModel\Product {
    class CollectionFactory
    {
        public function __construct(private array $ids)
        {
        }

        public function create(): static
        {
            return $this;
        }

        public function getAllIds(): array
        {
            return $this->ids;
        }
    }
}

namespace Magento\ConfigurableProduct\Model\Product\Type {
    class Configurable
    {
        public function __construct(private array $parents)
        {
        }

        public function getParentIdsByChild(int $id): array
        {
            return $this->parents[$id] ?? [];
        }
    }
}

namespace Magento\InventoryApi\Api\Data {
    interface SourceItemInterface
    {
        public function getSku();
    }
}

namespace Magento\InventoryApi\Api {
    interface SourceItemsSaveInterface
    {
    }
}

namespace Magento\InventorySalesApi\Api\Data {
    interface SalesChannelInterface
    {
        public const TYPE_WEBSITE = 'website';
    }
}

namespace Magento\InventorySalesApi\Api {
    interface GetProductSalableQtyInterface
    {
        public function execute(string $sku, int $stockId): float;
    }
    interface StockResolverInterface
    {
        public function execute(string $type, string $code);
    }
}

namespace Magento\Store\Model {
    interface StoreManagerInterface
    {
        public function getDefaultStoreView();
    }
}

namespace Magento\Sales\Api\Data {
    interface OrderInterface
    {
    }
    interface CreditmemoInterface
    {
    }
}

namespace Magento\Sales\Model {
    class Order extends \Magento\Framework\DataObject implements \Magento\Sales\Api\Data\OrderInterface
    {
        public const STATE_NEW = 'new';
        public const STATE_PENDING_PAYMENT = 'pending_payment';
        public const STATE_PROCESSING = 'processing';
        public const STATE_COMPLETE = 'complete';
        public const STATE_CLOSED = 'closed';
        public const STATE_CANCELED = 'canceled';
        public const STATE_HOLDED = 'holded';
        public const STATE_PAYMENT_REVIEW = 'payment_review';
        /** @var list<string> */
        public array $comments = [];

        public function addCommentToStatusHistory(string $comment): void
        {
            $this->comments[] = $comment;
        }
    }
}

namespace Magento\Sales\Model\Order {
    class Item extends \Magento\Framework\DataObject
    {
    }
    class Address extends \Magento\Framework\DataObject
    {
    }
    class Creditmemo extends \Magento\Framework\DataObject implements \Magento\Sales\Api\Data\CreditmemoInterface
    {
    }
    class Payment extends \Magento\Framework\DataObject
    {
        private array $information = [];

        public function getAdditionalInformation(string $name): mixed
        {
            return $this->information[$name] ?? null;
        }

        public function setAdditionalInformation(string $name, mixed $value): void
        {
            $this->information[$name] = $value;
        }
    }
    interface RefundAdapterInterface
    {
        public function refund($creditmemo, $order, $isOnline = false);
    }
}

namespace Magento\Sales\Model\ResourceModel\Order {
    class CollectionFactory
    {
        public function __construct(private object $collection)
        {
        }

        public function create(): object
        {
            return $this->collection;
        }
    }
}
