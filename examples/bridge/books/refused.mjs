// That the shop does not take an order: it has too little of something in it.

export class OutOfStock extends Error {}
