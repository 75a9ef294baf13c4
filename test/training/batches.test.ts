import { describe, expect, it } from 'vitest';
import type { Demonstration } from '../../replays/demonstrations.js';
import { modelConfig } from '../../src/model/config.js';
import { createPolicy } from '../../src/model/policy.js';
import { contextHidden } from '../../src/model/tokens.js';
import { ALLIANCE } from '../../src/spec/columns.js';
import { CONTEXT_NAMES } from '../../src/spec/encoding.js';
import type { MatchInfo, Result } from '../../src/spec/match.js';
import type { Command } from '../../src/spec/observation.js';
import { createRandom } from '../../src/spec/random.js';
import { ABILITY, SKIRMISH_VOCABULARY, UNIT_TYPE } from '../../src/spec/vocabulary.js';
import { type ContextBatch, encodeBatch, encodeContexts, encodeSamples } from '../../src/training/batches.js';
import { flatMap, observationOf } from '../spec/observations.js';
import { ordersOf } from '../spec/orders.js';

const map = flatMap(32, 32);
const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
const info = { map } as unknown as MatchInfo; // Only the map is read.

function demonstration(command: Partial<Command>, result: Result | null = 'win', more = 0): Demonstration {
  const own = { tag: 1n, unit_type: UNIT_TYPE.marine, alliance: ALLIANCE.self };
  const foe = { tag: 2n, unit_type: UNIT_TYPE.zealot, alliance: ALLIANCE.enemy };
  const others = Array.from({ length: more }, (_, i) => ({ ...foe, tag: BigInt(i + 3) }));
  const whole: Command = {
    ability: ABILITY.attack,
    delay: 4,
    queued: false,
    units: [1n],
    target: { kind: 'entity', tag: 2n },
    ...command,
  };
  return {
    observation: observationOf([own, foe, ...others], map),
    command: whole,
    action: { ability: whole.ability, target: whole.target.kind },
    past: { orders: ordersOf(), count: 0 },
    result,
    info,
    source: { path: 'x.khr', episode: 0, gameLoop: 0 },
  };
}

describe('encodeBatch', () => {
  it('pads to the bucket of the largest observation', () => {
    expect(encodeBatch([demonstration({})], policy, null, 1).inputs.entities).toBe(16);
    expect(
      encodeBatch([demonstration({}), demonstration({}, 'win', 20)], policy, null, 1).inputs.entities,
    ).toBe(32);
  });

  it('gives outcomes as win, draw and loss, and says where none is known', () => {
    const results = ['win', 'draw', 'loss', null] as const;
    const { targets } = encodeBatch(
      results.map((result) => demonstration({}, result)),
      policy,
      null,
      1,
    );
    expect([...targets.outcome]).toEqual([1, 0.5, 0, 0]);
    expect([...targets.outcome_known]).toEqual([1, 1, 1, 0]);
  });

  it('lets the next good demonstration take the place of one that cannot be shown, and counts it', () => {
    const bad = demonstration({ units: [99n] });
    const good = demonstration({ delay: 8 });
    const { targets, faults } = encodeBatch([good, bad, demonstration({ delay: 2 })], policy, null, 1);
    expect(faults.no_unit).toBe(1);
    expect(targets.delay[1]).toBe(targets.delay[2]);
    expect(targets.selected[16]).toBe(1);
  });

  it('refuses a batch of which nothing can be shown', () => {
    const bad = demonstration({ target: { kind: 'entity', tag: 77n } });
    expect(() => encodeBatch([bad, bad], policy, null, 1)).toThrow(
      expect.objectContaining({ code: 'NO_DATA', message: expect.stringContaining('no_target 2') }),
    );
  });

  it('draws the same pivots from the same seed', () => {
    const rows = Array.from({ length: 8 }, () => demonstration({}));
    expect(encodeBatch(rows, policy, null, 3).targets).toEqual(encodeBatch(rows, policy, null, 3).targets);
  });
});

describe('encodeSamples', () => {
  it('decodes each demonstration once, also one that takes the place of another', () => {
    const decodes = { observation: 0, command: 0 };
    const counting = (given: Demonstration): Demonstration => ({
      ...given,
      get observation() {
        decodes.observation++;
        return given.observation;
      },
      get command() {
        decodes.command++;
        return given.command;
      },
    });
    const rows = [demonstration({}), demonstration({ units: [99n] }), demonstration({ delay: 2 })];
    expect(encodeBatch(rows.map(counting), policy, null, 1)).toEqual(encodeBatch(rows, policy, null, 1));
    expect(decodes).toEqual({ observation: 3, command: 3 });
  });
});

describe('encodeContexts', () => {
  const config = { ...modelConfig('nano'), history: 2, context: true };
  const remembering = createPolicy(config, SKIRMISH_VOCABULARY);
  const past = {
    orders: ordersOf({
      ...{ ability: ABILITY.move, target: 'point', loop: 0, unitType: UNIT_TYPE.marine, x: 3, y: 4 },
    }),
    count: 1,
  };
  const rows = [demonstration({}), { ...demonstration({}, 'win', 20), past }];
  const whole = { hidden: 0, habits: 0, random: createRandom(0) };

  it('writes what whole samples have of the same name', () => {
    const { inputs } = encodeSamples(rows, remembering, null, 1);
    const { inputs: context } = encodeContexts(rows, remembering, whole);
    for (const name of CONTEXT_NAMES) expect(context[name], name).toEqual(inputs[name]);
    expect(context.tallies.some((value) => value > 0)).toBe(true);
    expect(context.history_mask[2]).toBe(1);
  });

  it('tells the function, and leaves out what is none of the vocabulary or not offered', () => {
    const unknown = demonstration({ ability: 4242 });
    const medic = demonstration({ ability: ABILITY.effect_heal });
    const { function: classes, shown } = encodeContexts([rows[0], unknown, medic], remembering, whole);
    expect([...shown]).toEqual([1, 0, 0]);
    expect(SKIRMISH_VOCABULARY.functions[classes[0]].name).toBe('Attack_unit');
  });

  it('drops its share of the hidden numbers and makes up for them, anew in memory that goes round', () => {
    const many = Array.from({ length: 64 }, () => rows[0]);
    const dropped = (seed: number, spare: ContextBatch | null = null): ContextBatch =>
      encodeContexts(many, remembering, { ...whole, hidden: 0.25, random: createRandom(seed) }, spare);
    const one = dropped(1);
    const kept = one.kept as Float32Array;
    expect(kept).toHaveLength(64 * contextHidden(config));
    expect(new Set(kept)).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(kept.filter((factor) => factor === 0).length / kept.length).toBeCloseTo(0.25, 1);
    const first = kept.slice();
    const other = dropped(2, one);
    expect(other.kept).toBe(kept);
    expect(kept).not.toEqual(first);
    expect(dropped(1).kept).toEqual(first);
    expect(encodeContexts(rows, remembering, whole).kept).toBe(null);
  });

  it('drops its share of the parts of the habits, each whole, and nothing else', () => {
    const many = Array.from({ length: 64 }, () => rows[1]);
    const { inputs: full } = encodeContexts(many, remembering, whole);
    const { inputs } = encodeContexts(many, remembering, { ...whole, habits: 0.25 });
    const filled = full.habits.filter((value) => value > 0).length;
    expect(filled).toBe(64 * 3); // One order before: three scales, and nothing has followed it yet.
    const left = inputs.habits.filter((value, i) => value > 0 && value === full.habits[i]).length;
    expect(inputs.habits.filter((value) => value > 0)).toHaveLength(left);
    expect(left / filled).toBeCloseTo(0.75, 1);
    for (const name of CONTEXT_NAMES.filter((other) => other !== 'habits'))
      expect(inputs[name], name).toEqual(full[name]);
  });
});
