/**
 * A whole training run: imitation of recordings, then DAgger rounds in which the policy plays, the teacher labels and
 * training goes on with the labelled matches. Every part is finished before the next begins and leaves a complete folder
 * behind, so the same command resumes a run that was cut, with the same result.
 */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { openPolicy } from '../../agent/exported.js';
import { DEFAULT_AGENT_OPTIONS, opponentName, resolveAgent } from '../../agent/resolve.js';
import { openScenario } from '../../env-bridge/skirmish/scenario.js';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import { writeWhole } from '../../replays/recording/output-file.js';
import { recordingPaths } from '../../replays/recording/paths.js';
import { openRecording } from '../../replays/recording/reader.js';
import type { EngineName } from '../engine/index.js';
import { type Checkpoint, latestStep, readDescription, stepFolder } from '../model/checkpoint.js';
import type { ModelConfig } from '../model/config.js';
import { KhalaError } from '../spec/errors.js';
import { deriveSeed } from '../spec/random.js';
import type { Vocabulary } from '../spec/vocabulary.js';
import { writing } from '../spec/writing.js';
import { policyConfig, savedConfigSchema, type TrainingConfig } from '../training/config.js';
import { forecastText } from '../training/forecast.js';
import type { TrainProgress, TrainResult } from '../training/loop.js';
import type { GroupReport, HeldOutReport } from '../training/report.js';
import { trainingVocabulary } from '../training/vocabulary.js';
import { LOCK_FILE, makeFolder, takeLock } from './lock.js';
import { recordTogether } from './record-episodes.js';
import { trainInProcess } from './train-process.js';

/** Settings of the DAgger rounds. */
export const daggerSchema = z.strictObject({
  /** Rounds; 0 is plain behavioural cloning. */
  rounds: z.int().min(0).max(100),
  /** Matches that the policy plays a round, on all scenarios together. */
  matches: z.int().min(1),
  /** Fraction of the steps before the first round; at least PHASE_STEP of them are cloning. */
  cloning: z.number().min(0).max(1),
  scenarios: z.array(z.string()).min(1),
  teacher: z.string(),
  opponents: z.array(z.string()).min(1),
});
export type DaggerSettings = z.infer<typeof daggerSchema>;

const runSchema = z.strictObject({
  data: z.array(z.string()),
  /** Hash of the weights that it began with; null for fresh ones, as in all runs of before there was a choice. */
  from: z.string().nullable().default(null),
  config: savedConfigSchema,
  dagger: daggerSchema,
});

export interface TrainRun {
  readonly data: readonly string[];
  readonly out: string;
  /** Policy whose parameters and vocabulary the run begins with; null for fresh parameters and the recordings' words. */
  readonly from: string | null;
  readonly config: TrainingConfig;
  readonly dagger: DaggerSettings;
  readonly engine: EngineName | 'auto';
  readonly threads: number;
  /** Threads that each learn from a part of a batch; null for what the run was begun with, else 1. */
  readonly replicas: number | null;
  /** Processes that play DAgger matches. */
  readonly workers: number;
}

export interface TrainRunEvents {
  onProgress(progress: TrainProgress): void;
  onNote(line: string): void;
  readonly signal: AbortSignal;
}

/** What a run ends with; the keys of `--json`. */
export type TrainSummary = TrainResult & {
  readonly engine: EngineName;
  /** Top-1 and top-5 of what needs no policy, on the demonstrations of `judged`; null where none is held out. */
  readonly baselines: GroupReport['baselines'] | null;
  /** The policy on held-out recordings at the end of the run. */
  readonly judged: HeldOutReport | null;
  /** Path of the page that shows it. */
  readonly report: string | null;
};

/** Phase boundaries are multiples of this, so that they fall on lines of the metrics. */
const PHASE_STEP = 25;

/** Last step of each phase: cloning, then one a round. */
function phaseEnds(config: TrainingConfig, dagger: DaggerSettings): number[] {
  if (dagger.rounds === 0) return [config.steps];
  const first = config.steps * dagger.cloning;
  return Array.from({ length: dagger.rounds + 1 }, (_, phase) => {
    const end = first + ((config.steps - first) * phase) / dagger.rounds;
    if (phase === dagger.rounds) return config.steps;
    // A round is played by a checkpoint, and there is none before the first steps.
    return Math.min(config.steps, Math.max(1, Math.round(end / PHASE_STEP)) * PHASE_STEP);
  });
}

const roundFolder = (out: string, round: number): string =>
  join(out, 'dagger', `round-${String(round).padStart(2, '0')}`);

/** Keeps the settings of a run beside it; a run is only resumed with the same. */
function claim(run: TrainRun, start: Checkpoint | null): void {
  const path = join(run.out, 'run.json');
  const settings = {
    // Relative, so that a run may move together with its data.
    data: run.data.map((source) => relative(resolve(run.out), resolve(source))),
    from: start?.description.weightsHash ?? null,
    config: run.config,
    dagger: run.dagger,
  };
  if (!existsSync(path)) {
    if (latestStep(run.out))
      throw new KhalaError(
        'CHECKPOINT_MISMATCH',
        `resume ${run.out}: it has checkpoints but no run.json, so its settings are not known; give another --out`,
      );
    writeWhole(path, `${JSON.stringify(settings, null, 2)}\n`);
    return;
  }
  const before = readSettings(path);
  for (const [now, then] of [
    [
      { data: settings.data, from: settings.from },
      { data: before.data, from: before.from },
    ],
    [settings.config, before.config],
    [settings.dagger, before.dagger],
  ] satisfies [object, object][]) {
    const found = new Map<string, unknown>(Object.entries(then));
    for (const [key, value] of Object.entries(now)) {
      if (!isDeepStrictEqual(found.get(key), value)) {
        throw new KhalaError(
          'CHECKPOINT_MISMATCH',
          `resume ${run.out}: it was begun with ${key} ${JSON.stringify(found.get(key))}, now it is ${JSON.stringify(value)}; give the same settings or another --out`,
        );
      }
    }
  }
}

/** The settings that a run was begun with. @throws FILE_CORRUPT, FILE_VERSION */
function readSettings(path: string): z.infer<typeof runSchema> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new KhalaError(
      'FILE_CORRUPT',
      `read ${path}: it is not JSON; restore it from a copy or give another --out`,
      { cause },
    );
  }
  const parsed = runSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new KhalaError('FILE_VERSION', `read ${path}: it is not of this version; give another --out`);
}

/** Name of the vocabulary of the first recording that has a match; null where there is none. */
export function vocabularyName(paths: readonly string[]): string | null {
  for (const path of recordingPaths(paths)) {
    const [episode] = openRecording(path).episodes;
    if (episode) return episode.vocabulary;
  }
  return null;
}

/** The policy that a run begins with. @throws CHECKPOINT_MISMATCH where the run trains another, and what reading one throws */
export function openStart({ from, config, data }: TrainRun): Checkpoint | null {
  if (from === null) return null;
  const start = openPolicy(from);
  const { index, config: found } = start.policy;
  const name = vocabularyName(data);
  if (name !== null && name !== index.vocabulary.name)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `begin with ${from}: it plays ${index.vocabulary.name}, the recordings are of ${name}; give others or begin afresh`,
    );
  for (const [key, value] of Object.entries(policyConfig(config))) {
    const own = found[key as keyof ModelConfig];
    if (own !== value)
      throw new KhalaError(
        'CHECKPOINT_MISMATCH',
        `begin with ${from}: its policy has ${key} ${own}, this run's ${value}; give the flags that it was trained with`,
      );
  }
  return start;
}

/** Finds all that the rounds name before the first step, so that a wrong name costs no training. */
async function checkRounds({
  rounds,
  matches,
  scenarios,
  teacher,
  opponents,
}: DaggerSettings): Promise<void> {
  if (rounds === 0) return;
  for (const scenario of scenarios) openScenario(scenario);
  if (matches < scenarios.length)
    throw new KhalaError(
      'BAD_ARGUMENT',
      `plan DAgger rounds: ${matches} matches a round cannot be played on ${scenarios.length} scenarios; give at least as many matches`,
    );
  for (const name of [teacher, ...opponents]) {
    // The policy itself, which there is no checkpoint of yet.
    if (opponentName(name, teacher) !== name) continue;
    const agent = await resolveAgent(name, DEFAULT_AGENT_OPTIONS);
    await agent.dispose();
  }
}

/**
 * Runs or resumes; nobody else trains in the folder meanwhile.
 * @throws FOLDER_IN_USE, and what training, recording and reading throw
 */
export async function runTraining(run: TrainRun, events: TrainRunEvents): Promise<TrainSummary> {
  await checkRounds(run.dagger);
  // Before the run is claimed: a wrong path leaves nothing behind.
  const demonstrations = openDemonstrations(run.data, DEFAULT_DEMONSTRATION_OPTIONS);
  const start = openStart(run);
  const vocabulary = start?.policy.index.vocabulary ?? trainingVocabulary(demonstrations, run.config);
  writing(run.out, () => makeFolder(run.out));
  const unlock = takeLock(join(run.out, LOCK_FILE), 'training');
  try {
    claim(run, start);
    return await trainPhases(run, vocabulary, events);
  } finally {
    unlock();
  }
}

async function trainPhases(
  run: TrainRun,
  vocabulary: Vocabulary,
  events: TrainRunEvents,
): Promise<TrainSummary> {
  const ends = phaseEnds(run.config, run.dagger);
  const latest = latestStep(run.out);
  const reached = latest ? readDescription(latest).step : 0;
  if (reached > 0) events.onNote(`resuming ${run.out} at step ${reached} of ${run.config.steps}`);
  let done: TrainSummary | null = null;
  for (const [number, until] of ends.entries()) {
    const from = number === 0 ? 0 : ends[number - 1];
    const last = number === ends.length - 1;
    if (until <= reached && !last) continue;
    if (number > 0) await collect(run, number, from, events);
    const rounds = Array.from({ length: number }, (_, round) => roundFolder(run.out, round + 1));
    const task = {
      config: run.config,
      vocabulary,
      data: [...run.data, ...rounds],
      out: run.out,
      from: run.from,
      until,
      phase: { number, from },
      engine: run.engine,
      threads: run.threads,
      replicas: run.replicas,
      forecast: done === null,
    };
    const { result, engine, heldOut } = await trainInProcess(
      task,
      { onProgress: events.onProgress, onForecast: (forecast) => events.onNote(forecastText(forecast)) },
      events.signal,
    );
    done = {
      ...result,
      engine,
      baselines: heldOut?.summary.all.baselines ?? null,
      judged: heldOut?.summary ?? null,
      report: heldOut?.path ?? null,
    };
  }
  return done as TrainSummary;
}

/**
 * A round's matches by scenario: all alike, who is named twice gets twice as many.
 * @internal
 */
export function shareOut({
  matches,
  scenarios,
}: Pick<DaggerSettings, 'matches' | 'scenarios'>): Map<string, number> {
  const shared = (parts: number): number => Math.floor((matches * parts) / scenarios.length);
  const episodes = new Map<string, number>();
  for (const [place, scenario] of scenarios.entries())
    episodes.set(scenario, (episodes.get(scenario) ?? 0) + shared(place + 1) - shared(place));
  return episodes;
}

/** Plays a round's matches with the policy of step `from`, labelled by the teacher. */
async function collect(run: TrainRun, round: number, from: number, events: TrainRunEvents): Promise<void> {
  const folder = roundFolder(run.out, round);
  if (existsSync(folder)) return;
  const temporary = `${folder}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  const { matches, opponents, rounds, teacher } = run.dagger;
  const recordings = [...shareOut(run.dagger)].map(([scenario, episodes]) => ({
    ...{ scenario, opponents, teacher, episodes, out: temporary, overwrite: false },
    agent: stepFolder(run.out, from),
    seed: deriveSeed(run.config.seed, 'dagger', round) >>> 1,
  }));
  const { commands } = await recordTogether(recordings, run.workers, {
    signal: events.signal,
    onEpisodes: () => undefined,
  });
  renameSync(temporary, folder);
  events.onNote(
    `round ${round} of ${rounds}: ${teacher} labelled ${matches} matches of step ${from} (${commands} commands)`,
  );
}
