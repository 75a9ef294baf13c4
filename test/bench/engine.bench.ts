/**
 * The reference network's decision and training step on the engines: `npx vitest bench --run test/bench/engine.bench.ts`.
 * docs/engine.md has the results.
 */
import { bench, describe } from 'vitest';
import { createEngine, type EngineName, type ProgramSpec } from '../../src/engine/index.js';
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

/** Compiles before the clock starts; runs one graph an iteration. */
function benchRun({ engine: name, threads, iterations }: Case, spec: ProgramSpec, size: ReferenceSize): void {
  const data = referenceData(size, 1);
  const ready = createEngine(name, { threads }).then((engine) => engine.compile(spec));
  bench(
    `${name}, ${threads} thread${threads > 1 ? 's' : ''}`,
    async () => {
      const runner = await ready;
      await runner.run(pick(data, runner.inputs));
    },
    { iterations, time: 0, warmupIterations: 1, warmupTime: 0 },
  );
}

const ONE: ReferenceSize = { ...REFERENCE, batch: 1 };

describe('a decision: forward, batch 1, 256 tokens, weights baked in', () => {
  const { parameters } = referenceData(ONE, 1);
  const spec: ProgramSpec = { ...forwardSpec(ONE), constants: { parameters } };
  benchRun({ engine: 'onnx', threads: 1, iterations: 300 }, spec, ONE);
  benchRun({ engine: 'onnx', threads: 2, iterations: 300 }, spec, ONE);
  benchRun({ engine: 'wasm', threads: 1, iterations: 30 }, spec, ONE);
});

describe('a training step: batch 32, 256 tokens', () => {
  benchRun({ engine: 'onnx', threads: 1, iterations: 20 }, stepSpec(REFERENCE), REFERENCE);
  benchRun({ engine: 'onnx', threads: 2, iterations: 20 }, stepSpec(REFERENCE), REFERENCE);
  benchRun({ engine: 'wasm', threads: 1, iterations: 2 }, stepSpec(REFERENCE), REFERENCE);
});
