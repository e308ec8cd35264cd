// The back office of Lightspeed R: stock, prices, and returns, which are sales below nothing.
import { allOfLightspeedR, rowsOf } from '../lists.mjs';
import { bySku } from './returns.mjs';

const LIST = `/Item.json?limit=100&load_relations=${encodeURIComponent('["ItemShops"]')}`;
const skuOf = ({ customSku, systemSku }) => customSku || systemSku;
const levelIn = ({ ItemShops }, shop) => rowsOf(ItemShops.ItemShop).find(({ shopID }) => shopID === shop);
const THE_SHOP = '1';
const ALL_SHOPS = '0';

export function lightspeedR(call) {
  const items = () => allOfLightspeedR(call, 'Item', LIST);
  const itemOf = async (sku) => bySku(await items(), sku, skuOf);

  return {
    articles: async () =>
      (await items())
        .filter(({ itemType: type }) => type !== 'non_inventory')
        .map((own) => ({ sku: skuOf(own), quantity: levelIn(own, ALL_SHOPS).qoh })),

    async setStock(sku, quantity) {
      const item = await itemOf(sku);
      const { itemShopID: id } = levelIn(item, THE_SHOP);
      const level = { itemShopID: id, qoh: quantity };
      await call('PUT', `/Item/${item.itemID}.json`, { ItemShops: { ItemShop: [level] } });
    },

    async setPrice(sku, amount) {
      const { itemID: id } = await itemOf(sku);
      const price = { amount, useTypeID: 1, useType: 'Default' };
      await call('PUT', `/Item/${id}.json`, { Prices: { ItemPrice: [price] } });
    },

    async refund(_, back, name) {
      const lines = back.map(({ line, quantity }) => ({
        unitQuantity: -quantity,
        parentSaleLineID: line.host_line,
      }));
      const { document } = await call('POST', '/Sale.json', {
        completed: true,
        SaleLines: { SaleLine: lines },
        SaleNotes: { InternalNote: { note: name } },
      });
      return String(document.Sale.saleID);
    },
  };
}
