// The systems that can be simulated, one row each.
import { lightspeedC } from './lightspeed-c.mjs';
import { lightspeedR } from './lightspeed-r.mjs';
import { lightspeedX } from './lightspeed-x.mjs';
import { magento } from './magento.mjs';
import { own } from './own.mjs';
import { shopify } from './shopify.mjs';
import { woocommerce } from './woocommerce.mjs';

export const SYSTEMS = {
  custom: own,
  'lightspeed-c': lightspeedC,
  'lightspeed-r': lightspeedR,
  'lightspeed-x': lightspeedX,
  magento,
  shopify,
  woocommerce,
};
