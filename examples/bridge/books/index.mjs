// The hosted shop's book of orders: which system's it is.
import { callerOf } from '../call.mjs';
import { lightspeedC } from './lightspeed-c.mjs';
import { lightspeedR } from './lightspeed-r.mjs';
import { lightspeedX } from './lightspeed-x.mjs';
import { magento } from './magento.mjs';
import { shopify } from './shopify.mjs';
import { woocommerce } from './woocommerce.mjs';

const BOOKS = {
  'lightspeed-c': lightspeedC,
  'lightspeed-r': lightspeedR,
  'lightspeed-x': lightspeedX,
  magento,
  shopify,
  'shopify-graphql': shopify,
  woocommerce,
};

/** The systems that take the platforms' orders. */
export const SYSTEMS = Object.keys(BOOKS);

/**
 * A book has `make`, `pay`, `cancel` and `stock`, perhaps `ready`, which looks whether it can take orders, and `orders`: what
 * a platform ordered of what was `created` or `changed` since, or has this `key`. Each order is {host_id, key, platform_id,
 * platform_order_id, status, cancelled_by, total_amount, vat_amount} and three functions that ask for more of it:
 * `lines()`: [{host_line, line_id, sku, quantity, paid, vat_rate, vat_amount}], the goods first, `paid` in cents;
 * `tenders()`: [{tender_id, amount}];
 * `returns()`: [{return_id, name, pieces: [{line_id, sku, quantity}], amounts: [{line_id, amount}], beyond}], in cents.
 * The list bears a `mark` where the next one of what changed is asked for by it.
 */
export const bookOf = (koppel, source, { koppel: open, till }) =>
  BOOKS[open.sources[source].system](callerOf(koppel, source), till);
