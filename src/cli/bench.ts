/** `khala bench`: how fast this machine is at what the project promises. Never asserted in a test. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { modelConfigSchema } from '../model/config.js';
import { KhalaError } from '../spec/errors.js';
import { nearest } from '../spec/nearest.js';
import { BATCHED_CASES } from './bench/batched.js';
import { CASES } from './bench/cases.js';
import { type BenchRow, measure } from './bench/measure.js';
import { comparePeers } from './bench/peers/compare.js';
import { type PeersComparison, renderPeers } from './bench/peers/rows.js';
import { REPLAY_ROWS, replayCases } from './bench/replays.js';
import { RECORDED_ROW, recordedCase, SC2_CASES } from './bench/sc2.js';
import { SC2_SERVER_CASES } from './bench/sc2-server.js';
import { SKIRMISH_CASES } from './bench/skirmish.js';
import { compareTorsos, renderTorsos, type TorsoComparison } from './bench/torso.js';
import { defineCommand } from './command.js';
import { renderTable } from './table.js';

const { latents } = modelConfigSchema.shape;

const flags = z.strictObject({
  rows: z
    .array(z.string())
    .default([])
    .describe(
      'names, or beginnings of names, of the rows to measure (default: all), or torso, which trains both torsos and has them play, or peers, which races PyTorch',
    ),
  only: z.array(z.string()).default([]).describe('the same'),
  replays: z
    .string()
    .min(1)
    .optional()
    .describe('folder of .SC2Replay files, for the rows about them; left out without'),
  observation: z
    .string()
    .min(1)
    .optional()
    .describe(
      'file of a Response of the SC2 API with an observation, for the row about it; left out without',
    ),
  seconds: z.number().positive().max(600).default(3).describe('time for each row'),
  scenario: z.string().default('3s5z').describe('torso: scenario to learn and to play'),
  steps: z.int().min(25).default(2400).describe('torso: training steps of each'),
  matches: z.int().min(2).default(400).describe('torso: matches of each, with the same seeds'),
  latents: z
    .array(
      z.string().refine((text) => /^\d+$/.test(text) && latents.safeParse(Number(text)).success, {
        error: 'must be a whole number from 1 to 512',
      }),
    )
    .default(['32'])
    .describe('torso: latents of the perceivers that are compared'),
  seed: z.int().default(1).describe('torso: seed of everything'),
  workers: z
    .int()
    .min(1)
    .max(64)
    .default(availableParallelism())
    .describe('torso: processes that play matches'),
  python: z
    .string()
    .min(1)
    .default(process.env.KHALA_PYTHON ?? 'python3')
    .describe('peers: interpreter with PyTorch (default: $KHALA_PYTHON, else python3)'),
  soak: z.int().min(10).default(500).describe('peers: training steps after which memory is looked at'),
  out: z.string().default('runs/torso').describe('torso: folder of the runs; finished parts are kept'),
});

interface BenchResult {
  readonly rows: readonly BenchRow[];
  /** Of `bench torso`. */
  readonly torso?: TorsoComparison;
  /** Of `bench peers`: what stands behind its rows. */
  readonly peers?: PeersComparison;
}

/** The comparisons that take minutes; each is measured alone, and only where it is asked for. */
const ALONE = { torso: 'trains and plays', peers: 'races PyTorch' } as const;
/** What the demo trains with. */
const RECIPE = {
  ...{ teacher: 'scripted:Champion', opponent: 'scripted:Elite', size: 'base' },
  ...{ episodes: 120, rounds: 4, roundMatches: 60 },
} as const;

export const command = defineCommand({
  example: 'khala bench decision replays --replays ~/replays --seconds 5',
  flags,
  positional: 'rows',
  run: async (
    { rows: named, only, seconds, replays, observation, python, soak, ...torso },
    io,
  ): Promise<BenchResult> => {
    const asked = [...named, ...only];
    const alone = Object.entries(ALONE).find(([name]) => asked.includes(name));
    if (alone && asked.length > 1)
      throw new KhalaError(
        'BAD_ARGUMENT',
        `bench ${asked.join(' ')}: ${alone[0]} ${alone[1]} for minutes and is measured alone; ask for the other rows apart`,
      );
    if (alone?.[0] === 'peers') return comparePeers({ python, soak, seconds }, io);
    if (alone) {
      return {
        rows: [],
        torso: await compareTorsos({ ...RECIPE, ...torso, latents: torso.latents.map(Number), seconds }, io),
      };
    }
    const cases = [
      ...CASES,
      ...BATCHED_CASES,
      ...SKIRMISH_CASES,
      ...SC2_CASES,
      ...SC2_SERVER_CASES,
      ...(observation === undefined ? [] : [recordedCase(observation)]),
      ...(replays === undefined ? [] : replayCases(replays)),
    ];
    const names = cases.map((one) => one.name);
    for (const wanted of asked) {
      if (replays === undefined && REPLAY_ROWS.some((name) => name.startsWith(wanted))) {
        throw new KhalaError(
          'BAD_ARGUMENT',
          `bench ${wanted}: it takes real replays; say where they are with --replays PATH`,
        );
      }
      if (observation === undefined && wanted === RECORDED_ROW) {
        throw new KhalaError(
          'BAD_ARGUMENT',
          `bench ${wanted}: it takes a real message; say where it is with --observation FILE`,
        );
      }
      if (!names.some((name) => name.startsWith(wanted))) {
        throw new KhalaError(
          'BAD_ARGUMENT',
          `bench: no row is called "${wanted}"; the nearest is ${nearest(wanted, names, 1)[0]}`,
        );
      }
    }
    const chosen = cases.filter(
      (one) => asked.length === 0 || asked.some((wanted) => one.name.startsWith(wanted)),
    );
    const rows: BenchRow[] = [];
    for (const one of chosen) {
      io.signal.throwIfAborted();
      rows.push(await measure(one, seconds));
      io.note(`${one.name}: ${show(rows[rows.length - 1].median)} ${one.unit}`);
    }
    return { rows };
  },
  render: ({ rows, torso, peers }: BenchResult) =>
    torso
      ? renderTorsos(torso)
      : [
          renderTable(
            ['row', 'what', 'median', 'p99', 'unit', 'target', 'runs'],
            rows.map((row) => [
              row.name,
              row.what,
              show(row.median),
              show(row.p99),
              row.unit,
              row.target ?? '-',
              row.samples,
            ]),
          ),
          ...(peers ? [renderPeers(peers)] : []),
        ].join('\n'),
});

const show = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
