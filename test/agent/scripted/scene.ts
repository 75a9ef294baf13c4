/** Observations put together by hand, for tests that need one exact situation. */
import { UNITS } from '../../../env-bridge/skirmish/units.js';
import { ALLIANCE, createEntityTable, DISPLAY_TYPE } from '../../../src/spec/columns.js';
import type { MatchInfo } from '../../../src/spec/match.js';
import { type Observation, VISIBILITY } from '../../../src/spec/observation.js';
import { SKIRMISH_VOCABULARY, UNIT_TYPE } from '../../../src/spec/vocabulary.js';

const SIZE = 32;

export const INFO: MatchInfo = {
  player: 1,
  players: [1, 2],
  map: {
    name: 'scene',
    width: SIZE,
    height: SIZE,
    layerWidth: SIZE,
    layerHeight: SIZE,
    pathing: new Uint8Array(SIZE * SIZE).fill(1),
    placement: new Uint8Array(SIZE * SIZE),
    terrainHeight: new Uint8Array(SIZE * SIZE).fill(128),
  },
  scenario: 'scene',
  scenarioHash: '0'.repeat(64),
  seed: 0,
  limits: { stepLoops: 2, commandsPerSecond: 12, maxLoops: 1000 },
  vocabulary: SKIRMISH_VOCABULARY,
};

/** What the tests place; whatever is left out is whole, idle and ready to fire. */
export interface SceneUnit {
  readonly tag: bigint;
  readonly type: keyof typeof UNIT_TYPE;
  readonly x: number;
  readonly y: number;
  readonly health?: number;
  readonly shield?: number;
  readonly energy?: number;
  readonly cooldown?: number;
  readonly order?: number;
  readonly engaged?: bigint;
  readonly facing?: number;
}

/** One observation of these units; everything is in sight. */
export function scene(own: readonly SceneUnit[], foes: readonly SceneUnit[], gameLoop = 100): Observation {
  const units = [...own, ...foes];
  const table = createEntityTable(units.length);
  for (const [i, unit] of units.entries()) {
    const body = UNITS[unit.type];
    table.tag[i] = unit.tag;
    table.unit_type[i] = UNIT_TYPE[unit.type];
    table.alliance[i] = i < own.length ? ALLIANCE.self : ALLIANCE.enemy;
    table.owner[i] = i < own.length ? 1 : 2;
    table.display_type[i] = DISPLAY_TYPE.visible;
    table.x[i] = unit.x;
    table.y[i] = unit.y;
    table.radius[i] = body.radius;
    table.health_max[i] = body.health;
    table.shield_max[i] = body.shield;
    table.health[i] = unit.health ?? body.health;
    table.shield[i] = unit.shield ?? body.shield;
    table.energy[i] = unit.energy ?? 0;
    table.weapon_cooldown[i] = unit.cooldown ?? 0;
    table.order_0_ability[i] = unit.order ?? 0;
    table.engaged_target[i] = unit.engaged ?? 0n;
    table.facing[i] = unit.facing ?? 0;
  }
  return {
    gameLoop,
    count: units.length,
    entities: table,
    unknown: [],
    player: new Int32Array(0),
    upgrades: new Uint16Array(0),
    lastCommand: null,
    visibility: new Uint8Array(SIZE * SIZE).fill(VISIBILITY.visible),
    creep: new Uint8Array(0),
  };
}
