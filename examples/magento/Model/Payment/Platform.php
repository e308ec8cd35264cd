<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model\Payment;

use Magento\Payment\Model\Method\AbstractMethod;

/**
 * How an order of a platform is paid: there, and not here. It invoices the order when it is placed, and has no refund of its
 * own, so no money can go out of the shop by it.
 */
class Platform extends AbstractMethod
{
    public const CODE = 'koppel_platform';

    /** What the payment's additional information holds; all of it texts. */
    public const PLATFORM_ID = 'koppel_platform_id';
    public const PLATFORM_ORDER_ID = 'koppel_platform_order_id';
    public const PAYMENTS = 'koppel_payments';

    protected $_code = self::CODE;
    protected $_isOffline = true;
    protected $_canAuthorize = true;
    protected $_canCapture = true;
    protected $_canUseInternal = false;
    protected $_canUseCheckout = true;
}
