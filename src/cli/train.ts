/**
 * `khala train`: imitation learning from recordings, with DAgger rounds where a teacher and a scenario are named. Also what is asked for in its
 * place: a test of learning rates, or the schema of a file of settings.
 */
import { KhalaError } from '../spec/errors.js';
import { settle } from '../training/presets.js';
import { functionRows } from '../training/report.js';
import { defineCommand } from './command.js';
import { type RateSummary, renderRates, runRateTest } from './find-rate.js';
import type { CommandIo } from './io.js';
import { checkReplicas } from './replica-stepper.js';
import { renderTable } from './table.js';
import { configSchema, readConfigFile } from './train-config.js';
import { givenSettings, TRAIN_FLAGS, type TrainFlags } from './train-flags.js';
import { defaultThreads } from './train-process.js';
import { runTraining, type TrainRun, type TrainSummary, vocabularyName } from './train-run.js';

type TrainCommandResult = TrainSummary | RateSummary | Readonly<Record<'$schema', unknown>>;

export const command = defineCommand({
  example: 'khala train --data data/3s5z --out runs/3s5z --dagger-rounds 2 --scenario 3s5z',
  flags: TRAIN_FLAGS,
  async run(options, io): Promise<TrainCommandResult> {
    if (options.schema) return configSchema() as Record<'$schema', unknown>;
    if (options.data.length === 0)
      throw new KhalaError('BAD_ARGUMENT', '--data is missing: recordings, or folders of them');
    if (options.picture !== undefined && !options.findRate)
      throw new KhalaError(
        'BAD_ARGUMENT',
        `--picture ${options.picture}: it is the curve of --find-rate; give both or neither`,
      );
    const run = runOf(options);
    return options.findRate ? await findRate(run, options, io) : await train(run, io);
  },
  render(result: TrainCommandResult) {
    if ('curve' in result) return renderRates(result);
    if ('$schema' in result) return JSON.stringify(result, null, 2);
    return renderTraining(result);
  },
});

/** The run that the flags, and the file of settings if there is one, ask for. */
function runOf(options: TrainFlags): TrainRun {
  const { data, out, from = null, engine, threads = defaultThreads(), replicas = null, workers } = options;
  const file = options.config === undefined ? {} : readConfigFile(options.config);
  const config = settle(vocabularyName(data), file, givenSettings(options));
  return {
    ...{ data, out, from, config, engine, threads, replicas, workers },
    dagger: {
      rounds: options.daggerRounds,
      matches: options.daggerMatches,
      cloning: options.cloning,
      scenarios: options.scenario,
      teacher: options.teacher,
      opponents: options.opponent,
    },
  };
}

async function train(run: TrainRun, io: CommandIo<TrainCommandResult>): Promise<TrainSummary> {
  const { warmup, steps } = run.config;
  if (warmup >= steps)
    throw new KhalaError('BAD_ARGUMENT', `--warmup ${warmup} must be below --steps ${steps}; give fewer`);
  // What `auto` takes is only known later, and checked again then.
  if (run.replicas !== null)
    checkReplicas(run.config, run.engine === 'auto' ? 'onnx' : run.engine, run.replicas);
  const progress = io.progress({ label: 'train', total: run.config.steps, unit: 'steps' });
  try {
    return await runTraining(run, {
      signal: io.signal,
      onNote: io.note,
      onProgress: ({ step, loss, samplesPerSecond }) =>
        progress.update(step, `loss ${loss.toFixed(3)}, ${samplesPerSecond.toFixed(0)} samples/s`),
    });
  } finally {
    progress.stop();
  }
}

async function findRate(
  run: TrainRun,
  { findSteps, picture }: TrainFlags,
  io: CommandIo<TrainCommandResult>,
): Promise<RateSummary> {
  const progress = io.progress({ label: 'find rate', total: findSteps, unit: 'steps' });
  try {
    return await runRateTest(run, findSteps, picture ?? null, {
      signal: io.signal,
      onStep: (step, loss) => progress.update(step, `loss ${loss.toFixed(3)}`),
    });
  } finally {
    progress.stop();
  }
}

function renderTraining(result: TrainSummary): string {
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
}
