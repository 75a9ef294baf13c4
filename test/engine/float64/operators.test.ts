/**
 * The float64 evaluator against tfjs's cpu backend on every kernel's case, and every gradient rule against differences in
 * float64. The first says that the evaluator can be trusted, the second that the rules can.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine, traceToOnnx } from '../../../src/engine/index.js';
import { expectClose, runOnce } from '../compare.js';
import { KERNEL_CASES, type KernelCase, specOf } from '../kernel-cases.js';
import { evaluate, evaluateAgain, type Values, widened } from './evaluate.js';
import { type Graph, readGraph } from './model.js';

/** What float32 on the other side may lose, relative to the larger of 1 and the number. */
const FLOAT32 = 2e-5;
/** Largest difference of a gradient from fourth-order differences, likewise: constants that are folded are float32. */
const GRADIENT = 2e-7;
/** Step of the differences: their own error goes with its fourth power, that of rounding with one over it. */
const STEP = 2 ** -10;

let cpu: Engine;
beforeAll(async () => {
  cpu = await createEngine('cpu', { threads: 1 });
});
afterAll(() => cpu.dispose());

function recorded(kernelCase: KernelCase): { graph: Graph; values: Values } {
  const spec = specOf(kernelCase);
  const graph = readGraph(traceToOnnx(spec));
  const inputs = Object.entries(kernelCase.data).map(
    ([name, data]) => [name, widened(data, spec.inputs[name].shape)] as const,
  );
  return { graph, values: evaluate(graph, new Map(inputs)) };
}

describe('the float64 evaluator agrees with the cpu engine', () => {
  test.each(KERNEL_CASES.map((c) => [c.name, c] as const))('%s', async (_, kernelCase) => {
    const { values } = recorded(kernelCase);
    const expected = await runOnce(cpu, specOf(kernelCase), kernelCase.data);
    for (const [name, data] of Object.entries(expected)) {
      const value = values.get(name);
      if (value === undefined) expect.fail(`there is no output ${name}`);
      else expectClose(value.data, data, FLOAT32, name);
    }
  });
});

describe('gradients agree with differences in float64', () => {
  const smooth = KERNEL_CASES.filter((c) => c.gradient.length > 0);
  test.each(smooth.map((c) => [c.name, c] as const))('%s', (_, kernelCase) => {
    const { graph, values } = recorded(kernelCase);
    for (const name of kernelCase.gradient) {
      const x = values.get(name);
      const gradient = values.get(`d_${name}`);
      if (!x || !gradient) return expect.fail(`there is no gradient of ${name}`);
      const at = (i: number, offset: number): number => {
        const data = x.data.slice();
        data[i] += offset;
        const changed = new Map([[name, { ...x, data }]]);
        return evaluateAgain(graph, values, changed, ['weighed']).get('weighed')?.data[0] ?? Number.NaN;
      };
      const numeric = x.data.map(
        (_, i) => (8 * (at(i, STEP) - at(i, -STEP)) - (at(i, 2 * STEP) - at(i, -2 * STEP))) / (12 * STEP),
      );
      expectClose(gradient.data, numeric, GRADIENT, `d ${name}`);
    }
  });
});

test('an operator that is not known fails by name', () => {
  const graph = {
    nodes: [{ op: 'Gru', inputs: [], outputs: ['y'], attributes: {} }],
    ...{ constants: new Map(), inputs: [], outputs: ['y'] },
  };
  expect(() => evaluate(graph, new Map())).toThrow('the operator Gru is not known here');
});
