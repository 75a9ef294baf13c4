/**
 * `khala demo`, what `npm start` runs: the whole mission in one command. Records a teacher, trains a Perceiver IO policy on
 * it by imitation with DAgger rounds, connects it over the bridge, and reports its win rate. Parts that a cut run has
 * finished are not done again.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { DEFAULT_AGENT_OPTIONS } from '../../agent/resolve.js';
import { recordingPaths } from '../../replays/recording/paths.js';
import { type EvaluateResult, evaluate } from '../evaluation/evaluate.js';
import { readMetrics } from '../evaluation/report/metrics.js';
import { writeReport } from '../evaluation/report/report.js';
import { writeEvaluation } from '../evaluation/result.js';
import { MODEL_SIZE_NAMES } from '../model/config.js';
import { KhalaError } from '../spec/errors.js';
import { trainingConfigSchema } from '../training/config.js';
import { defineCommand } from './command.js';
import type { CommandIo } from './io.js';
import { daggerOf } from './recipe.js';
import { shardPaths } from './record/plan.js';
import { recordEpisodes } from './record-episodes.js';
import { renderTable } from './table.js';
import { defaultThreads } from './train-process.js';
import { runTraining, type TrainSummary } from './train-run.js';

const flags = z.strictObject({
  scenario: z.string().default('3s5z').describe('scenario to learn: a name, or the path of a .json file'),
  opponent: z.string().default('scripted:Elite').describe('who is to be beaten'),
  teacher: z.string().default('scripted:Champion').describe('who is imitated'),
  episodes: z.int().min(2).default(120).describe('matches of the teacher to record'),
  size: z
    .enum(MODEL_SIZE_NAMES as [string, ...string[]])
    .default('base')
    .describe('size of the policy'),
  steps: z.int().min(25).default(2400).describe('training steps'),
  rounds: z.int().min(0).default(4).describe('DAgger rounds'),
  roundMatches: z.int().min(1).default(60).describe('matches a DAgger round'),
  matches: z.int().min(2).default(200).describe('matches to evaluate'),
  seed: z.int().default(1).describe('seed of everything'),
  workers: z.int().min(1).max(64).default(availableParallelism()).describe('processes that play matches'),
  out: z.string().default('runs/demo').describe('folder for recordings, run and report'),
});
type DemoOptions = z.infer<typeof flags>;

export interface DemoResult {
  readonly winRate: number;
  readonly ci: readonly [number, number];
  readonly opponent: string;
  readonly scenario: string;
  readonly matches: number;
  readonly seed: number;
  readonly seconds: number;
  readonly report: string;
  readonly checkpoint: string;
  /** Seconds of each part. */
  readonly parts: { readonly record: number; readonly train: number; readonly evaluate: number };
}

export const command = defineCommand({
  example: 'khala demo --scenario 3s5z --matches 200',
  flags,
  run: async (options, io): Promise<DemoResult> => {
    const started = performance.now();
    const since = (): number => (performance.now() - started) / 1000;
    const recordings = await record(options, io);
    const recorded = since();
    const trained = await train(options, recordings, io);
    const learned = since();
    const { evaluation, film } = await judge(options, trained.checkpoint, io);
    const evaluated = since();
    const report = join(options.out, 'report.html');
    writeEvaluation(join(options.out, 'evaluation.json'), evaluation);
    writeReport(report, {
      title: `Khala: ${options.size} policy on ${options.scenario}`,
      facts: facts(options, trained, {
        record: recorded,
        train: learned - recorded,
        evaluate: evaluated - learned,
      }),
      evaluations: [evaluation],
      training: await readMetrics(join(options.out, 'metrics.jsonl')),
      match: film && { film, names: { 1: 'policy', 2: options.opponent } },
    });
    return {
      winRate: evaluation.winRate,
      ci: [evaluation.ci[0], evaluation.ci[1]],
      opponent: options.opponent,
      scenario: options.scenario,
      matches: evaluation.matches,
      seed: evaluation.seed,
      seconds: since(),
      report,
      checkpoint: trained.checkpoint,
      parts: { record: recorded, train: learned - recorded, evaluate: evaluated - learned },
    };
  },
  render,
});

async function record(options: DemoOptions, io: CommandIo<DemoResult>): Promise<string> {
  const { scenario, teacher, opponent, episodes, seed, workers, out } = options;
  const folder = join(out, 'recordings');
  if (existsSync(folder)) {
    checkRecordings(folder, options);
    io.note(`1/3 record: ${folder} is there and is used`);
    return folder;
  }
  io.note(`1/3 record: ${teacher} plays ${episodes} matches of ${scenario} against ${opponent}`);
  const temporary = `${folder}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  const progress = io.progress({ label: 'record', total: episodes, unit: 'matches' });
  try {
    await recordEpisodes(
      {
        scenario,
        agent: teacher,
        opponents: [opponent],
        teacher: null,
        episodes,
        seed,
        workers,
        out: temporary,
        overwrite: false,
      },
      { signal: io.signal, onEpisodes: (done) => progress.update(done) },
    );
  } finally {
    progress.stop();
  }
  renameSync(temporary, folder);
  return folder;
}

/** Recordings of an earlier run are only used if they are the ones that this run would make. */
function checkRecordings(folder: string, { scenario, episodes, seed }: DemoOptions): void {
  const wanted = shardPaths({ out: folder, scenario, episodes, seed }).sort();
  if (isDeepStrictEqual(recordingPaths([folder]), wanted)) return;
  throw new KhalaError(
    'FILE_EXISTS',
    `record ${episodes} matches of ${scenario} with seed ${seed}: ${folder} holds others; give the settings it was begun with or another --out`,
  );
}

async function train(
  options: DemoOptions,
  recordings: string,
  io: CommandIo<DemoResult>,
): Promise<TrainSummary> {
  const { size, steps, seed, rounds, workers, out } = options;
  const config = trainingConfigSchema.parse({ size, steps, seed });
  io.note(
    `2/3 train: policy ${size}, 32 latents, ${steps} steps of ${config.batch} demonstrations, ${rounds} DAgger rounds`,
  );
  const progress = io.progress({ label: 'train', total: steps, unit: 'steps' });
  try {
    return await runTraining(
      {
        data: [recordings],
        out,
        from: null,
        config,
        dagger: daggerOf(options),
        engine: 'auto',
        threads: defaultThreads(),
        replicas: null,
        workers,
      },
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
}

async function judge(
  options: DemoOptions,
  checkpoint: string,
  io: CommandIo<DemoResult>,
): Promise<EvaluateResult> {
  const { opponent, scenario, matches, seed, workers } = options;
  io.note(
    `3/3 evaluate: the policy plays ${matches} matches against ${opponent} over the bridge, sides swapped`,
  );
  const progress = io.progress({ label: 'evaluate', total: matches, unit: 'matches' });
  try {
    return await evaluate({
      agent: checkpoint,
      opponent,
      agentOptions: DEFAULT_AGENT_OPTIONS,
      scenario,
      transport: 'bridge',
      matches,
      seed,
      workers,
      film: true,
      signal: io.signal,
      onProgress: (done) => progress.update(done),
    });
  } finally {
    progress.stop();
  }
}

function facts(options: DemoOptions, trained: TrainSummary, parts: DemoResult['parts']): [string, string][] {
  return [
    ['teacher', options.teacher],
    ['policy', `${options.size}, 32 latents, Perceiver IO`],
    [
      'demonstrations',
      `${options.episodes} matches of the teacher, then ${options.rounds} rounds of ${options.roundMatches} labelled matches`,
    ],
    [
      'training',
      `${trained.step} steps on ${trained.engine}, ${trained.samplesPerSecond.toFixed(0)} samples/s at the end`,
    ],
    [
      'time',
      `record ${parts.record.toFixed(0)} s, train ${parts.train.toFixed(0)} s, evaluate ${parts.evaluate.toFixed(0)} s`,
    ],
  ];
}

function render(result: DemoResult): string {
  const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`;
  const { winRate, ci, opponent, scenario, matches, seed, seconds, report, checkpoint } = result;
  const table = renderTable(
    ['opponent', 'scenario', 'matches', 'win rate', '95 % interval', 'seconds'],
    [
      [
        opponent,
        scenario,
        matches,
        percent(winRate),
        `${percent(ci[0])} to ${percent(ci[1])}`,
        seconds.toFixed(0),
      ],
    ],
  );
  return [
    table,
    `report      ${report}`,
    `checkpoint  ${checkpoint}`,
    `play again  node bin/khala.js evaluate --agent ${checkpoint} --opponent ${opponent} --scenario ${scenario} --matches ${matches} --seed ${seed}`,
  ].join('\n');
}
