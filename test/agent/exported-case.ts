/** An exported model with inputs and the answer that our engine gives to them, for runtimes that know nothing of us. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decisionProgram, noiseSize } from '../../agent/decision.js';
import { toOnnx } from '../../agent/exported.js';
import { createEngine } from '../../src/engine/index.js';
import { loadCheckpoint, saveCheckpoint } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { inputArrays } from '../../src/model/inputs.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { createRandom } from '../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { situations } from '../training/situations.js';

const ENTITIES = 16;
/** Files of a case. */
export const CASE_FILES = { model: 'policy-16.onnx', data: 'case.json' } as const;
/** The logit of winning is a sum in another order; all else of an answer are classes. */
export const LOGIT_TOLERANCE = 1e-4;
/** Where the logit of winning stands in the answer. */
export const LOGIT_AT = 6;

/** Writes both files; returns the answer. `case.json`: inputs (name, type, dims, data) and the answer. */
export async function writeCase(folder: string): Promise<readonly number[]> {
  mkdirSync(folder, { recursive: true });
  const made = createPolicy({ ...modelConfig('nano'), history: 2, context: true }, SKIRMISH_VOCABULARY);
  const run = join(folder, 'run');
  saveCheckpoint(run, made, initialise(made.layout, 3), { step: 7, training: {} }, null);
  const { policy, parameters, ...rest } = loadCheckpoint(run);
  writeFileSync(join(folder, CASE_FILES.model), toOnnx({ policy, parameters, ...rest }, ENTITIES));
  const program = decisionProgram(policy, parameters, ENTITIES);
  const random = createRandom('noise');
  const noise = Float32Array.from({ length: noiseSize(policy, ENTITIES) }, () => random.range(-1, 1));
  const arrays = { ...inputArrays(situations(policy, 1, ENTITIES).inputs), noise };
  const engine = await createEngine('onnx', { threads: 1 });
  const runner = await engine.compile(program);
  const given = Object.fromEntries(
    Object.keys(runner.inputs).map((name) => [name, arrays[name as keyof typeof arrays]]),
  );
  const { answer } = await runner.run(given);
  await engine.dispose();
  const inputs = Object.entries(given).map(([name, data]) => {
    const { dtype, shape } = program.inputs[name];
    return { name, type: dtype, dims: shape, data: Array.from(data) };
  });
  writeFileSync(join(folder, CASE_FILES.data), JSON.stringify({ inputs, answer: Array.from(answer) }));
  return Array.from(answer);
}
