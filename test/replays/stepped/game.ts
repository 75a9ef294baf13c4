/** A game of two marines that is told, not simulated: for what goes through replays without caring what is in them. */
import type { SeenOrder, View } from '../../../replays/stepped/view.js';
import { ALLIANCE, createEntityTable, DISPLAY_TYPE, PLAYER_SCALAR_NAMES } from '../../../src/spec/columns.js';
import type { Observation } from '../../../src/spec/observation.js';
import { ABILITY, UNIT_TYPE } from '../../../src/spec/vocabulary.js';

const SIDE = 4;
export const marine = { type: UNIT_TYPE.marine, health: 45 } as const;
/** The first is the player's, the second the enemy's. */
export const OWN = 1n;
export const ENEMY = 2n;

export const move = (units: readonly bigint[], x: number): SeenOrder => ({
  ...{ ability: ABILITY.move, queued: false, units },
  target: { kind: 'point', x, y: 1 },
});

export function observationAt(gameLoop: number): Observation {
  const entities = createEntityTable(2);
  entities.tag.set([OWN, ENEMY]);
  entities.alliance.set([ALLIANCE.self, ALLIANCE.enemy]);
  entities.display_type.fill(DISPLAY_TYPE.visible);
  entities.unit_type.fill(marine.type);
  entities.health.fill(marine.health);
  entities.on_screen.fill(1);
  entities.selected.set([1, 0]);
  return {
    ...{ gameLoop, count: 2, entities, unknown: [], lastCommand: null },
    player: new Int32Array(PLAYER_SCALAR_NAMES.length),
    upgrades: new Uint16Array(0),
    visibility: new Uint8Array(SIDE * SIDE),
    creep: new Uint8Array(SIDE * SIDE),
  };
}

export interface ToldGame {
  readonly loops: number;
  /** Each with the loop from which on a look tells it. */
  readonly orders: readonly { readonly told: number; readonly order: SeenOrder }[];
  readonly others?: readonly string[];
  readonly looked?: () => void;
}

export function viewOf({ loops, orders, others = [], looked }: ToldGame): View {
  let last = -1;
  const layer = new Uint8Array(SIDE * SIDE);
  return {
    map: {
      ...{ name: 'told', width: SIDE, height: SIDE, layerWidth: SIDE, layerHeight: SIDE },
      ...{ pathing: layer, placement: layer, terrainHeight: layer },
    },
    names: { abilities: new Map(), unitTypes: new Map(), upgrades: new Map(), buffs: new Map() },
    look: async (loop) => {
      looked?.();
      const now = Math.min(loop, loops);
      const told = orders.filter((one) => one.told > last && one.told <= now).map(({ order }) => order);
      const first = last < 0;
      last = now;
      return {
        observation: observationAt(now),
        ...{ orders: told, others: first ? others : [], ended: now >= loops },
      };
    },
  };
}
