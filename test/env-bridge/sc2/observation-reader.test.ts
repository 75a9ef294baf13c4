import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { packBits } from '../../../env-bridge/sc2/image.js';
import {
  createObservationReader,
  type ObservationContext,
} from '../../../env-bridge/sc2/observation-reader.js';
import { ALLIANCE, PLAYER_SCALAR_INDEX, type PlayerScalar, RACE } from '../../../src/spec/columns.js';
import type { Observation } from '../../../src/spec/observation.js';
import { FACTS, hasShared, type MapFacts, realMessage } from './shared.js';

const CONTEXT: ObservationContext = {
  race: RACE.terran,
  enemyRace: RACE.zerg,
  layers: null,
  forms: new Uint16Array(0),
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const sum = (column: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < column.length; i++) total += column[i];
  return total;
};
const rounded = (value: number, digits = 3): number => Number(value.toFixed(digits));

/** What the facts say of all units, told by the columns. */
function told({ count, entities: e, gameLoop, player, upgrades }: Observation): unknown {
  const sides = Object.keys(ALLIANCE) as (keyof typeof ALLIANCE)[];
  const types = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const side = sides.find((name) => ALLIANCE[name] === e.alliance[i]);
    const key = `${side}:${e.unit_type[i]}`;
    types.set(key, (types.get(key) ?? 0) + 1);
  }
  let orders = 0;
  let tags = 0n;
  for (let i = 0; i < count; i++) {
    tags ^= e.tag[i];
    for (const column of [e.order_0_ability, e.order_1_ability, e.order_2_ability, e.order_3_ability])
      if (column[i] !== 0) orders++;
  }
  return {
    game_loop: gameLoop,
    units_total: count,
    upgrade_ids: [...upgrades],
    types: Object.fromEntries([...types].sort()),
    sums: {
      pos_x: rounded(sum(e.x)),
      pos_y: rounded(sum(e.y)),
      health: rounded(sum(e.health)),
      shield: rounded(sum(e.shield)),
      energy: rounded(sum(e.energy)),
      mineral_contents: sum(e.mineral_contents),
      vespene_contents: sum(e.vespene_contents),
      radius: rounded(sum(e.radius)),
      orders,
      tag_xor: String(tags),
    },
    player: Object.fromEntries(
      Object.entries(PLAYER_SCALAR_INDEX)
        .slice(0, 11)
        .map(([name, at]) => [name, player[at]]),
    ),
  };
}

function expected({ observation: facts }: MapFacts): unknown {
  const types = facts.units_by_type.map(
    ({ alliance, unit_type, count }) => [`${alliance}:${unit_type}`, count] as const,
  );
  return {
    game_loop: facts.game_loop,
    units_total: facts.units_total,
    upgrade_ids: facts.upgrade_ids,
    types: Object.fromEntries(types.sort()),
    sums: facts.sums,
    player: facts.player_common,
  };
}

describe.skipIf(!hasShared)('every real observation', () => {
  it.each(Object.keys(FACTS))('%s has the counts, sums and fields of its facts', (map) => {
    const facts = FACTS[map];
    const frame = createObservationReader(CONTEXT).read(realMessage(map, 'observation.pb'), null);
    const { observation } = frame;
    if (!observation) throw new Error('no observation');
    expect(told(observation)).toEqual(expected(facts));
    const { entities: e } = observation;
    const units = facts.observation.first_units.map((_, i) => ({
      tag: String(e.tag[i]),
      unit_type: e.unit_type[i],
      alliance: Object.entries(ALLIANCE).find(([, side]) => side === e.alliance[i])?.[0],
      owner: e.owner[i],
      pos: [rounded(e.x[i], 4), rounded(e.y[i], 4), rounded(e.z[i], 4)],
      facing: rounded(e.facing[i], 4),
      display_type: e.display_type[i],
      health: rounded(e.health[i], 4),
      build_progress: rounded(e.build_progress[i], 4),
    }));
    expect(units).toEqual(facts.observation.first_units);
    expect(frame.score).toBe(facts.observation.score ?? null);
    expect(frame.actions).toHaveLength(facts.observation.actions);
    expect(frame.alerts).toHaveLength(facts.observation.alerts);
    expect(frame.actionErrors).toHaveLength(facts.observation.action_errors);
    expect(frame.results).toHaveLength(facts.observation.player_result);
    expect(frame.chat).toHaveLength(facts.observation.chat);
    const { visibility, creep } = facts.observation.map_state;
    expect(observation.visibility).toHaveLength(visibility.size[0] * visibility.size[1]);
    expect(sha256(observation.visibility)).toBe(visibility.sha256);
    const packed = creep.bits_per_pixel === 1 ? packBits(observation.creep) : observation.creep;
    expect(sha256(packed)).toBe(creep.sha256);
    for (const name of ['race', 'enemy_race'] satisfies PlayerScalar[])
      expect(observation.player[PLAYER_SCALAR_INDEX[name]]).toBe(
        name === 'race' ? CONTEXT.race : CONTEXT.enemyRace,
      );
  });
});
