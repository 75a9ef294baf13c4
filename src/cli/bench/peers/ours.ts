/** Our side of the comparison: the programs that play and train, on made-up samples. */

import { decisionProgram, noiseSize, readAnswer } from '../../../../agent/decision.js';
import {
  createEngine,
  type Engine,
  type ProgramSpec,
  type Runner,
  type TensorData,
} from '../../../engine/index.js';
import type { Head } from '../../../model/heads.js';
import { inputArrays } from '../../../model/inputs.js';
import { decayMask } from '../../../model/parameters.js';
import type { Policy } from '../../../model/policy.js';
import { feeds } from '../../../training/runners.js';
import { gradientProgram, logitsProgram, scheduleInput, trainingProgram } from '../../../training/step.js';
import type { StepNumbers } from './agreement.js';
import type { Decided, Exchanged, State } from './exchange.js';
import { makeSamples } from './samples.js';

type Setting = Omit<Exchanged, 'decisions'>;

/** What a step reads, in arrays of its own. */
export function stepFeeds({ policy, optimiser, learningRate, stepNumber, samples, state }: Setting): {
  readonly feeds: Record<string, TensorData>;
  readonly state: State;
} {
  const own = {
    parameters: state.parameters.slice(),
    first_moment: state.first_moment.slice(),
    second_moment: state.second_moment.slice(),
  };
  return {
    state: own,
    feeds: {
      ...own,
      ...feeds(samples),
      decay_mask: decayMask(policy.layout),
      schedule: scheduleInput(learningRate, stepNumber, optimiser),
    },
  };
}

/** One step by the compiled programs: logits, loss, the gradient before clipping, the parameters after the update. */
export async function stepNumbers(setting: Setting): Promise<StepNumbers> {
  const { policy, optimiser, batch, entities } = setting;
  const engine = await createEngine('onnx', { threads: 1 });
  try {
    const once = async (program: ProgramSpec): Promise<Record<string, TensorData>> => {
      const runner = await engine.compile(program);
      return runner.run(stepFeeds(setting).feeds);
    };
    const logits = await once(logitsProgram(policy, batch, entities));
    const { gradient } = await once(gradientProgram(policy, optimiser, batch, entities));
    const { parameters, loss } = await once(trainingProgram(policy, optimiser, batch, entities));
    return { logits, loss: loss[0], gradient, parameters };
  } finally {
    await engine.dispose();
  }
}

/** The likeliest command for one made-up observation. */
export async function decide(policy: Policy, parameters: Float32Array, entities: number): Promise<Decided> {
  const engine = await createEngine('onnx', { threads: 1 });
  const samples = makeSamples(policy, 1, entities, `decision-${entities}`);
  try {
    const { answer } = await (await decisionRunner(engine, policy, parameters, entities)).run({
      ...inputArrays(samples.inputs),
      noise: new Float32Array(noiseSize(policy, entities)),
    });
    const { choice } = readAnswer(answer, entities);
    const selected = new Float32Array(entities);
    for (const row of choice.selected) selected[row] = 1;
    const one = (id: number): Int32Array => Int32Array.of(id);
    return {
      ...{ entities, samples },
      choices: {
        function: one(choice.function),
        delay: one(choice.delay),
        queued: one(choice.queued),
        pivot: one(choice.selected[0] ?? 0),
        selected,
        target_entity: one(choice.targetEntity),
        target_cell: one(choice.cell),
        target_fine: one(choice.fine),
      } satisfies Record<Head, TensorData>,
    };
  } finally {
    await engine.dispose();
  }
}

export function decisionRunner(
  engine: Engine,
  policy: Policy,
  parameters: Float32Array,
  entities: number,
): Promise<Runner> {
  return engine.compile(decisionProgram(policy, parameters, entities));
}
