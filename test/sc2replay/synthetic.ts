/**
 * Synthetic replays: whole files of a small made-up game of two, for tests on machines without real ones. Not a game that could be
 * played (nobody pays gas, soldiers are where they were sent), but its events hang together: whoever is
 * ordered is selected and alive, what is trained costs time and supply, and the statistics count what is there.
 */
import type { RaceName } from '../../replays/sc2replay/game/types.js';
import { layoutFor } from '../../replays/sc2replay/layout/resolve.js';
import { STREAMS, type StreamName } from '../../replays/sc2replay/replay.js';
import { playSyntheticGame, USER_IDS } from './synthetic-game.js';
import { type ArchiveFile, writeArchive } from './write-archive.js';
import { writeAttributes } from './write-attributes.js';
import {
  packEvents,
  packValue,
  tagEvents,
  tagValue,
  type Writable,
  type WritableEvent,
} from './write-stream.js';

export interface SyntheticOptions {
  /** Another seed is another game, with other players' names. */
  readonly seed?: number;
  readonly baseBuild?: number;
  /** Game loops; a game below 1,344 is not used for training. */
  readonly loops?: number;
  readonly races?: readonly [RaceName, RaceName];
  readonly names?: readonly [string, string];
  readonly mmr?: readonly [number | null, number | null];
  /** Who wins, by player id; null: nobody. */
  readonly winner?: 1 | 2 | null;
  readonly map?: string;
  /** Seconds since 1970. */
  readonly time?: number;
  /** 2 a person, 3 a computer. */
  readonly controls?: readonly [number, number];
  /** Streams that the archive does not have. */
  readonly without?: readonly StreamName[];
  /** Streams that end early: what part of them is there, from 0 to 1. */
  readonly truncated?: { readonly [stream in StreamName]?: number };
  readonly codec?: ArchiveFile['codec'];
}

const DEFAULTS = {
  seed: 1,
  baseBuild: 83830,
  loops: 4000,
  races: ['Terran', 'Protoss'],
  mmr: [4200, 4100],
  winner: 1,
  map: 'Synthetic Mesa LE',
  time: 1_615_295_793,
  controls: [2, 2],
  without: [],
  truncated: {},
  codec: 'zlib',
} as const satisfies SyntheticOptions;

type Plan = Required<SyntheticOptions>;

const WIDTH = 168;
const HEIGHT = 200;
const SPEED_FASTER = 4;
const RESULT = { win: 1, loss: 2, undecided: 0 } as const;
/** From 1601, where Windows counts from, to 1970. */
const WINDOWS_EPOCH_SECONDS = 11_644_473_600;
const TICKS_A_SECOND = 10_000_000n;
/** Patch 5.0.16. */
const FEWER_WORKERS_FROM = 97364;
const REGION = 2;

/** A whole `.SC2Replay` file. The same options give the same bytes. */
export function syntheticReplay(options: SyntheticOptions = {}): Uint8Array {
  const seed = options.seed ?? DEFAULTS.seed;
  const names = options.names ?? [`Player${seed}A`, `Player${seed}B`];
  const plan: Plan = { ...DEFAULTS, ...options, seed, names };
  const { layout } = layoutFor(plan.baseBuild);
  const { tracker, game, messages } = playSyntheticGame({
    ...plan,
    startWorkers: plan.baseBuild >= FEWER_WORKERS_FROM ? 8 : 12,
    width: WIDTH,
    height: HEIGHT,
  });
  const { events } = layout;
  const known = (list: readonly WritableEvent[], of: keyof typeof events): readonly WritableEvent[] =>
    list.filter(({ event }) => events[of].events.some(({ name }) => name === event));
  const streams: Readonly<Record<StreamName, Uint8Array>> = {
    details: tagValue(layout.details, detailsOf(plan)),
    initData: packValue(layout.initData, lobbyOf(plan)),
    attributes: writeAttributes({
      source: 0,
      mapNamespace: 999,
      list: plan.races.map((race, i) => ({
        namespace: 999,
        id: 3001,
        scope: i + 1,
        value: Buffer.from(race.slice(0, 4)),
      })),
    }),
    trackerEvents: tagEvents(events.tracker, tracker),
    gameEvents: packEvents(events.game, known(game, 'game')),
    messageEvents: packEvents(events.message, messages),
    metadata: Buffer.from(JSON.stringify(summaryOf(plan))),
  };
  const wanted = (Object.keys(STREAMS) as StreamName[]).filter((stream) => !plan.without.includes(stream));
  return writeArchive({
    userData: tagValue(layout.header, headerOf(plan)),
    files: wanted.map((stream) => ({
      name: STREAMS[stream],
      content: streams[stream].subarray(
        0,
        Math.floor(streams[stream].length * (plan.truncated[stream] ?? 1)),
      ),
      codec: plan.codec,
    })),
  });
}

function headerOf({ baseBuild, loops }: Plan): Writable {
  return {
    m_signature: 'StarCraft II replay\u001b11',
    m_version: {
      m_flags: 1,
      m_major: 5,
      m_minor: 0,
      m_revision: 6,
      m_build: baseBuild,
      m_baseBuild: baseBuild,
    },
    m_type: 2,
    m_elapsedGameLoops: loops,
    m_useScaledTime: true,
    m_dataBuildNum: baseBuild,
  };
}

const resultOf = ({ winner }: Plan, player: number): keyof typeof RESULT => {
  if (winner === null) return 'undecided';
  return winner === player ? 'win' : 'loss';
};

/** An account's number: the same for the same name. */
const accountOf = (name: string): number =>
  [...Buffer.from(name)].reduce((sum, byte) => (sum * 31 + byte) % 10_000_000, 7);

function detailsOf(plan: Plan): Writable {
  return {
    m_playerList: plan.names.map((name, i) => ({
      m_name: name,
      m_toon: { m_region: REGION, m_programId: Buffer.from('\0\0S2'), m_realm: 1, m_id: accountOf(name) },
      m_race: plan.races[i]!,
      m_control: plan.controls[i]!,
      m_teamId: i,
      m_handicap: 100,
      m_result: RESULT[resultOf(plan, i + 1)],
      m_workingSetSlotId: i,
    })),
    m_title: plan.map,
    m_isBlizzardMap: true,
    m_timeUTC: BigInt(plan.time + WINDOWS_EPOCH_SECONDS) * TICKS_A_SECOND,
    m_gameSpeed: SPEED_FASTER,
  };
}

function lobbyOf(plan: Plan): Writable {
  const users: readonly number[] = USER_IDS;
  return {
    m_syncLobbyState: {
      m_userInitialData: Array.from({ length: Math.max(...users) + 1 }, (_, user) => ({
        m_name: plan.names[users.indexOf(user)] ?? '',
        m_scaledRating: plan.mmr[users.indexOf(user)] ?? null,
      })),
      m_gameDescription: {
        m_gameSpeed: SPEED_FASTER,
        m_maxUsers: 2,
        m_maxPlayers: 2,
        m_mapSizeX: WIDTH,
        m_mapSizeY: HEIGHT,
        m_isBlizzardMap: true,
      },
      m_lobbyState: {
        m_maxUsers: 2,
        m_slots: plan.names.map((name, i) => ({
          m_control: plan.controls[i]!,
          m_userId: USER_IDS[i]!,
          m_teamId: i,
          m_handicap: 100,
          m_workingSetSlotId: i,
          m_toonHandle: `${REGION}-S2-1-${accountOf(name)}`,
        })),
        m_randomSeed: plan.seed,
      },
    },
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** The client's own summary, as JSON. */
function summaryOf(plan: Plan): unknown {
  const words = { win: 'Win', loss: 'Loss', undecided: 'Undecided' } as const;
  return {
    Title: plan.map,
    GameVersion: `5.0.6.${plan.baseBuild}`,
    Duration: round(plan.loops / 16),
    Players: plan.races.map((race, i) => ({
      PlayerID: i + 1,
      APM: 120 + i,
      ...(plan.mmr[i] === null ? {} : { MMR: plan.mmr[i] }),
      Result: words[resultOf(plan, i + 1)],
      SelectedRace: race.slice(0, 4),
      AssignedRace: race.slice(0, 4),
    })),
  };
}
