import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { HEADS, type Head, type HeadOutputs } from '../../src/model/heads.js';
import type { TargetTensors } from '../../src/model/inputs.js';
import { createRandom } from '../../src/spec/random.js';
import { DELAY_BINS, SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import {
  imitationLoss,
  LOSS_COLUMNS,
  LOSS_ROWS,
  type LossRow,
  type LossWeights,
} from '../../src/training/loss.js';

const { functions } = SKIRMISH_VOCABULARY;
const ENTITIES = 5;
const FUNCTION = Object.fromEntries(functions.map(({ name }, f) => [name, f]));
const CLASSES = {
  function: functions.length,
  delay: DELAY_BINS.length,
  queued: 2,
  pivot: ENTITIES,
  selected: ENTITIES,
  target_entity: ENTITIES,
  target_cell: 256,
  target_fine: 64,
} as const satisfies Record<Head, number>;

/** One sample: logits of every head, which units may be selected, what the teacher chose. */
interface Sample {
  readonly logits: Record<Head, number[]>;
  readonly value: number;
  readonly selectable: number[];
  readonly choice: Record<Exclude<Head, 'selected'>, number>;
  readonly selected: number[];
  readonly outcome: number;
  readonly outcomeKnown: number;
}

/** A random sample for this function. Unit 4 may not be selected; its logits are masked as the policy masks them. */
function draw(name: string, seed: number, more: Partial<Sample> = {}): Sample {
  const random = createRandom('loss', name, seed);
  const logits = Object.fromEntries(
    HEADS.map((head) => [head, Array.from({ length: CLASSES[head] }, () => random.range(-3, 3))]),
  ) as Record<Head, number[]>;
  logits.pivot[4] = -1e9;
  logits.selected[4] = -1e9;
  const kind = functions[FUNCTION[name]];
  const acts = name !== 'no_op';
  return {
    logits,
    value: random.range(-2, 2),
    selectable: [1, 1, 1, 1, 0],
    choice: {
      function: FUNCTION[name],
      delay: random.int(DELAY_BINS.length),
      queued: acts ? random.int(2) : 0,
      pivot: acts ? 2 : 0,
      target_entity: kind.target === 'entity' ? random.int(ENTITIES) : 0,
      target_cell: kind.target === 'point' ? random.int(256) : 0,
      target_fine: kind.target === 'point' ? random.int(64) : 0,
    },
    selected: acts ? [0, 1, 1, 0, 0] : [0, 0, 0, 0, 0],
    outcome: 1,
    outcomeKnown: 1,
    ...more,
  };
}

const BATCH = [
  draw('Attack_unit', 1),
  draw('Attack_pt', 2, { outcome: 0 }),
  draw('Stop_quick', 3, { outcome: 0.5 }),
  draw('no_op', 4, { outcomeKnown: 0, outcome: 0 }),
  draw('Move_pt', 5),
];

interface Measured {
  readonly total: number;
  readonly rows: Record<LossRow, Record<(typeof LOSS_COLUMNS)[number], number>>;
}

function measure(
  samples: readonly Sample[],
  ...settings: [weights?: LossWeights, smoothing?: number]
): Measured {
  return tf.tidy(() => {
    const logits = Object.fromEntries(
      HEADS.map((head) => [head, tf.tensor2d(samples.map((sample) => sample.logits[head]))]),
    ) as Record<Head, tf.Tensor>;
    const outputs: HeadOutputs = {
      logits,
      choices: logits,
      selectable: tf.tensor2d(samples.map((sample) => sample.selectable)),
      value: tf.tensor1d(samples.map((sample) => sample.value)),
    };
    const one = (name: Exclude<Head, 'selected'>): tf.Tensor =>
      tf.tensor1d(
        samples.map((sample) => sample.choice[name]),
        'int32',
      );
    const targets: TargetTensors = {
      function: one('function'),
      delay: one('delay'),
      queued: one('queued'),
      pivot: one('pivot'),
      target_entity: one('target_entity'),
      target_cell: one('target_cell'),
      target_fine: one('target_fine'),
      selected: tf.tensor2d(samples.map((sample) => sample.selected)),
      outcome: tf.tensor1d(samples.map((sample) => sample.outcome)),
      outcome_known: tf.tensor1d(samples.map((sample) => sample.outcomeKnown)),
    };
    const { total, metrics } = imitationLoss(outputs, targets, SKIRMISH_VOCABULARY, ...settings);
    const table = metrics.arraySync();
    return {
      total: total.dataSync()[0],
      rows: Object.fromEntries(
        LOSS_ROWS.map((row, i) => [row, Object.fromEntries(LOSS_COLUMNS.map((c, j) => [c, table[i][j]]))]),
      ) as Measured['rows'],
    };
  });
}

const probabilities = (logits: readonly number[]): number[] => {
  const top = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - top));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
};
const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const crossEntropy = (logit: number, label: number): number =>
  -label * Math.log(sigmoid(logit)) - (1 - label) * Math.log(1 - sigmoid(logit));
const best = (logits: readonly number[]): number => logits.indexOf(Math.max(...logits));

/** Loss and correctness of one head of one sample; null where the head does not apply. */
function scalarRow(row: LossRow, sample: Sample): { loss: number; correct: number } | null {
  const { target } = functions[sample.choice.function];
  if (row === 'value') {
    if (sample.outcomeKnown === 0) return null;
    const said = sample.value > 0 ? 1 : 0;
    return { loss: crossEntropy(sample.value, sample.outcome), correct: said === sample.outcome ? 1 : 0 };
  }
  const applies = {
    function: true,
    delay: true,
    queued: sample.choice.function !== 0,
    pivot: sample.choice.function !== 0,
    selected: sample.choice.function !== 0,
    target_entity: target === 'entity',
    target_cell: target === 'point',
    target_fine: target === 'point',
  }[row];
  if (!applies) return null;
  const logits = sample.logits[row];
  if (row === 'pivot') {
    const chosen = probabilities(logits).reduce((sum, p, n) => sum + p * sample.selected[n], 0);
    return { loss: -Math.log(chosen), correct: sample.selected[best(logits)] };
  }
  if (row === 'selected') {
    const counted = [0, 1, 2, 3, 4].filter((n) => n !== sample.choice.pivot && sample.selectable[n] === 1);
    return {
      loss: counted.reduce((sum, n) => sum + crossEntropy(logits[n], sample.selected[n]), 0),
      correct: counted.every((n) => logits[n] > 0 === (sample.selected[n] === 1)) ? 1 : 0,
    };
  }
  const wanted = sample.choice[row];
  return { loss: -Math.log(probabilities(logits)[wanted]), correct: best(logits) === wanted ? 1 : 0 };
}

const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('the imitation loss', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(LOSS_ROWS)('sums the row %s as plain arithmetic does', (row) => {
    // The right answers are made likely in the first sample, so that `correct` is not all zero.
    const sure = draw('Attack_unit', 6);
    for (const head of HEADS) if (head !== 'selected') sure.logits[head][sure.choice[head]] = 5;
    sure.logits.selected.splice(0, 4, -1, 1, 1, -1);
    const sureOfPlace = draw('Attack_pt', 7);
    for (const head of ['target_cell', 'target_fine'] as const)
      sureOfPlace.logits[head][sureOfPlace.choice[head]] = 5;
    const samples = [...BATCH, sure, sureOfPlace];
    const want = samples.map((sample) => scalarRow(row, sample)).filter((found) => found !== null);
    const got = measure(samples).rows[row];
    expect(got.weight).toBe(want.length);
    expect(want.length).toBeGreaterThan(0);
    expect(got.loss).toBeCloseTo(sumOf(want.map(({ loss }) => loss)), 4);
    expect(got.correct).toBe(sumOf(want.map(({ correct }) => correct)));
    expect(got.correct).toBeGreaterThan(0);
  });

  it('is the mean over the batch of all that was summed, the value at a tenth', () => {
    const { total, rows } = measure(BATCH);
    const sums = LOSS_ROWS.map((row) => rows[row].loss * (row === 'value' ? 0.1 : 1));
    expect(total).toBeCloseTo(sumOf(sums) / BATCH.length, 4);
  });

  it('does not hear heads that do not apply', () => {
    for (const [i, deaf] of [
      [0, ['target_cell', 'target_fine']],
      [1, ['target_entity']],
      [2, ['target_entity', 'target_cell', 'target_fine']],
      [3, ['queued', 'pivot', 'selected', 'target_entity', 'target_cell', 'target_fine']],
    ] as const) {
      const changed = BATCH.map((sample, at) => {
        if (at !== i) return sample;
        const other = draw('Smart_unit', 99).logits;
        return {
          ...sample,
          logits: { ...sample.logits, ...Object.fromEntries(deaf.map((head) => [head, other[head]])) },
        };
      });
      expect(measure(changed), functions[BATCH[i].choice.function].name).toEqual(measure(BATCH));
    }
  });

  it('does not hear the value where the outcome is not known', () => {
    const changed = BATCH.map((sample, i) => (i === 3 ? { ...sample, value: 40 } : sample));
    expect(measure(changed).total).toBe(measure(BATCH).total);
  });

  it('takes any selected unit for a right pivot', () => {
    const sample = BATCH[0];
    const other = { ...sample, choice: { ...sample.choice, pivot: 1 } };
    expect(measure([other]).rows.pivot).toEqual(measure([sample]).rows.pivot);
    // Only the pivot's own yes or no is left out of the selection.
    const loss = (n: number): number => crossEntropy(sample.logits.selected[n], sample.selected[n]);
    expect(measure([sample]).rows.selected.loss).toBeCloseTo(loss(0) + loss(1) + loss(3), 4);
    expect(measure([other]).rows.selected.loss).toBeCloseTo(loss(0) + loss(2) + loss(3), 4);
  });

  it.each(HEADS)('falls when the right logit of %s rises, and rises with a wrong one', (head) => {
    const sample = ['target_cell', 'target_fine'].includes(head) ? BATCH[1] : BATCH[0];
    const lifted = (n: number): Sample => {
      const logits = sample.logits[head].map((logit, i) => (i === n ? logit + 1 : logit));
      return { ...sample, logits: { ...sample.logits, [head]: logits } };
    };
    // Unit 1 is selected and not the pivot, unit 0 is not selected.
    const right = head === 'selected' || head === 'pivot' ? 1 : sample.choice[head];
    const wrong = head === 'selected' || head === 'pivot' ? 0 : (right + 1) % CLASSES[head];
    const before = measure([sample]).total;
    expect(measure([lifted(right)]).total).toBeLessThan(before);
    expect(measure([lifted(wrong)]).total).toBeGreaterThan(before);
  });

  it('stays finite where the policy is sure and wrong', () => {
    const sample = draw('Attack_unit', 8);
    for (const head of HEADS) sample.logits[head].fill(-80);
    sample.logits.pivot[0] = 80;
    sample.logits.selected[0] = 80;
    const { total } = measure([{ ...sample, value: -200 }]);
    expect(Number.isFinite(total)).toBe(true);
    expect(total).toBeGreaterThan(100);
  });
});

describe('label smoothing', () => {
  const SHARE = 0.1;
  /** Only this row counts. */
  const alone = (row: LossRow): LossWeights =>
    Object.fromEntries(LOSS_ROWS.map((name) => [name, name === row ? 1 : 0]));
  /** Cross-entropy with a smoothed label, over the classes that are not masked. */
  const smoothed = (logits: readonly number[], target: number): number => {
    const legal = logits.filter((logit) => logit > -1e8);
    const log = Math.log(legal.reduce((sum, logit) => sum + Math.exp(logit), 0));
    const spread = legal.reduce((sum, logit) => sum + log - logit, 0) / legal.length;
    return (1 - SHARE) * (log - logits[target]) + SHARE * spread;
  };
  const sample = draw('Attack_unit', 8);
  // Three functions are not offered, and one entity is padding; the teacher's choice is none of them.
  for (const f of [0, 1, 2, 3].filter((f) => f !== sample.choice.function).slice(0, 3))
    sample.logits.function[f] = -1e9;
  sample.logits.target_entity[(sample.choice.target_entity + 1) % ENTITIES] = -1e9;

  it.each(['function', 'delay', 'queued', 'target_entity'] as const)(
    'spreads a share of the label of %s over its legal classes',
    (head) => {
      const { total } = measure([sample], alone(head), SHARE);
      expect(total).toBeCloseTo(smoothed(sample.logits[head], sample.choice[head]), 4);
    },
  );

  it.each(['target_cell', 'target_fine'] as const)('does so for %s of a point', (head) => {
    const placed = draw('Move_pt', 9);
    expect(measure([placed], alone(head), SHARE).total).toBeCloseTo(
      smoothed(placed.logits[head], placed.choice[head]),
      4,
    );
    expect(measure([sample], alone(head), SHARE).total).toBe(0); // No point to learn.
  });

  it.each(['pivot', 'selected', 'value'] as const)('leaves %s as it is', (row) => {
    expect(measure([sample], alone(row), SHARE).total).toBeCloseTo(measure([sample], alone(row)).total, 6);
  });

  it('is in no figure', () => {
    expect(measure(BATCH, {}, SHARE).rows).toEqual(measure(BATCH).rows);
    expect(measure(BATCH, {}, SHARE).total).not.toBeCloseTo(measure(BATCH).total, 3);
  });
});

it('weights count what each head loses, by itself', () => {
  const plain = measure(BATCH);
  const weighted = measure(BATCH, { delay: 3, value: 0 });
  const { delay, value } = plain.rows;
  expect(weighted.total - plain.total).toBeCloseTo((2 * delay.loss - 0.1 * value.loss) / BATCH.length, 4);
  expect(weighted.rows).toEqual(plain.rows);
});
