/**
 * The reference network's decision and training step on the engines: `npx vitest bench --run test/bench/engine.bench.ts`.
 * docs/engine.md has the results.
 */
import { bench, describe } from 'vitest';
import { createEngine, type EngineName, type ProgramSpec, type Runner } from '../../src/engine/index.js';
import {
  forwardSpec,
  pick,
  REFERENCE,
  type ReferenceSize,
  referenceData,
  stepSpec,
} from '../engine/reference-network.js';

interface Case {
  readonly engine: EngineName;
  readonly threads: number;
  readonly iterations: number;
}

/** Compiles when its turn comes, before the clock starts; runs one graph an iteration. */
function benchRun({ engine: name, threads, iterations }: Case, spec: ProgramSpec, size: ReferenceSize): void {
  const data = referenceData(size, 1);
  let runner: Runner | undefined;
  bench(
    `${name}, ${threads} thread${threads > 1 ? 's' : ''}`,
    async () => {
      if (runner === undefined) throw new Error('the program is not compiled');
      await runner.run(pick(data, runner.inputs));
    },
    {
      iterations,
      time: 0,
      warmupIterations: 1,
      warmupTime: 0,
      setup: async () => {
        runner ??= await (await createEngine(name, { threads })).compile(spec);
      },
    },
  );
}

const ONE: ReferenceSize = { ...REFERENCE, batch: 1 };

describe('a decision: forward, batch 1, 256 tokens, weights baked in', () => {
  const { parameters } = referenceData(ONE, 1);
  const spec: ProgramSpec = { ...forwardSpec(ONE), constants: { parameters } };
  benchRun({ engine: 'onnx', threads: 1, iterations: 300 }, spec, ONE);
  benchRun({ engine: 'onnx', threads: 2, iterations: 300 }, spec, ONE);
  benchRun({ engine: 'wasm', threads: 1, iterations: 10 }, spec, ONE);
});

describe('a training step: batch 32, 256 tokens', () => {
  benchRun({ engine: 'onnx', threads: 1, iterations: 20 }, stepSpec(REFERENCE), REFERENCE);
  benchRun({ engine: 'onnx', threads: 2, iterations: 20 }, stepSpec(REFERENCE), REFERENCE);
  benchRun({ engine: 'wasm', threads: 1, iterations: 2 }, stepSpec(REFERENCE), REFERENCE);
});
