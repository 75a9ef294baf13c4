/**
 * `khala bench torso`: the Perceiver IO torso against AlphaStar's transformer, everything else equal, as the paper compares them (arXiv
 * 2107.14795, appendix B, table 9). Both are trained on the same recordings with the same seed and budget, and play the same matches.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { decisionProgram } from '../../../agent/decision.js';
import { DEFAULT_AGENT_OPTIONS } from '../../../agent/resolve.js';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../../replays/demonstrations.js';
import { createEngine, programFlops } from '../../engine/index.js';
import { evaluate } from '../../evaluation/evaluate.js';
import { type Evaluation, writeEvaluation } from '../../evaluation/result.js';
import { loadCheckpoint } from '../../model/checkpoint.js';
import type { TorsoName } from '../../model/config.js';
import type { InputTensors } from '../../model/inputs.js';
import { byName, initialise, unflatten } from '../../model/parameters.js';
import { createPolicy, encodedEntities, type Policy, policyInputSpecs } from '../../model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../spec/vocabulary.js';
import { policyConfig, type TrainingConfig, trainingConfigSchema } from '../../training/config.js';
import { judge } from '../../training/judge.js';
import { summarise } from '../../training/report.js';
import type { CommandIo } from '../io.js';
import { daggerOf } from '../recipe.js';
import { recordEpisodes } from '../record-episodes.js';
import { renderTable } from '../table.js';
import { runTraining } from '../train-run.js';
import { decisionCase, stepCase } from './cases.js';
import { measure } from './measure.js';

export interface TorsoOptions {
  readonly scenario: string;
  readonly opponent: string;
  readonly teacher: string;
  readonly size: string;
  readonly steps: number;
  readonly episodes: number;
  readonly rounds: number;
  readonly roundMatches: number;
  readonly matches: number;
  readonly seed: number;
  readonly workers: number;
  readonly out: string;
  /** Numbers of latents of the perceivers that are compared. */
  readonly latents: readonly number[];
  /** Seconds for each timing. */
  readonly seconds: number;
}

export interface TorsoRow {
  readonly name: string;
  readonly torso: TorsoName;
  /** Null for a transformer. */
  readonly latents: number | null;
  readonly parameters: number;
  /** By number of entities: FLOPs of one whole decision, of what stands between tokens and entities' answers, and its median time. */
  readonly cost: Readonly<
    Record<number, { readonly flops: number; readonly encoderFlops: number; readonly milliseconds: number }>
  >;
  /** Median time of a training step, batch 32, 256 entities. */
  readonly stepMilliseconds: number;
  /** Cross-entropy of each head at the end on the teacher's own matches that were held out: the same for all torsos, unlike DAgger's. */
  readonly heldOut: Readonly<Record<string, number | null>>;
  readonly winRate: number;
  readonly ci: readonly [number, number];
  readonly matches: number;
}

export interface TorsoComparison {
  readonly scenario: string;
  readonly opponent: string;
  readonly rows: readonly TorsoRow[];
  /** Of each pair of a perceiver and the transformer: matches of the same seed and side that only one of them won. */
  readonly paired: readonly {
    readonly name: string;
    readonly onlyIt: number;
    readonly onlyTransformer: number;
  }[];
}

/** Entities at which costs are told; AlphaStar shows 512. */
const COUNTS = [32, 128, 512, 2048] as const;
const SHOWN = 512;
const STEP = { batch: 32, entities: 256 } as const;

interface Contender {
  readonly name: string;
  readonly config: TrainingConfig;
}

function contenders({ latents, size, steps, seed }: TorsoOptions): Contender[] {
  const made = (name: string, more: Partial<TrainingConfig>): Contender => ({
    name,
    config: trainingConfigSchema.parse({ size, steps, seed, ...more }),
  });
  return [
    ...latents.map((count) => made(`perceiver-${count}`, { torso: 'perceiver', latents: count })),
    made('transformer', { torso: 'transformer' }),
  ];
}

/** @throws what recording, training and evaluating throw; parts that are finished are not done again */
export async function compareTorsos(options: TorsoOptions, io: CommandIo<object>): Promise<TorsoComparison> {
  const data = await recordOnce(options, io);
  const rows: TorsoRow[] = [];
  const played = new Map<string, Evaluation>();
  for (const contender of contenders(options)) {
    const { row, evaluation } = await tryOut(contender, data, options, io);
    rows.push(row);
    played.set(contender.name, evaluation);
  }
  const other = played.get('transformer');
  const paired = rows.flatMap(({ name, torso }) => {
    const own = played.get(name);
    return torso === 'transformer' || !own || !other ? [] : [{ name, ...discordant(own, other) }];
  });
  return { scenario: options.scenario, opponent: options.opponent, rows, paired };
}

async function recordOnce(options: TorsoOptions, io: CommandIo<object>): Promise<string> {
  const { scenario, teacher, opponent, episodes, seed, workers, out } = options;
  const folder = join(out, `recordings-${scenario}-${episodes}-${seed}`);
  if (existsSync(folder)) return folder;
  io.note(`record: ${teacher} plays ${episodes} matches of ${scenario} against ${opponent}`);
  const temporary = `${folder}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  await recordEpisodes(
    {
      ...{ scenario, agent: teacher, opponents: [opponent], teacher: null, episodes, seed, workers },
      ...{ out: temporary, overwrite: false },
    },
    { signal: io.signal, onEpisodes: () => undefined },
  );
  renameSync(temporary, folder);
  return folder;
}

async function tryOut(
  { name, config }: Contender,
  data: string,
  options: TorsoOptions,
  io: CommandIo<object>,
): Promise<{ row: TorsoRow; evaluation: Evaluation }> {
  const { scenario, opponent, matches, seed, workers, out, seconds } = options;
  const folder = join(out, `${scenario}-${name}`);
  const policy = createPolicy(policyConfig(config), SKIRMISH_VOCABULARY);
  io.note(
    `${name}: ${policy.layout.size} parameters, ${config.steps} steps, ${options.rounds} DAgger rounds`,
  );
  const progress = io.progress({ label: name, total: config.steps, unit: 'steps' });
  const trained = await runTraining(
    {
      ...{ data: [data], out: folder, from: null, config, engine: 'auto', threads: 2, replicas: 1, workers },
      dagger: daggerOf(options),
    },
    {
      signal: io.signal,
      onNote: io.note,
      onProgress: ({ step, loss }) => progress.update(step, `loss ${loss.toFixed(3)}`),
    },
  ).finally(() => progress.stop());
  const { evaluation } = await evaluate({
    ...{ agent: trained.checkpoint, opponent, agentOptions: DEFAULT_AGENT_OPTIONS, scenario },
    ...{ transport: 'direct', matches, seed, workers, film: false, signal: io.signal },
  });
  writeEvaluation(join(folder, 'evaluation.json'), evaluation);
  io.note(`${name}: wins ${evaluation.wins} of ${evaluation.matches} against ${opponent}`);
  const row: TorsoRow = {
    name,
    torso: config.torso,
    latents: config.torso === 'perceiver' ? config.latents : null,
    parameters: policy.layout.size,
    cost: await costs(policy, seconds),
    stepMilliseconds: (await measure(stepCase(policy, STEP.batch, STEP.entities, 2), seconds)).median,
    heldOut: await heldOutLosses(policy, trained.checkpoint, data, config, io.signal),
    winRate: evaluation.winRate,
    ci: [evaluation.ci[0], evaluation.ci[1]],
    matches: evaluation.matches,
  };
  return { row, evaluation };
}

async function heldOutLosses(
  policy: Policy,
  checkpoint: string,
  data: string,
  config: TrainingConfig,
  signal: AbortSignal,
): Promise<TorsoRow['heldOut']> {
  const demonstrations = openDemonstrations([data], DEFAULT_DEMONSTRATION_OPTIONS);
  const { parameters } = loadCheckpoint(checkpoint);
  const engine = await createEngine('auto', { threads: 2 });
  try {
    const report = summarise(await judge(policy, parameters, engine, demonstrations, config, signal));
    return Object.fromEntries(
      Object.entries(report?.all.heads ?? {}).map(([head, { loss }]) => [head, loss]),
    );
  } finally {
    await engine.dispose();
  }
}

async function costs(policy: Policy, seconds: number): Promise<TorsoRow['cost']> {
  const parameters = initialise(policy.layout, 1);
  const found: Record<number, TorsoRow['cost'][number]> = {};
  for (const count of COUNTS) {
    found[count] = {
      flops: programFlops(decisionProgram(policy, parameters, count)),
      encoderFlops: encoderFlops(policy, parameters, count),
      milliseconds: (await measure(decisionCase(policy, count), seconds)).median,
    };
  }
  return found;
}

/** FLOPs of a decision between the entities' tokens and what the heads read of them: the paper's "entity encoder". */
function encoderFlops(policy: Policy, parameters: Float32Array, entities: number): number {
  const upTo = (part: 'before' | 'after'): number =>
    programFlops({
      name: `entities-${part}`,
      inputs: {
        parameters: { shape: [policy.layout.size], dtype: 'float32' },
        ...policyInputSpecs(policy, 1, entities),
      },
      constants: { parameters },
      program: (all) => {
        const p = byName(unflatten(all.parameters as tf.Tensor1D, policy.layout), policy.layout);
        // An output of its own: a graph cannot give out what it was given.
        return { out: tf.neg(encodedEntities(policy, p, all as InputTensors)[part]) };
      },
    });
  return upTo('after') - upTo('before');
}

function discordant(own: Evaluation, other: Evaluation): { onlyIt: number; onlyTransformer: number } {
  let onlyIt = 0;
  let onlyTransformer = 0;
  own.perMatch.forEach(({ result }, i) => {
    const theirs = other.perMatch[i].result;
    if (result === 'win' && theirs !== 'win') onlyIt++;
    if (result !== 'win' && theirs === 'win') onlyTransformer++;
  });
  return { onlyIt, onlyTransformer };
}

/** The comparison as tables for people. */
export function renderTorsos({ scenario, opponent, rows, paired }: TorsoComparison): string {
  const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`;
  const millions = (n: number): string => (n / 1e6).toPrecision(3);
  const main = renderTable(
    [
      ...['torso', `wins against ${opponent} on ${scenario}`, '95 % interval', 'parameters, M'],
      ...[`decision at ${SHOWN}, MFLOP`, `encoder at ${SHOWN}, MFLOP`, 'step, ms', 'held-out function'],
    ],
    rows.map((row) => [
      ...[row.name, percent(row.winRate), `${percent(row.ci[0])} to ${percent(row.ci[1])}`],
      ...[millions(row.parameters), millions(row.cost[SHOWN].flops), millions(row.cost[SHOWN].encoderFlops)],
      ...[row.stepMilliseconds.toFixed(0), row.heldOut.function?.toFixed(3) ?? '-'],
    ]),
  );
  const times = renderTable(
    ['decision, ms, by entities', ...COUNTS.map(String)],
    rows.map(({ name, cost }) => [name, ...COUNTS.map((n) => cost[n].milliseconds.toPrecision(3))]),
  );
  const pairs = paired.map(
    ({ name, onlyIt, onlyTransformer }) =>
      `${name}: won ${onlyIt} matches that the transformer did not, which won ${onlyTransformer} that it did not`,
  );
  return [main, times, ...pairs].join('\n');
}
