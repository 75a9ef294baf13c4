import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALLIANCE,
  DISPLAY_TYPE,
  PLAYER_SCALAR_INDEX,
  PLAYER_SCALAR_NAMES,
  RACE,
} from '../../src/spec/columns.js';
import { encodeObservation } from '../../src/spec/encode-observation.js';
import {
  bucketFor,
  createInputs,
  ENTITY_FEATURES,
  ENTITY_IDS,
  indexVocabulary,
  MAP_CHANNELS,
  MAP_PATCH_SIZE,
  MAX_ENTITIES,
  type PolicyInputs,
  SCALAR_FEATURES,
} from '../../src/spec/encoding.js';
import { layerCell, type Observation, VISIBILITY } from '../../src/spec/observation.js';
import { ABILITY, SKIRMISH_VOCABULARY, UNIT_TYPE } from '../../src/spec/vocabulary.js';
import { flatMap, observationOf, type Row } from './observations.js';

const index = indexVocabulary(SKIRMISH_VOCABULARY);
const functions = SKIRMISH_VOCABULARY.functions;
const map = flatMap(64, 32);

const encode = (observation: Observation, entities = 16): { inputs: PolicyInputs; rows: Int32Array } => {
  const inputs = createInputs(1, entities, {
    functions: functions.length,
    history: 0,
    tallies: 0,
    habits: 0,
  });
  const rows = encodeObservation(observation, map, index, inputs, 0);
  return { inputs, rows };
};

/** One entity's features by name. */
const featuresOf = (inputs: PolicyInputs, row: number): Record<(typeof ENTITY_FEATURES)[number], number> => {
  const width = ENTITY_FEATURES.length;
  return Object.fromEntries(
    ENTITY_FEATURES.map((name, f) => [name, inputs.entity_features[row * width + f]]),
  ) as Record<(typeof ENTITY_FEATURES)[number], number>;
};

const scalar = (inputs: PolicyInputs, name: (typeof SCALAR_FEATURES)[number]): number =>
  inputs.scalars[SCALAR_FEATURES.indexOf(name)];

const offered = (inputs: PolicyInputs): string[] =>
  functions.filter((_, f) => inputs.function_mask[f] === 1).map(({ name }) => name);

const STALKER: Row = {
  tag: 7n,
  unit_type: UNIT_TYPE.stalker,
  alliance: ALLIANCE.self,
  display_type: DISPLAY_TYPE.visible,
  x: 16,
  y: 8,
  z: 4,
  facing: Math.PI / 2,
  radius: 0.625,
  health: 64,
  health_max: 80,
  shield: 16,
  shield_max: 80,
  weapon_cooldown: 8,
  cloak: 2,
  order_0_ability: ABILITY.attack,
  engaged_target: 9n,
  attack_upgrade_level: 3,
  last_seen: 100,
};
const ZEALOT: Row = {
  tag: 9n,
  unit_type: UNIT_TYPE.zealot,
  alliance: ALLIANCE.enemy,
  display_type: DISPLAY_TYPE.snapshot,
  x: 20,
  y: 5,
  radius: 0.5,
  health: 100,
  health_max: 100,
  last_seen: 80,
};

describe('an entity', () => {
  const { inputs } = encode(observationOf([STALKER, ZEALOT], map, { gameLoop: 100 }));
  const own = featuresOf(inputs, 0);
  const foe = featuresOf(inputs, 1);

  it('is told by its ids, counted from 1 in the vocabulary', () => {
    const at = (table: readonly { id: number }[], id: number): number =>
      table.findIndex((entry) => entry.id === id) + 1;
    expect([...inputs.entity_ids.subarray(0, ENTITY_IDS.length)]).toEqual([
      at(SKIRMISH_VOCABULARY.unitTypes, UNIT_TYPE.stalker),
      at(SKIRMISH_VOCABULARY.abilities, ABILITY.attack),
      0,
      0,
    ]);
  });

  it('has its place in cells and on the raster, whatever the shape of the map', () => {
    expect([...inputs.entity_position.subarray(0, 8)]).toEqual([16, 8, 8, 8, 20, 5, 10, 5]);
  });

  it('has its life as fractions, roots and logarithms', () => {
    expect(own.health_fraction).toBeCloseTo(0.8, 6);
    expect(own.shield_fraction).toBeCloseTo(0.2, 6);
    expect(own.energy_fraction).toBe(0);
    expect(own.health_sqrt).toBeCloseTo(8 / 16, 6);
    expect(own.shield_sqrt).toBeCloseTo(4 / 16, 6);
    expect(own.toughness_log).toBeCloseTo(Math.log(161) / 6, 6);
  });

  it('has its state', () => {
    expect([own.is_self, own.is_enemy, foe.is_self, foe.is_enemy]).toEqual([1, 0, 0, 1]);
    expect(own.weapon_cooldown).toBe(0.5);
    expect([own.weapon_ready, foe.weapon_ready]).toEqual([0, 0]);
    expect(own.facing_cos).toBeCloseTo(0, 6);
    expect(own.facing_sin).toBeCloseTo(1, 6);
    expect(own.height).toBe(0.5);
    expect([own.cloaked, own.detected, own.attack_upgrade]).toEqual([1, 1, 1]);
    expect([own.snapshot, foe.snapshot]).toEqual([0, 1]);
    expect(own.unseen_log).toBe(0);
    expect(foe.unseen_log).toBeCloseTo(Math.log(21) / 8, 6);
  });

  it('knows whom it fights, who fights it, and the nearest foe', () => {
    expect([own.engaged, own.engaged_dx, own.engaged_dy]).toEqual([1, 0.5, -0.375]);
    expect([foe.engaged, foe.engaged_dx]).toEqual([0, 0]);
    expect([own.engaged_by, foe.engaged_by]).toEqual([0, 0.25]);
    expect([own.foe_dx, own.foe_dy, own.foes_near]).toEqual([0.5, -0.375, 0.125]);
    expect([foe.foe_dx, foe.foe_dy, foe.foes_near]).toEqual([-0.5, 0.375, 0.125]);
    expect(own.foe_gap).toBeCloseTo(1 / (1 + 5 - 1.125), 6); // 3-4-5 triangle, less both radii.
    expect([foe.centre_dx, foe.centre_dy]).toEqual([0.5, -0.375]);
  });

  it('is ready to fire only when it is own and its weapon is', () => {
    const ready = encode(observationOf([{ ...STALKER, weapon_cooldown: 0 }, ZEALOT], map)).inputs;
    expect([featuresOf(ready, 0).weapon_ready, featuresOf(ready, 1).weapon_ready]).toEqual([1, 0]);
  });

  it('of an unknown type or order is still there, with id 0', () => {
    const strange = encode(
      observationOf([{ ...STALKER, unit_type: 9999, order_0_ability: 9999 }], map),
    ).inputs;
    expect([...strange.entity_ids.subarray(0, 2)]).toEqual([0, 0]);
    expect([strange.entity_mask[0], strange.own_mask[0]]).toEqual([1, 1]);
  });
});

describe('unknown columns', () => {
  it('are flagged, each by itself', () => {
    const { inputs } = encode(observationOf([STALKER], map, { unknown: ['health', 'last_seen'] }));
    const flagged = SCALAR_FEATURES.filter(
      (name) => name.startsWith('unknown_') && scalar(inputs, name) === 1,
    );
    expect(flagged).toEqual(['unknown_health', 'unknown_last_seen']);
  });

  it('are not invented: what is made of their zeros is zero', () => {
    const { tag, unit_type, alliance, x, y } = STALKER;
    const blind = observationOf([{ tag, unit_type, alliance, x, y }], map, {
      gameLoop: 500,
      unknown: ['weapon_cooldown', 'facing', 'last_seen'],
    });
    const features = featuresOf(encode(blind).inputs, 0);
    expect(features).toMatchObject({ weapon_ready: 0, facing_cos: 0, facing_sin: 0, unseen_log: 0 });
  });
});

describe('padding', () => {
  it('is zero, also in a row that held a larger observation before', () => {
    const inputs = createInputs(2, 16, { functions: functions.length, history: 0, tallies: 0, habits: 0 });
    const many = Array.from({ length: 12 }, (_, i): Row => ({ ...STALKER, tag: BigInt(i + 1) }));
    for (const b of [0, 1])
      encodeObservation(
        observationOf(many, map, { unknown: ['energy'], gameLoop: 50 }),
        map,
        index,
        inputs,
        b,
      );
    encodeObservation(observationOf([ZEALOT], map), map, index, inputs, 1);
    const fresh = encode(observationOf([ZEALOT], map)).inputs;
    const names = Object.entries(fresh).filter(([, value]) => typeof value === 'object');
    for (const [name, want] of names as [keyof PolicyInputs, Float32Array][]) {
      const both = inputs[name] as Float32Array;
      expect(both.subarray(both.length / 2), name).toEqual(want);
    }
    expect(inputs.entity_mask.subarray(0, 16).reduce((a, b) => a + b)).toBe(12);
    expect(fresh.entity_features.subarray(ENTITY_FEATURES.length).every((value) => value === 0)).toBe(true);
  });
});

describe('more entities than the bucket holds', () => {
  it('keeps own ones first, then enemies, allies and neutral ones, each in their order', () => {
    const sides = [
      ...new Array<number>(10).fill(ALLIANCE.neutral),
      ...new Array<number>(4).fill(ALLIANCE.ally),
      ...new Array<number>(8).fill(ALLIANCE.enemy),
      ...new Array<number>(7).fill(ALLIANCE.self),
    ];
    const crowd = sides.map((alliance, i): Row => ({ ...STALKER, tag: BigInt(i + 1), alliance, x: i }));
    const { inputs, rows } = encode(observationOf(crowd, map));
    expect([...rows]).toEqual([22, 23, 24, 25, 26, 27, 28, 14, 15, 16, 17, 18, 19, 20, 21, 10]);
    expect([...inputs.own_mask]).toEqual([...new Array(7).fill(1), ...new Array(9).fill(0)]);
    expect(inputs.entity_position[0]).toBe(22);
  });

  it('keeps the order of the table where all fit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 16 }), (sides) => {
        const rows = sides.map((alliance, i): Row => ({ tag: BigInt(i + 1), alliance }));
        expect([...encode(observationOf(rows, map)).rows]).toEqual(sides.map((_, i) => i));
      }),
    );
  });
});

describe('the map', () => {
  it('is cut into patches of nearest cells, rows from y = 0', () => {
    const seen = flatMap(64, 32);
    const visibility = new Uint8Array(64 * 32);
    const place = 10 * 64 + 21; // Raster row 10, column 10 takes cell (10, 21): patch 5, place 18.
    seen.pathing[place] = 1;
    seen.terrainHeight[place] = 51;
    visibility[place] = VISIBILITY.fogged;
    const inputs = createInputs(1, 16, { functions: functions.length, history: 0, tallies: 0, habits: 0 });
    encodeObservation(observationOf([], map, { visibility }), seen, index, inputs, 0);
    const at = 5 * MAP_PATCH_SIZE + 18 * MAP_CHANNELS.length;
    const cell = [...inputs.map.subarray(at, at + MAP_CHANNELS.length)];
    const want = { pathing: 1, height: 0.2, visible: 0, explored: 1, creep: 0 };
    for (const [c, channel] of MAP_CHANNELS.entries()) expect(cell[c]).toBeCloseTo(want[channel], 6);
    inputs.map.fill(0, at, at + MAP_CHANNELS.length);
    expect(inputs.map.every((value) => value === 0)).toBe(true);
  });
});

describe('layers of another shape than the map', () => {
  const coarse = { ...flatMap(16, 8), width: 160, height: 120 };
  const channelAt = (inputs: PolicyInputs, row: number, column: number, channel: number): number => {
    const patch = Math.floor(row / 8) * 4 + Math.floor(column / 8);
    return inputs.map[
      patch * MAP_PATCH_SIZE + ((row % 8) * 8 + (column % 8)) * MAP_CHANNELS.length + channel
    ];
  };

  it('cover the whole map', () => {
    const visibility = new Uint8Array(16 * 8);
    visibility[layerCell(coarse, 95, 50)] = VISIBILITY.visible; // Row 3 of 8, column 9 of 16.
    const inputs = createInputs(1, 16, { functions: functions.length, history: 0, tallies: 0, habits: 0 });
    encodeObservation(observationOf([], map, { visibility }), coarse, index, inputs, 0);
    const lit: number[][] = [];
    for (let row = 0; row < 32; row++)
      for (let column = 0; column < 32; column++)
        if (channelAt(inputs, row, column, 2) === 1) lit.push([row, column]);
    expect(lit).toEqual([12, 13, 14, 15].flatMap((row) => [18, 19].map((column) => [row, column])));
  });

  it('are zero where the source knows none', () => {
    const none = new Uint8Array(0);
    const unknown = { ...coarse, pathing: none, placement: none, terrainHeight: none };
    const inputs = createInputs(1, 16, { functions: functions.length, history: 0, tallies: 0, habits: 0 });
    const visibility = new Uint8Array(16 * 8).fill(VISIBILITY.fogged);
    encodeObservation(observationOf([], map, { visibility }), unknown, index, inputs, 0);
    const cell = (channel: number): number => channelAt(inputs, 5, 5, channel);
    expect(MAP_CHANNELS.map((_, channel) => cell(channel))).toEqual([0, 0, 0, 1, 0]);
  });
});

describe('the player', () => {
  it('is told by scalars, ids and the last command', () => {
    const player = new Int32Array(PLAYER_SCALAR_NAMES.length);
    player[PLAYER_SCALAR_INDEX.minerals] = 399;
    player[PLAYER_SCALAR_INDEX.race] = RACE.protoss;
    player[PLAYER_SCALAR_INDEX.enemy_race] = RACE.zerg;
    const lastCommand = {
      ability: ABILITY.attack,
      delay: 5,
      queued: false,
      units: [7n],
      target: { kind: 'entity', tag: 9n },
    } as const;
    const { inputs } = encode(
      observationOf([STALKER, ZEALOT, { ...STALKER, tag: 8n }], map, {
        gameLoop: 2688,
        player,
        lastCommand,
      }),
    );
    expect(scalar(inputs, 'minerals')).toBeCloseTo(Math.log(400) / 4, 6);
    expect(scalar(inputs, 'vespene')).toBe(0);
    expect(scalar(inputs, 'minutes')).toBeCloseTo(2 / 4, 6);
    expect([scalar(inputs, 'map_width'), scalar(inputs, 'map_height')]).toEqual([0.5, 0.25]);
    expect(scalar(inputs, 'own_log')).toBeCloseTo(Math.log(3) / 2, 6);
    expect(scalar(inputs, 'enemy_log')).toBeCloseTo(Math.log(2) / 2, 6);
    expect(scalar(inputs, 'last_delay')).toBeCloseTo(4 / 19, 6);
    expect([...inputs.scalar_ids]).toEqual([
      RACE.protoss,
      RACE.zerg,
      functions.findIndex(({ name }) => name === 'Attack_unit'),
    ]);
  });
});

describe('the function mask', () => {
  const medivac: Row = { tag: 1n, unit_type: UNIT_TYPE.medivac, alliance: ALLIANCE.self };
  const marine: Row = { tag: 2n, unit_type: UNIT_TYPE.marine, alliance: ALLIANCE.self };

  it('offers what an own unit can do', () => {
    expect(offered(encode(observationOf([medivac, ZEALOT], map)).inputs)).not.toContain('Attack_unit');
    expect(offered(encode(observationOf([medivac, ZEALOT], map)).inputs)).toContain('Effect_Heal_unit');
    expect(offered(encode(observationOf([marine, ZEALOT], map)).inputs)).not.toContain('Effect_Heal_unit');
    const { users } = SKIRMISH_VOCABULARY;
    const canDo = (f: number): boolean =>
      f === 0 || users[f].includes(UNIT_TYPE.marine) || users[f].includes(UNIT_TYPE.medivac);
    expect(offered(encode(observationOf([marine, medivac], map)).inputs)).toEqual(
      functions.filter((_, f) => canDo(f)).map(({ name }) => name),
    );
  });

  it('offers nothing to point at where there is nobody else', () => {
    expect(offered(encode(observationOf([marine], map)).inputs)).toEqual([
      'no_op',
      'Smart_pt',
      'Move_pt',
      'Attack_pt',
      'Stop_quick',
      'HoldPosition_quick',
      'Effect_Stim_quick',
    ]);
  });

  it('offers waiting alone without own units', () => {
    expect(offered(encode(observationOf([ZEALOT, { ...ZEALOT, tag: 3n }], map)).inputs)).toEqual(['no_op']);
    expect(offered(encode(observationOf([], map)).inputs)).toEqual(['no_op']);
  });
});

describe('bucketFor', () => {
  it('is the smallest that holds them, and the largest where none does', () => {
    expect(
      [0, 16, 17, 32, 33, 65, 129, 257, 512, 513].map((count) => bucketFor(count, MAX_ENTITIES)),
    ).toEqual([16, 16, 32, 32, 64, 96, 192, 384, 512, 512]);
  });

  it('is that of the most that are shown, where there are more', () => {
    expect([100, 128, 129, 1000].map((count) => bucketFor(count, 128))).toEqual([128, 128, 128, 128]);
  });
});
