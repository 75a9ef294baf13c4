/**
 * Judges a policy on the recordings that are held out: every demonstration in order of time, or an even selection where
 * there are more than wanted, with the baselines' guesses for the same ones.
 */
import { type Demonstration, type Demonstrations, decoded } from '../../replays/demonstrations.js';
import type { Engine } from '../engine/index.js';
import { emptyMemory } from '../model/memory.js';
import type { Policy } from '../model/policy.js';
import { ALLIANCE, PLAYER_SCALAR_INDEX } from '../spec/columns.js';
import { type CommandFault, decodePoint } from '../spec/command-classes.js';
import { bucketFor } from '../spec/encoding.js';
import { functionKey } from '../spec/vocabulary.js';
import { BASELINES, type Baseline, type Baselines, countBaselines } from './baselines.js';
import { encodeSamples, noFaults, splitBlocks } from './batches.js';
import { sequenceShape, type TrainingConfig } from './config.js';
import { JUDGED, JUDGED_WIDTH, judgingProgram } from './judging.js';
import { LOSS_COLUMNS, LOSS_ROWS } from './loss.js';
import type { BlockRef } from './plan.js';
import { feeds, perBucket } from './runners.js';
import { createSequenceReader, lastingRows, matchesOf, planSequences } from './sequences.js';

/** Intersection over union of two sets of units, and their F1. */
export interface Overlap {
  readonly iou: number;
  readonly f1: number;
}

/** All that is known of one judged demonstration. */
export interface JudgedSample {
  /** Values of RACE, as the player knows them. */
  readonly race: number;
  readonly enemyRace: number;
  readonly gameLoop: number;
  /** (LOSS_ROWS, LOSS_COLUMNS) along the teacher's choices. */
  readonly rows: Float32Array;
  /** Functions found at least as likely as the teacher's. */
  readonly rank: number;
  readonly confidence: number;
  /** Of the policy's own selection for the teacher's function; null where none is needed. */
  readonly selection: Overlap | null;
  /** The same for the units of the player's last order. */
  readonly sameUnits: Overlap | null;
  /** Whether the policy's own target entity is the teacher's; null where none is needed. */
  readonly entity: boolean | null;
  /** Cells between the policy's own point and the teacher's; null where none is needed. */
  readonly distance: number | null;
  /** Place of the teacher's function among a baseline's guesses; infinite where it is not among them. */
  readonly baselines: Readonly<Record<Baseline, number>>;
}

export interface Judgement {
  readonly files: number;
  /** Demonstrations that were looked at. */
  readonly looked: number;
  /** Those of them that the policy cannot be shown, by reason; they are not in `samples`. */
  readonly faults: Readonly<Record<CommandFault, number>>;
  readonly samples: readonly JudgedSample[];
}

interface Pending {
  /** Decoded: it is looked at for its size, for the policy and for the report. */
  readonly demonstration: Demonstration;
  readonly baselines: Readonly<Record<Baseline, number>>;
}

/** A row of a batch; without guesses it fills the batch up and is not judged. */
type JudgedRow = Omit<Pending, 'baselines'> & { readonly baselines: Pending['baselines'] | null };
/** What a batch carries beside its samples: the state of a policy with a memory, which is written over, and where it lasts. */
type CarriedArrays = { readonly memory?: Float32Array; readonly memory_lasts?: Float32Array };
type Run = (rows: readonly JudgedRow[], carried: CarriedArrays) => Promise<void>;
type Guess = (block: BlockRef) => (i: number) => Record<Baseline, number>;

/**
 * Judges the policy with these parameters (P) on at most `config.judge` held-out demonstrations.
 * @throws NO_DATA, what the engine and reading recordings throw, and the signal's reason
 */
export async function judge(
  policy: Policy,
  parameters: Float32Array,
  engine: Engine,
  demonstrations: Demonstrations,
  config: TrainingConfig,
  signal: AbortSignal,
): Promise<Judgement> {
  const { train, heldOut } = splitBlocks(demonstrations, config.heldOut);
  const baselines = countBaselines(demonstrations, train, policy.index.vocabulary);
  const shape = sequenceShape(config);
  const runners = perBucket((batch, entities) =>
    engine.compile(judgingProgram(policy, batch, entities, shape.steps)),
  );
  const faults = noFaults();
  const samples: JudgedSample[] = [];
  let looked = 0;
  const run: Run = async (rows, carried) => {
    signal.throwIfAborted();
    const encoded = encodeSamples(
      rows.map(({ demonstration }) => demonstration),
      policy,
      null,
      config.seed,
      'judge',
    );
    const runner = await runners.get(encoded);
    const { memory } = carried;
    const outputs = await runner.run(
      { parameters, ...carried, ...feeds(encoded) },
      { ...(memory && { memory }) },
    );
    for (const [b, { demonstration, baselines: guesses }] of rows.entries()) {
      if (!guesses) continue;
      looked++;
      const fault = encoded.faults[b];
      const numbers = outputs.samples.slice(b * JUDGED_WIDTH, (b + 1) * JUDGED_WIDTH) as Float32Array;
      if (fault) faults[fault]++;
      else samples.push(describe({ demonstration, baselines: guesses }, numbers));
    }
  };
  const guess = (block: BlockRef): ((i: number) => Record<Baseline, number>) =>
    guessBlock(demonstrations, baselines, policy, block);
  try {
    if (policy.config.memory) await judgeInSequence(policy, demonstrations, heldOut, config, guess, run);
    else await judgeBySize(demonstrations, heldOut, config, guess, run);
  } finally {
    await runners.dispose();
  }
  return { files: new Set(heldOut.map(({ file }) => file)).size, looked, faults, samples };
}

/** Runs an even selection of demonstrations, those of one size in a batch. */
async function judgeBySize(
  demonstrations: Demonstrations,
  heldOut: readonly BlockRef[],
  config: TrainingConfig,
  guess: Guess,
  run: Run,
): Promise<void> {
  const all = heldOut.reduce((sum, block) => sum + block.samples, 0);
  const every = Math.max(1, Math.ceil(all / config.judge));
  const pending = new Map<number, Pending[]>();
  // A graph has a fixed batch: the last one is filled up with what is not counted.
  const runFull = (rows: readonly Pending[]): Promise<void> =>
    run(
      Array.from(
        { length: config.batch },
        (_, i) => rows[i] ?? { ...rows[i % rows.length], baselines: null },
      ),
      {},
    );
  let at = 0;
  for (const block of heldOut) {
    const guesses = guess(block);
    for (const [i, unread] of demonstrations.readBlock(block.file, block.block).entries()) {
      if (at++ % every !== 0) continue;
      const demonstration = decoded(unread);
      const bucket = bucketFor(demonstration.observation.count, config.maxEntities);
      const rows = pending.get(bucket) ?? [];
      pending.set(bucket, rows);
      rows.push({ demonstration, baselines: guesses(i) });
      if (rows.length === config.batch) await runFull(rows.splice(0));
    }
  }
  for (const rows of pending.values()) if (rows.length > 0) await runFull(rows);
}

/** Runs an even selection of matches from beginning to end, the policy remembering. */
async function judgeInSequence(
  policy: Policy,
  demonstrations: Demonstrations,
  heldOut: readonly BlockRef[],
  config: TrainingConfig,
  guess: Guess,
  run: Run,
): Promise<void> {
  const shape = sequenceShape(config);
  const matches = matchesOf(demonstrations, heldOut);
  if (matches.length === 0) return;
  const all = matches.reduce((sum, { samples }) => sum + samples, 0);
  const every = Math.max(1, Math.ceil(all / config.judge));
  const plan = planSequences(
    matches.filter((_match, i) => i % every === 0),
    shape,
    1,
    'judge',
  );
  const read = createSequenceReader(demonstrations);
  const memory = emptyMemory(policy.config, shape.sequences);
  for (let k = 0; k < plan.batches; k++) {
    const rows = plan.batch(k);
    const judged = read(rows).map((unread, b): JudgedRow => {
      const row = rows[b];
      const baselines = row ? guess(row.block)(row.sample) : null;
      return { demonstration: decoded(unread), baselines };
    });
    await run(judged, { memory, memory_lasts: lastingRows(rows) });
  }
}

/** Where each baseline has the true function of sample `i` of a block. */
function guessBlock(
  { files, actions }: Demonstrations,
  baselines: Baselines,
  { index }: Policy,
  { file, block }: BlockRef,
): (i: number) => Record<Baseline, number> {
  const context = baselines.context(file, block);
  const ordered = files[file].blocks[block].actions;
  return (i) => {
    const { ability, target } = actions[ordered[i]];
    const truth = index.functions.get(functionKey({ ability, target }));
    return Object.fromEntries(
      BASELINES.map((name) => {
        const place = truth === undefined ? -1 : baselines.guess(name, context[i].before).indexOf(truth);
        return [name, place < 0 ? Number.POSITIVE_INFINITY : place];
      }),
    ) as Record<Baseline, number>;
  };
}

const ROWS = LOSS_ROWS.length * LOSS_COLUMNS.length;
const weightOf = (rows: Float32Array, row: (typeof LOSS_ROWS)[number]): number =>
  rows[LOSS_ROWS.indexOf(row) * LOSS_COLUMNS.length + LOSS_COLUMNS.indexOf('weight')];

function describe({ demonstration, baselines }: Pending, numbers: Float32Array): JudgedSample {
  const { observation, command, info } = demonstration;
  const rows = numbers.slice(0, ROWS);
  const told = Object.fromEntries(JUDGED.map((name, i) => [name, numbers[ROWS + i]])) as Record<
    (typeof JUDGED)[number],
    number
  >;
  const needsUnits = weightOf(rows, 'pivot') > 0;
  const point = decodePoint(told.own_cell, told.own_fine, info.map);
  return {
    race: observation.player[PLAYER_SCALAR_INDEX.race],
    enemyRace: observation.player[PLAYER_SCALAR_INDEX.enemy_race],
    gameLoop: observation.gameLoop,
    rows,
    rank: told.rank,
    confidence: told.confidence,
    selection: needsUnits ? overlap(told.both, told.either) : null,
    sameUnits: needsUnits ? lastUnits(demonstration) : null,
    entity: weightOf(rows, 'target_entity') > 0 ? told.own_entity > 0 : null,
    distance:
      command.target.kind === 'point'
        ? Math.hypot(point.x - command.target.x, point.y - command.target.y)
        : null,
    baselines,
  };
}

function overlap(both: number, either: number): Overlap {
  return { iou: either > 0 ? both / either : 0, f1: both + either > 0 ? (2 * both) / (both + either) : 0 };
}

/** How the units of the last order that are still alive agree with those of this one. */
function lastUnits({ observation, command }: Demonstration): Overlap {
  const { tag, alliance } = observation.entities;
  const wanted = new Set(command.units);
  const last = new Set(observation.lastCommand?.units);
  let both = 0;
  let either = 0;
  for (let i = 0; i < observation.count; i++) {
    if (alliance[i] !== ALLIANCE.self) continue;
    const now = wanted.has(tag[i]);
    const before = last.has(tag[i]);
    if (now && before) both++;
    if (now || before) either++;
  }
  return overlap(both, either);
}
