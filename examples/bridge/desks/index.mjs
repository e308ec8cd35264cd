// The hosted shop's own staff, for the self-test: which system's back office is used.
import { callerOf } from '../call.mjs';
import { shopify } from './shopify.mjs';
import { woocommerce } from './woocommerce.mjs';

const DESKS = { shopify, woocommerce };

/** A desk: its routes, setStock, setPrice, takeBack, book, and refuse where the shop is a simulated one. */
export function deskOf(source, { back_office: backOffice }) {
  const known = Object.keys(DESKS).join(' and ');
  if (!DESKS[source.system]) {
    throw new Error(`/test: the test routes know the back office of ${known}, not of ${source.system}.`);
  }
  const desk = DESKS[source.system](callerOf(source));
  const routes = ['stock', 'price', 'return', 'drain'];
  if (!backOffice) return { ...desk, routes };
  // That a shop refuses an order which it has in stock cannot be asked of a real one.
  const refuse = async (sku) => {
    await fetch(`${backOffice}refuse`, { method: 'POST', body: JSON.stringify({ sku }) });
  };
  return { ...desk, refuse, routes: [...routes, 'fault'] };
}
