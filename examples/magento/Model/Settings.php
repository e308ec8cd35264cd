<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\App\Filesystem\DirectoryList;
use Magento\Framework\Encryption\EncryptorInterface;

/**
 * The shop's configuration as koppel takes it. What a person chooses stands in the settings; where the store lies and its
 * key stand in app/etc/env.php, under `koppel`. It opens nothing.
 */
class Settings
{
    private const SECTION = 'koppel_coupling';

    /** The name of each platform, by its group in the settings. */
    private const PLATFORMS = ['city_butler' => 'city-butler', 'winst_uit_je_woning' => 'winst-uit-je-woning'];

    /** The VAT class of koppel, by the prefix of its settings. */
    private const VAT_CLASSES = ['standard' => 'standard', 'reduced' => 'reduced-rate'];

    public function __construct(
        private readonly ScopeConfigInterface $scopeConfig,
        private readonly DeploymentConfig $deploymentConfig,
        private readonly EncryptorInterface $encryptor,
        private readonly DirectoryList $directoryList,
    ) {
    }

    public function isActive(): bool
    {
        return $this->scopeConfig->isSetFlag(self::SECTION . '/shop/active');
    }

    /** What Koppel\Client is opened with; what is wrong in it, koppel says with the path. */
    public function client(): array
    {
        $environment = (array) $this->deploymentConfig->get('koppel');
        return [
            'store' => $environment['store'] ?? 'sqlite:' . $this->directoryList->getPath(DirectoryList::VAR_DIR) . '/koppel/shop.db',
            'store_key' => $environment['store_key'] ?? ['env' => 'KOPPEL_STORE_KEY'],
            'shop' => $this->shop(),
            'platforms' => $this->platforms(),
        ] + array_intersect_key($environment, ['store_password' => 0, 'wire' => 0, 'retention' => 0]);
    }

    /** The platform whose integration this is. */
    public function platformOfIntegration(int $integrationId): ?string
    {
        foreach (self::PLATFORMS as $group => $platformId) {
            if ($integrationId > 0 && $this->isOn($group) && (int) $this->text("$group/integration_id") === $integrationId) {
                return $platformId;
            }
        }
        return null;
    }

    /** The VAT rate of a tax class, where the settings say it; none is guessed. */
    public function vatRate(int $taxClassId): ?string
    {
        foreach (array_keys(self::VAT_CLASSES) as $prefix) {
            if ($taxClassId > 0 && (int) $this->text("shop/{$prefix}_class") === $taxClassId) {
                return $this->text("shop/{$prefix}_rate") ?: null;
            }
        }
        return null;
    }

    public function shippingVatRate(): ?string
    {
        return $this->vatRate((int) $this->scopeConfig->getValue('tax/classes/shipping_tax_class'));
    }

    private function shop(): array
    {
        $vat = $taxClasses = [];
        foreach (self::VAT_CLASSES as $prefix => $class) {
            [$rate, $taxClass] = [$this->text("shop/{$prefix}_rate"), $this->text("shop/{$prefix}_class")];
            if ($rate !== '' && $taxClass !== '') {
                $vat[$class] = $rate;
                $taxClasses[$taxClass] = $class;
            }
        }
        return [
            'shop_id' => $this->text('shop/shop_id'),
            'name' => (string) $this->scopeConfig->getValue('general/store_information/name'),
            'currency' => (string) $this->scopeConfig->getValue('currency/options/base'),
            'country' => (string) $this->scopeConfig->getValue('general/country/default'),
            'language' => str_starts_with((string) $this->scopeConfig->getValue('general/locale/code'), 'nl') ? 'nl' : 'en',
            'time_zone' => (string) $this->scopeConfig->getValue('general/locale/timezone'),
            'prices_include_vat' => $this->scopeConfig->isSetFlag('tax/calculation/price_includes_tax'),
            // Objects, also where they are empty.
            'vat' => (object) $vat,
            'lookups' => ['tax_classes' => (object) $taxClasses],
        ];
    }

    private function platforms(): array
    {
        $platforms = [];
        foreach (self::PLATFORMS as $group => $platformId) {
            if ($this->isOn($group)) {
                $platforms[] = [
                    'platform_id' => $platformId, 'profile' => $platformId, 'environment' => $this->text("$group/environment"),
                    'base_url' => $this->text("$group/base_url"), 'key' => $this->text("$group/key"),
                    'secret' => $this->encryptor->decrypt($this->text("$group/secret")),
                ];
            }
        }
        return $platforms;
    }

    private function isOn(string $group): bool
    {
        return $this->scopeConfig->isSetFlag(self::SECTION . "/$group/active");
    }

    private function text(string $path): string
    {
        return trim((string) $this->scopeConfig->getValue(self::SECTION . "/$path"));
    }
}
