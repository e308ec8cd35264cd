// The same for `import`: `import koppel, { Koppel } from 'koppel'`.
import koppel from './index.js';

export const { Koppel, KoppelError, call } = koppel;
export default koppel;
