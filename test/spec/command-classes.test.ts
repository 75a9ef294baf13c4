import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALLIANCE } from '../../src/spec/columns.js';
import { decodeCommand, encodeCommand, type PolicyChoice } from '../../src/spec/command-classes.js';
import { encodeObservation } from '../../src/spec/encode-observation.js';
import {
  createInputs,
  createTargets,
  FINE_GRID,
  indexVocabulary,
  LOCATION_GRID,
  type PolicyTargets,
} from '../../src/spec/encoding.js';
import { type Command, noOp, type Observation } from '../../src/spec/observation.js';
import { ABILITY, DELAY_BINS, SKIRMISH_VOCABULARY, UNIT_TYPE } from '../../src/spec/vocabulary.js';
import { flatMap, observationOf, type Row } from './observations.js';

const index = indexVocabulary(SKIRMISH_VOCABULARY);
const functions = SKIRMISH_VOCABULARY.functions;
const map = flatMap(48, 32);
const ENTITIES = 16;

/** Tags of three marines and a medivac of one's own, and of two enemies, shuffled among each other. */
const MARINES = [11n, 12n, 13n];
const MEDIVAC = 21n;
const ENEMIES = [31n, 2n ** 63n + 1n];
const row = (tag: bigint, unit_type: number, alliance: number): Row => ({ tag, unit_type, alliance });
const ROWS = [
  row(ENEMIES[0], UNIT_TYPE.marine, ALLIANCE.enemy),
  row(MARINES[0], UNIT_TYPE.marine, ALLIANCE.self),
  row(MEDIVAC, UNIT_TYPE.medivac, ALLIANCE.self),
  row(MARINES[1], UNIT_TYPE.marine, ALLIANCE.self),
  row(ENEMIES[1], UNIT_TYPE.marine, ALLIANCE.enemy),
  row(MARINES[2], UNIT_TYPE.marine, ALLIANCE.self),
];
const OBSERVATION = observationOf(ROWS, map);

interface Encoded {
  readonly fault: string | null;
  readonly targets: PolicyTargets;
  readonly rows: Int32Array;
}

/** Encodes into the second row of two, so that a forgotten offset shows. */
function encode(command: Command, observation: Observation = OBSERVATION, pick = (_: number) => 0): Encoded {
  const inputs = createInputs(2, ENTITIES, {
    functions: functions.length,
    history: 0,
    tallies: 0,
    habits: 0,
  });
  const targets = createTargets(2, ENTITIES);
  const rows = encodeObservation(observation, map, index, inputs, 1);
  for (const array of Object.values(targets)) array.fill(9, array.length / 2);
  const fault = encodeCommand(command, observation, map, index, rows, inputs, targets, 1, pick);
  return { fault, targets, rows };
}

const choiceOf = ({ targets }: Encoded): PolicyChoice => ({
  function: targets.function[1],
  delay: targets.delay[1],
  queued: targets.queued[1],
  selected: Array.from({ length: ENTITIES }, (_, n) => n).filter((n) => targets.selected[ENTITIES + n] === 1),
  targetEntity: targets.target_entity[1],
  cell: targets.target_cell[1],
  fine: targets.target_fine[1],
});

const attack = (units: readonly bigint[], more: Partial<Command> = {}): Command => ({
  ability: ABILITY.attack,
  delay: 4,
  queued: false,
  units,
  target: { kind: 'entity', tag: ENEMIES[1] },
  ...more,
});

const USERS = SKIRMISH_VOCABULARY.users;
const PRESENT = [UNIT_TYPE.marine, UNIT_TYPE.medivac];

/** Any legal order to units of one's own. */
const order = fc.record({
  spec: fc.constantFrom(
    ...functions.filter((fn, f) => fn.ability !== 0 && PRESENT.some((id) => USERS[f].includes(id))),
  ),
  delay: fc.constantFrom(...DELAY_BINS),
  queued: fc.boolean(),
  marines: fc.subarray(MARINES, { minLength: 1 }),
  tag: fc.constantFrom(...MARINES, ...ENEMIES, MEDIVAC),
  x: fc.double({ min: 0, max: map.width, noNaN: true }),
  y: fc.double({ min: 0, max: map.height, noNaN: true }),
});

describe('a command as classes', () => {
  it('comes back as it was, a point within one fine cell', () => {
    fc.assert(
      fc.property(order, ({ spec, delay, queued, marines, tag, x, y }) => {
        const users = USERS[functions.indexOf(spec)];
        const units = users.includes(UNIT_TYPE.marine) ? marines : [MEDIVAC];
        const target = {
          none: { kind: 'none' } as const,
          entity: { kind: 'entity', tag } as const,
          point: { kind: 'point', x, y } as const,
        }[spec.target];
        const encoded = encode({ ability: spec.ability, delay, queued, units, target });
        expect(encoded.fault).toBe(null);
        const back = decodeCommand(choiceOf(encoded), OBSERVATION, map, SKIRMISH_VOCABULARY, encoded.rows);
        expect({ ...back, units: new Set(back.units), target: null }).toEqual({
          ability: spec.ability,
          delay,
          queued,
          units: new Set(units),
          target: null,
        });
        if (back.target.kind === 'point') {
          const half = 1 / (2 * LOCATION_GRID * FINE_GRID);
          expect(Math.abs(back.target.x - x)).toBeLessThanOrEqual(half * map.width + 1e-9);
          expect(Math.abs(back.target.y - y)).toBeLessThanOrEqual(half * map.height + 1e-9);
        } else {
          expect(back.target).toEqual(target);
        }
      }),
    );
  });

  it('puts points outside the map on its edge', () => {
    const { targets } = encode(attack(MARINES, { target: { kind: 'point', x: -3, y: 1e9 } }));
    expect([targets.target_cell[1], targets.target_fine[1]]).toEqual([15 * LOCATION_GRID, 7 * FINE_GRID]);
  });

  it('names rows of the model, not of the observation', () => {
    const crowd = [
      ...Array.from({ length: 12 }, (_, i) => row(100n + BigInt(i), 0, ALLIANCE.neutral)),
      ...ROWS,
    ];
    const { fault, targets, rows } = encode(attack([MARINES[2]]), observationOf(crowd, map));
    expect(fault).toBe(null);
    expect(rows.length).toBe(ENTITIES);
    expect(targets.pivot[1]).toBe(3); // Own ones stand first: marine, medivac, marine, marine.
    expect(targets.target_entity[1]).toBe(5);
  });

  it('takes the pivot that is picked among the units that can do it', () => {
    const counts: number[] = [];
    const pick = (count: number): number => {
      counts.push(count);
      return count - 1;
    };
    const { targets } = encode(attack([...MARINES, MEDIVAC]), OBSERVATION, pick);
    expect(counts).toEqual([3]);
    expect(targets.pivot[1]).toBe(5);
    expect(choiceOf({ targets, fault: null, rows: new Int32Array() }).selected).toEqual([1, 3, 5]);
  });

  it('says of waiting only how long, and leaves nothing of an earlier command', () => {
    const { fault, targets } = encode(noOp(9));
    expect(fault).toBe(null);
    expect(targets.delay[1]).toBe(DELAY_BINS.indexOf(8));
    for (const name of [
      'function',
      'queued',
      'pivot',
      'target_entity',
      'target_cell',
      'target_fine',
    ] as const)
      expect(targets[name][1], name).toBe(0);
    expect(targets.selected.every((value) => value === 0)).toBe(true);
  });
});

describe('a command that cannot be shown', () => {
  it.each([
    ['unknown_function', attack(MARINES, { ability: 4242 })],
    ['unknown_function', attack(MARINES, { target: { kind: 'none' } })],
    ['no_unit', attack([])],
    ['no_unit', attack([ENEMIES[0]])],
    ['no_unit', attack([MEDIVAC])],
    ['no_unit', attack([999n])],
    ['no_target', attack(MARINES, { target: { kind: 'entity', tag: 999n } })],
  ] as const)('is told by %s', (fault, command) => {
    expect(encode(command).fault).toBe(fault);
  });

  it('is told by function_not_offered where no unit can do it', () => {
    const medivac = observationOf([ROWS[0], ROWS[2]], map);
    expect(encode(attack([MEDIVAC], { target: { kind: 'entity', tag: ENEMIES[0] } }), medivac).fault).toBe(
      'function_not_offered',
    );
  });
});

it('a function beyond the vocabulary is an error', () => {
  const choice = { function: 99, delay: 0, queued: 0, selected: [], targetEntity: 0, cell: 0, fine: 0 };
  expect(() => decodeCommand(choice, OBSERVATION, map, SKIRMISH_VOCABULARY, Int32Array.of(0))).toThrowError(
    expect.objectContaining({ code: 'CHECKPOINT_MISMATCH' }),
  );
});
