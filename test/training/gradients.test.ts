/**
 * The training step against float64: the recorded graph is evaluated in float64, its gradient is held to differences of its own
 * loss, and what ONNX Runtime computes in float32 is held to both. Run with KHALA_FIGURES=1 it prints how far off each was.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createEngine,
  type Engine,
  type ProgramSpec,
  type TensorData,
  traceToOnnx,
} from '../../src/engine/index.js';
import type { Policy } from '../../src/model/policy.js';
import { isOfContext } from '../../src/model/policy.js';
import { createRandom } from '../../src/spec/random.js';
import { evaluationProgram, gradientProgram, type OptimiserConfig } from '../../src/training/step.js';
import { relativeErrors, runOnce } from '../engine/compare.js';
import { evaluate, evaluateAgain, type Values, widened } from '../engine/float64/evaluate.js';
import { type Graph, readGraph, type Tensor } from '../engine/float64/model.js';
import {
  dataOf,
  forwardSpec,
  jittered,
  NANO_CASES,
  type PolicyCase,
  STEP,
  stepOf,
} from '../engine/policies.js';
import { Reference } from '../model/reference.js';
import { situations } from './situations.js';

/** Step of the central differences: their own error goes with its square, that of rounding with one over it. */
const H = 2 ** -15;
/** Largest error of a derivative in float64: relative to it, and what rounding of the loss leaves of one near zero. */
const DERIVATIVE = { relative: 1e-6, absolute: 1e-9 } as const;
/** Largest error of float32 relative to float64, as a length: the whole gradient, and the tensor that comes out worst. */
const FLOAT32 = { all: 1e-5, worst: 1e-4 } as const;
/** Constants in the graph are float32; all else between the two float64 answers is rounding. */
const CONSTANTS = 1e-6;
/** The same of logits: the waves of positions are constants too, and are multiplied by up to a hundred turns. */
const WAVES = 1e-5;

/** Milliseconds for a thousand forward passes in plain loops. */
const PATIENCE = 600_000;

const figures = (line: string): void => {
  if (process.env.KHALA_FIGURES === '1') process.stdout.write(`${line}\n`);
};

function recorded(
  spec: ProgramSpec,
  data: Readonly<Record<string, TensorData>>,
): { graph: Graph; values: Values } {
  const graph = readGraph(traceToOnnx(spec));
  const inputs = Object.entries(spec.inputs).map(
    ([name, { shape }]) => [name, widened(data[name], shape)] as const,
  );
  return { graph, values: evaluate(graph, new Map(inputs)) };
}

function found(values: Values, name: string): Tensor {
  const value = values.get(name);
  if (value === undefined) throw new Error(`the graph has no value ${name}`);
  return value;
}

/** The parts that the graph cuts its parameters into, in the order of the layout: what differences move. */
function partsOf(graph: Graph, policy: Policy): readonly string[] {
  const cuts = graph.nodes.filter(({ op, inputs }) => op === 'Split' && inputs[0] === 'parameters');
  expect(cuts.map(({ outputs }) => outputs.length)).toEqual([policy.layout.slices.length]);
  return cuts[0].outputs;
}

/** The derivative of the loss along a direction of one part of the parameters. */
function slope(
  { graph, values }: { graph: Graph; values: Values },
  part: string,
  direction: Float64Array,
): number {
  const before = found(values, part);
  const at = (distance: number): number => {
    const data = before.data.map((v, i) => v + distance * direction[i]);
    const changed = new Map([[part, { ...before, data }]]);
    return found(evaluateAgain(graph, values, changed, ['loss']), 'loss').data[0];
  };
  return (at(H) - at(-H)) / (2 * H);
}

/** Directions to try a tensor in: all of its elements at random, the one with the largest gradient; with `more` another of each. */
function directions(name: string, gradient: Float64Array, more: boolean): Float64Array[] {
  const random = createRandom('direction', name);
  const whole = (): Float64Array => {
    const v = gradient.map(() => random.range(-1, 1));
    const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
    return v.map((x) => x / length);
  };
  const one = (at: number): Float64Array => gradient.map((_, i) => (i === at ? 1 : 0));
  const largest = gradient.reduce((best, v, i) => (Math.abs(v) > Math.abs(gradient[best]) ? i : best), 0);
  return [whole(), one(largest), ...(more ? [whole(), one(random.int(gradient.length))] : [])];
}

describe.each(NANO_CASES)('$name:', (of: PolicyCase) => {
  const { policy, optimiser, batch, entities } = of;
  const { layout } = policy;
  const data = { parameters: jittered(policy), ...dataOf(of) };
  const program = gradientProgram(policy, optimiser, batch, entities);
  let engine: Engine;
  let graded: { graph: Graph; values: Values };
  let gradient: Float64Array;
  beforeAll(async () => {
    engine = await createEngine('onnx', { threads: 1 });
    graded = recorded(program, data);
    gradient = found(graded.values, 'gradient').data;
  });
  afterAll(() => engine.dispose());

  it('has in float64 the logits of the policy in plain loops', () => {
    const { values } = recorded(forwardSpec(of), data);
    const { inputs, targets } = situations(policy, batch, entities);
    const reference = new Reference(policy, data.parameters);
    let furthest = 0;
    for (let b = 0; b < batch; b++) {
      const selected = Array.from({ length: entities }, (_, n) => n).filter(
        (n) => targets.selected[b * entities + n] > 0,
      );
      const want = reference.forward(inputs, b, {
        function: targets.function[b],
        delay: targets.delay[b],
        queued: targets.queued[b],
        pivot: targets.pivot[b],
        selected,
        cell: targets.target_cell[b],
      });
      for (const [head, logits] of Object.entries(want)) {
        const got = found(values, head).data;
        const width = got.length / batch;
        logits.forEach((value, i) => {
          const error = Math.abs(got[b * width + i] - value) / Math.max(1, Math.abs(value));
          furthest = Math.max(furthest, error);
          if (!(error < WAVES))
            expect.fail(`${head} ${i} of sample ${b}: ${got[b * width + i]} is not ${value}`);
        });
      }
    }
    figures(`${of.name}: logits off by ${furthest.toExponential(1)}`);
  });

  it(
    'has for every tensor the gradient that differences of its loss show',
    () => {
      // Contexts teach some tensors alone: for those the loss of whole demonstrations is no part of what is derived.
      const apart = optimiser.contextBatch > 0;
      const whole = apart ? recorded(evaluationProgram(policy, batch, entities), data) : null;
      const parts = partsOf(graded.graph, policy);
      const wholeParts = whole && partsOf(whole.graph, policy);
      let furthest = { name: '', error: 0 };
      let steep = 0;
      for (const [i, { name, offset, size }] of layout.slices.entries()) {
        const own = gradient.subarray(offset, offset + size);
        for (const direction of directions(name, own, of === NANO_CASES[0])) {
          const held = whole && wholeParts && isOfContext(name) ? slope(whole, wholeParts[i], direction) : 0;
          const numeric = slope(graded, parts[i], direction) - held;
          const analytic = own.reduce((sum, v, k) => sum + v * direction[k], 0);
          const off = Math.abs(numeric - analytic);
          if (!(off <= DERIVATIVE.relative * Math.abs(numeric) + DERIVATIVE.absolute))
            expect.fail(`${name}: the gradient says ${analytic}, differences say ${numeric}`);
          if (Math.abs(numeric) < 1e-3) continue;
          steep++;
          if (off / Math.abs(numeric) > furthest.error) furthest = { name, error: off / Math.abs(numeric) };
        }
      }
      // A gradient of nothing would agree too.
      expect(steep).toBeGreaterThan(layout.slices.length);
      figures(
        `${of.name}: derivatives off by ${furthest.error.toExponential(1)} (${furthest.name}), ${steep} steep`,
      );
    },
    PATIENCE,
  );

  it('has in float32 the loss and the gradient of float64', async () => {
    const got = await runOnce(engine, program, data);
    const loss = found(graded.values, 'loss').data[0];
    expect(Math.abs(got.loss[0] - loss) / loss).toBeLessThan(1e-6);
    const { all, worst } = relativeErrors(layout, got.gradient, gradient);
    figures(
      `${of.name}: float32 off by ${all.toExponential(1)}, at worst ${worst.error.toExponential(1)} (${worst.name})`,
    );
    expect(all).toBeLessThan(FLOAT32.all);
    expect(worst.error, worst.name).toBeLessThan(FLOAT32.worst);
  });

  it('makes the step of AdamW with clipping that plain arithmetic makes in float64', async () => {
    const { spec, data: before } = stepOf(of);
    const want = adamW(policy, optimiser, before, gradient);
    const { values } = recorded(spec, before);
    const got = await runOnce(engine, spec, before);
    const clipped = want.norms.map((norm) => norm > optimiser.clipNorm);
    expect(clipped).not.toContain(false);
    for (const name of ['parameters', 'first_moment', 'second_moment'] as const) {
      const inDouble = relativeErrors(layout, found(values, `${name}_out`).data, want[name]);
      const inSingle = relativeErrors(layout, got[name], want[name]);
      figures(
        `${of.name}: ${name} float64 off by ${inDouble.worst.error.toExponential(1)}, float32 by ${inSingle.all.toExponential(1)}, at worst ${inSingle.worst.error.toExponential(1)} (${inSingle.worst.name})`,
      );
      expect(inDouble.worst.error, `float64 ${name}: ${inDouble.worst.name}`).toBeLessThan(CONSTANTS);
      expect(inSingle.worst.error, `float32 ${name}: ${inSingle.worst.name}`).toBeLessThan(FLOAT32.worst);
    }
    // Parameters hardly move in one step: what they moved by is looked at by itself.
    const moved = (after: ArrayLike<number>): Float64Array =>
      Float64Array.from(after, (v, i) => v - before.parameters[i]);
    const step = relativeErrors(layout, moved(got.parameters), moved(want.parameters));
    figures(
      `${of.name}: the step float32 off by ${step.all.toExponential(1)}, at worst ${step.worst.error.toExponential(1)} (${step.worst.name})`,
    );
    expect(step.all).toBeLessThan(FLOAT32.worst);
    expect(Math.abs(got.gradient_norm[0] / Math.hypot(...want.norms) - 1)).toBeLessThan(FLOAT32.all);
  });
});

/** AdamW (Loshchilov and Hutter 2019, algorithm 2) behind clipping by the norm, of what contexts teach and of the rest each. */
function adamW(
  { layout }: Policy,
  optimiser: OptimiserConfig,
  before: Readonly<Record<string, TensorData>>,
  gradient: Float64Array,
) {
  const { beta1, beta2, epsilon, weightDecay, clipNorm, contextBatch, contextRate } = optimiser;
  const isApart = new Uint8Array(layout.size);
  for (const { name, offset, size } of layout.slices)
    if (contextBatch > 0 && isOfContext(name)) isApart.fill(1, offset, offset + size);
  const squares = [0, 0];
  gradient.forEach((g, i) => {
    squares[isApart[i]] += g * g;
  });
  const norms = squares.map(Math.sqrt);
  const [parameters, first_moment, second_moment] = [0, 0, 0].map(() => new Float64Array(layout.size));
  for (let i = 0; i < layout.size; i++) {
    const g = gradient[i] * Math.min(1, clipNorm / norms[isApart[i]]);
    first_moment[i] = beta1 * before.first_moment[i] + (1 - beta1) * g;
    second_moment[i] = beta2 * before.second_moment[i] + (1 - beta2) * g * g;
    const mean = first_moment[i] / (1 - beta1 ** STEP.at);
    const deviation = Math.sqrt(second_moment[i] / (1 - beta2 ** STEP.at));
    const decay = weightDecay * before.decay_mask[i] * before.parameters[i];
    const rate = STEP.rate * (isApart[i] ? contextRate : 1);
    parameters[i] = before.parameters[i] - rate * (mean / (deviation + epsilon) + decay);
  }
  return { parameters, first_moment, second_moment, norms: contextBatch > 0 ? norms : norms.slice(0, 1) };
}
