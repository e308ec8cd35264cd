// The same for `import`: `import { front } from 'koppel/front'`.
import fronts from './front.js';

export const { fastifyFront, front, PLACES } = fronts;
export default fronts;
