/** `khala train`: imitation learning from recordings, with DAgger rounds where a teacher and a scenario are named. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { ENGINE_NAMES } from '../engine/index.js';
import { MODEL_SIZE_NAMES } from '../model/config.js';
import { KhalaError } from '../spec/errors.js';
import { type TrainingConfig, trainingConfigSchema } from '../training/config.js';
import { presetText, settle } from '../training/presets.js';
import { functionRows } from '../training/report.js';
import { defineCommand } from './command.js';
import { renderTable } from './table.js';
import { runTraining, type TrainSummary, vocabularyName } from './train-run.js';

const training = trainingConfigSchema.shape;

/** A flag whose value depends on the recordings where it is not given. */
function setting<T extends z.ZodType>(key: keyof TrainingConfig, { unwrap }: z.ZodDefault<T>, doc: string) {
  return unwrap()
    .optional()
    .describe(`${doc}; ${presetText(key)}`);
}

const flags = z.strictObject({
  data: z.array(z.string()).min(1).describe('recordings, or folders of them'),
  out: z.string().default('runs/khala').describe('folder of the run: checkpoints, metrics, DAgger matches'),
  from: z
    .string()
    .optional()
    .describe(
      'policy whose parameters and words the run begins with: base, a run, a checkpoint, an exported file',
    ),
  size: z
    .enum(MODEL_SIZE_NAMES as [string, ...string[]])
    .default('base')
    .describe('size of the policy'),
  torso: training.torso
    .unwrap()
    .default('perceiver')
    .describe('what stands between tokens and queries; the transformer is AlphaStar’s, for comparison'),
  latents: training.latents.unwrap().default(32).describe('latents of the perceiver'),
  steps: setting('steps', training.steps, 'optimiser steps in all'),
  batch: setting('batch', training.batch, 'samples a step'),
  learningRate: setting('learningRate', training.learningRate, 'peak learning rate'),
  warmup: setting('warmup', training.warmup, 'steps of linear warm-up'),
  weightDecay: setting('weightDecay', training.weightDecay, 'decoupled weight decay'),
  history: setting('history', training.history, 'past orders that the policy is shown'),
  context: setting('context', training.context, 'whether the policy is shown what the player has as counts'),
  contextBatch: setting(
    'contextBatch',
    training.contextBatch,
    'further samples a step of which the function is learned from the context alone',
  ),
  contextDropout: setting(
    'contextDropout',
    training.contextDropout,
    'share of the context’s hidden numbers that is dropped for those',
  ),
  habitDropout: setting(
    'habitDropout',
    training.habitDropout,
    'share of the parts of the player’s habits that those do not show',
  ),
  memory: setting('memory', training.memory, 'whether the policy remembers its decisions of a match'),
  sequence: setting(
    'sequence',
    training.sequence,
    'decisions of a match that are learned from together, with --memory; divides the batch',
  ),
  maxEntities: setting('maxEntities', training.maxEntities, 'most entities that the policy is shown'),
  bucketed: setting('bucketed', training.bucketed, 'whether batches are made of observations of like size'),
  functionCount: setting(
    'functionCount',
    training.functionCount,
    'times a function must occur to be learned',
  ),
  heldOut: setting('heldOut', training.heldOut, 'fraction of the files that is never trained on'),
  evaluateEvery: setting(
    'evaluateEvery',
    training.evaluateEvery,
    'steps between looks at the held-out files',
  ),
  checkpointEvery: setting('checkpointEvery', training.checkpointEvery, 'steps between checkpoints'),
  seed: setting('seed', training.seed, 'seed of parameters and data order'),
  daggerRounds: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe('rounds in which the policy plays and the teacher labels'),
  daggerMatches: z.int().min(1).default(64).describe('matches a round'),
  cloning: z.number().min(0).max(1).default(0.4).describe('fraction of the steps before the first round'),
  scenario: z
    .array(z.string())
    .min(1)
    .default(['3s5z'])
    .describe('scenarios of the rounds, which share the matches: names, or paths of .json files'),
  teacher: z.string().default('scripted:Champion').describe('who labels'),
  opponent: z
    .array(z.string())
    .default(['scripted:Elite'])
    .describe('whom the policy plays in the rounds; mirror is the policy itself'),
  engine: z
    .enum(['auto', ...ENGINE_NAMES])
    .default('auto')
    .describe('how the model runs'),
  threads: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe(
      'threads of the engine; default 2, 1 where --context-batch keeps the thread that reads as busy',
    ),
  workers: z.int().min(1).max(256).default(availableParallelism()).describe('processes that play the rounds'),
});

export const command = defineCommand({
  example: 'khala train --data data/3s5z --out runs/3s5z --dagger-rounds 2 --scenario 3s5z',
  flags,
  async run(options, io): Promise<TrainSummary> {
    const {
      data,
      out,
      from = null,
      engine,
      threads: wanted,
      workers,
      daggerRounds,
      daggerMatches,
      cloning,
      scenario,
      teacher,
      opponent,
      ...rest
    } = options;
    const config = settle(vocabularyName(data), rest);
    if (config.warmup >= config.steps)
      throw new KhalaError(
        'BAD_ARGUMENT',
        `--warmup ${config.warmup} must be below --steps ${config.steps}; give fewer`,
      );
    const threads = wanted ?? Math.min(config.contextBatch > 0 ? 1 : 2, availableParallelism());
    const dagger = {
      rounds: daggerRounds,
      matches: daggerMatches,
      cloning,
      scenarios: scenario,
      teacher,
      opponents: opponent,
    };
    const progress = io.progress({ label: 'train', total: config.steps, unit: 'steps' });
    try {
      return await runTraining(
        { data, out, from, config, dagger, engine, threads, workers },
        {
          signal: io.signal,
          onNote: io.note,
          onProgress: ({ step, loss, samplesPerSecond }) =>
            progress.update(step, `loss ${loss.toFixed(3)}, ${samplesPerSecond.toFixed(0)} samples/s`),
        },
      );
    } finally {
      progress.stop();
    }
  },
  render(result: TrainSummary) {
    const heads = Object.entries(result.heldOut ?? {}).map(([head, { loss, top1 }]) => [
      head,
      loss === null ? '-' : loss.toFixed(3),
      top1 === null ? '-' : `${(100 * top1).toFixed(1)} %`,
    ]);
    const table = heads.length > 0 ? `${renderTable(['held-out head', 'loss', 'top-1'], heads)}\n` : '';
    const judged = result.judged
      ? `${renderTable(['held-out function', 'top-1', 'top-5'], functionRows(result.judged))}\nreport ${result.report}\n`
      : '';
    return `${table}${judged}step ${result.step}, loss ${result.loss.toFixed(3)}, ${result.samplesPerSecond.toFixed(0)} samples/s on ${result.engine}\ncheckpoint ${result.checkpoint}`;
  },
});
