/** What all have decided in a loop happens: shots, spells, what burns, then the fallen are buried and the living healed. */
import type { Casts } from './abilities/cast.js';
import { perform } from './abilities/effects.js';
import { ABILITIES } from './abilities/table.js';
import { tickZones } from './abilities/zones.js';
import { bury, strike } from './damage.js';
import { spawn } from './spawn.js';
import { LIFE, NOBODY, type State } from './state.js';
import { canMend } from './targets.js';
import { endLives, sufferBuffs } from './time.js';
import { KIND, kindOf } from './units.js';

/** What units have decided to do in this loop. */
export interface Intents {
  /** (attacker, target) pairs of shots. */
  readonly hits: number[];
  readonly casts: Casts;
  /** Scratch. */
  readonly fallen: number[];
}

export function createIntents(): Intents {
  return { hits: [], casts: [], fallen: [] };
}

const BROODLING = kindOf('broodling');
/** Liquipedia, "Broodling": 5.7 s at "faster". */
const BROODLING_LOOPS = 128;

/** Deals the shots and spells of this loop, buries the dead, then heals the living. */
export function resolve(state: State, { hits, casts, fallen }: Intents): void {
  state.hitBy.fill(NOBODY);
  for (let h = 0; h < hits.length; h += 2) strike(state, hits[h], hits[h + 1]);
  for (let c = 0; c < casts.length; c += 5)
    perform(state, casts[c], ABILITIES[casts[c + 1]], casts[c + 2], casts[c + 3], casts[c + 4]);
  tickZones(state);
  sufferBuffs(state);
  endLives(state);
  bury(state, fallen);
  // Broodlings are born when the dead are out of the way: their places may be needed.
  for (let h = 0; h < hits.length; h += 2)
    if (KIND.brood[state.kind[hits[h]]] === 1 && state.alive[hits[h]] === LIFE.field)
      brood(state, hits[h], hits[h + 1]);
  healAll(state);
}

function brood(state: State, lord: number, target: number): void {
  const [x, y] = [state.x[target], state.y[target]];
  spawn(state, { player: state.player[lord], kind: BROODLING, x, y, loops: BROODLING_LOOPS, parent: lord });
}

function healAll(state: State): void {
  state.healed.fill(0);
  for (let i = 0; i < state.count; i++) {
    const patient = state.healing[i];
    if (patient === NOBODY || state.alive[i] !== LIFE.field || !canMend(state, patient)) continue;
    const kind = state.kind[i];
    const room = state.healthMax[patient] - state.health[patient];
    const healed = Math.min(KIND.heal[kind], room, state.energy[i] * KIND.healthPerEnergy[kind]);
    state.health[patient] += healed;
    state.energy[i] = Math.max(0, state.energy[i] - healed / KIND.healthPerEnergy[kind]);
    state.healed[i] = 1;
  }
}
