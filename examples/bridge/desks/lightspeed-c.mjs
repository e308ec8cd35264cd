// The back office of Lightspeed C: stock, prices, returns.
import { allOfLightspeedC } from '../lists.mjs';
import { bySku } from './returns.mjs';

const skuOf = ({ sku, articleCode }) => sku || articleCode;

export function lightspeedC(call) {
  const variants = () => allOfLightspeedC(call, 'variants', '/variants.json');

  async function change(sku, changed) {
    const { id } = bySku(await variants(), sku, skuOf);
    await call('PUT', `/variants/${id}.json`, { variant: changed });
  }

  return {
    articles: async () =>
      (await variants())
        .filter(({ stockTracking: tracking }) => tracking !== 'disabled')
        .map((own) => ({ sku: skuOf(own), quantity: String(own.stockLevel) })),

    setStock: (sku, quantity) => change(sku, { stockLevel: quantity }),
    setPrice: (sku, amount) => change(sku, { priceIncl: Number(amount), oldPriceIncl: 0 }),

    async refund({ host_id: id }, items, name) {
      const { document } = await call('POST', '/returns.json', {
        return: {
          orderId: Number(id),
          status: 'received',
          isStockAdjusted: true,
          staffNote: name,
          orderProducts: items.map(({ line, quantity }) => ({ id: line.host_line, quantity })),
        },
      });
      return String(document.return.id);
    },
  };
}
