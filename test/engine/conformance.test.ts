/**
 * One suite for every engine: each kernel, a training step of a small network, and the policies, forward and a whole training
 * step, against tfjs's cpu backend in plain JavaScript. The engines and what each is held to stand in subjects.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, test } from 'vitest';
import { createEngine, type ProgramSpec, type TensorData } from '../../src/engine/index.js';
import { ELEMENTWISE } from '../../src/engine/recorder/kernels-elementwise.js';
import { TENSOR } from '../../src/engine/recorder/kernels-tensor.js';
import { expectClose, relativeErrors, runOnce } from './compare.js';
import { KERNEL_CASES, specOf } from './kernel-cases.js';
import { BASE_CASE, dataOf, forwardSpec, jittered, NANO_CASES, stepOf } from './policies.js';
import { referenceData, stepSpec, TINY } from './reference-network.js';
import { openSubjects } from './subjects.js';

const cpu = await createEngine('cpu', { threads: 1 });
const subjects = await openSubjects();
afterAll(async () => {
  await Promise.all([cpu, ...subjects.map(({ engine }) => engine)].map((engine) => engine?.dispose()));
});

type Outputs = Record<string, TensorData>;

/** What the cpu engine answers, computed once however many engines are compared with it. */
const answers = new Map<string, Promise<Outputs>>();
function expected(key: string, spec: ProgramSpec, data: Record<string, TensorData>): Promise<Outputs> {
  const found = answers.get(key) ?? runOnce(cpu, spec, data);
  answers.set(key, found);
  return found;
}

function expectSame(got: Outputs, want: Outputs, tolerance: number): void {
  for (const [name, data] of Object.entries(want)) {
    expect(got[name].constructor.name, name).toBe(data.constructor.name);
    expectClose(got[name], data, tolerance, name);
  }
}

describe.each(subjects)('$name', (subject) => {
  const { engine, tolerance, norm, cannot, slow } = subject;
  const limit = slow ? 300_000 : undefined;
  const [first, , , , apart] = NANO_CASES;
  const policies = slow ? [first, apart] : [...NANO_CASES, BASE_CASE];
  if (engine === null) {
    test('is not usable here', ({ skip }) => skip(subject.reason));
    return;
  }

  describe('kernels', () => {
    test.for(KERNEL_CASES)('$name', async (kernelCase, { skip }) => {
      const { name, data } = kernelCase;
      if (name in cannot) skip(cannot[name]);
      const spec = specOf(kernelCase);
      expectSame(await runOnce(engine, spec, data), await expected(name, spec, data), tolerance);
    });
  });

  test(
    'a training step of a small network',
    async () => {
      const data = referenceData(TINY, 7);
      const want = await expected('the step of a small network', stepSpec(TINY), data);
      expectSame(await runOnce(engine, stepSpec(TINY), data), want, tolerance);
    },
    limit,
  );

  describe.each(policies)('$name', (of) => {
    test(
      'answers every head alike',
      async () => {
        const data = { parameters: jittered(of.policy), ...dataOf(of) };
        const want = await expected(`forward ${of.name}`, forwardSpec(of), data);
        expectSame(await runOnce(engine, forwardSpec(of), data), want, tolerance);
      },
      limit,
    );

    test(
      'makes the same training step',
      async () => {
        const { spec, data } = stepOf(of);
        const want = await expected(`step ${of.name}`, spec, data);
        const got = await runOnce(engine, spec, data);
        const { first_moment, second_moment, gradient_norm, ...rest } = want;
        expectSame(got, rest, tolerance);
        expectClose(got.gradient_norm, gradient_norm, norm, 'gradient_norm');
        for (const [name, moment] of Object.entries({ first_moment, second_moment })) {
          const { worst } = relativeErrors(of.policy.layout, got[name], moment);
          expect(worst.error, `${name}: ${worst.name}`).toBeLessThan(norm);
        }
      },
      limit,
    );
  });
});

test('every kernel that can be compiled is called by a case', async () => {
  await tf.setBackend('cpu');
  const called = new Set<string>();
  for (const kernelCase of KERNEL_CASES) {
    const { program, inputs } = specOf(kernelCase);
    const { kernelNames } = await tf.profile(() => {
      const tensors = Object.entries(kernelCase.data).map(([n, d]) => [
        n,
        tf.tensor(d.slice(), [...inputs[n].shape], inputs[n].dtype),
      ]);
      program(Object.fromEntries(tensors));
      return tf.scalar(0);
    });
    for (const name of kernelNames) called.add(name);
  }
  const missing = [...Object.keys(ELEMENTWISE), ...Object.keys(TENSOR)].filter((name) => !called.has(name));
  expect(missing).toEqual([]);
});
