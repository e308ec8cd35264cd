// What a test asks of the simulation itself; the real webshop has nothing like it.

import { World } from './world.mjs';

export function control(sim, call, response) {
  const say = (value) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  const given = call.body.length ? JSON.parse(call.body) : {};
  switch (call.target.slice('/_sim/'.length)) {
    case 'log': return say(sim.log);
    case 'reset': sim.world = new World(); sim.faults.set({}); sim.log.length = 0; sim.before.clear(); return say({});
    case 'forget': sim.log.length = 0; return say({});
    case 'state': return say(sim.world.shown());
    case 'seed': sim.world.seed(given); return say({});
    case 'settings': Object.assign(sim.world.settings, given); return say(sim.world.settings);
    case 'fault': sim.faults.set(given); return say({});
    case 'password': sim.password = given.password; return say({});
    default: return response.writeHead(404).end();
  }
}
