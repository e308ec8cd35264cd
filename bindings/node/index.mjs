// The same for `import`: `import koppel, { Koppel } from 'koppel'`. Generated; do not edit.
import koppel from './index.js';

export const { Koppel, KoppelError, call, productMapStream } = koppel;
export const { capabilities, echo, paymentSplit, productMap, refundCompute, schema } = koppel;
export default koppel;
