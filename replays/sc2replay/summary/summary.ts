/**
 * What a replay holds, for a reader: who played, how it went, what was built first. It makes do with whatever streams can
 * be decoded, of any client and any number of players.
 */
import { z } from 'zod';
import { KhalaError } from '../../../src/spec/errors.js';
import { gameSetup, unixSeconds } from '../game/setup.js';
import { blobText } from '../game/text.js';
import { decodeReplay } from '../read/decode.js';
import type { DecodedReplay, LayoutChoice, StreamProblem } from '../replay.js';
import { type BuildStep, buildOrders } from './build.js';
import { type Statistics, statisticsOf } from './statistics.js';

const RESULT_NAMES = ['undecided', 'win', 'loss', 'tie'] as const;
const CONTROL_NAMES = ['open', 'closed', 'person', 'computer'] as const;

export interface PlayerSummary {
  /** As the tracker counts; null where no tracker names the player. */
  readonly playerId: number | null;
  readonly name: string;
  /** As the client that saved the file writes it, in its language. */
  readonly race: string;
  readonly team: number;
  readonly control: string;
  readonly result: string;
  /** Of the client's own summary; null where it has none. */
  readonly mmr: number | null;
  readonly apm: number | null;
  readonly statistics: Statistics | null;
  /** The first structures, fighting units and upgrades. */
  readonly build: readonly BuildStep[];
}

export interface ReplaySummary {
  readonly kind: 'replay';
  readonly version: string;
  readonly layout: LayoutChoice;
  readonly map: string;
  /** ISO 8601; null where it is hidden. */
  readonly date: string | null;
  /** Length in game loops. */
  readonly loops: number;
  readonly players: readonly PlayerSummary[];
  readonly observers: readonly string[];
  /** Messages of the chat. */
  readonly chat: number;
  /** Events by stream; null where the archive has no such stream or it cannot be read. */
  readonly events: { readonly game: number | null; readonly tracker: number | null };
  readonly problems: readonly StreamProblem[];
  /** Why `khala import` takes nothing of it; null where it does. */
  readonly unusable: { readonly code: string; readonly reason: string } | null;
}

const detailsSchema = z.object({
  m_title: z.instanceof(Uint8Array),
  m_timeUTC: z.union([z.int(), z.bigint()]),
  m_playerList: z
    .array(
      z.object({
        m_name: z.instanceof(Uint8Array),
        m_race: z.instanceof(Uint8Array),
        m_teamId: z.number(),
        m_control: z.number(),
        m_result: z.number(),
        m_observe: z.number(),
        m_workingSetSlotId: z.number().nullish(),
      }),
    )
    .nullable(),
});
type Line = NonNullable<z.infer<typeof detailsSchema>['m_playerList']>[number];

const slotSchema = z.object({ m_workingSetSlotId: z.number() });

/**
 * Reads a replay for its summary.
 * @param bytes the whole file
 * @throws KhalaError as decodeReplay does
 */
export function summarise(bytes: Uint8Array): ReplaySummary {
  const replay = decodeReplay(bytes);
  const { header, layout, messageEvents, gameEvents, trackerEvents, problems } = replay;
  const { m_major, m_minor, m_revision, m_build } = header.m_version;
  const details = detailsSchema.safeParse(replay.details).data;
  const lines = details?.m_playerList ?? [];
  const ids = playerIds(replay, lines);
  const statistics = statisticsOf(trackerEvents ?? []);
  const builds = buildOrders(trackerEvents ?? [], statistics);
  const players = lines
    .filter(({ m_observe }) => m_observe === 0)
    .map((line): PlayerSummary => {
      const playerId = ids.get(line) ?? null;
      const known = replay.metadata?.Players.find((one) => one.PlayerID === playerId);
      return {
        playerId,
        name: blobText(line.m_name),
        race: blobText(line.m_race),
        team: line.m_teamId,
        control: CONTROL_NAMES[line.m_control] ?? `control ${line.m_control}`,
        result: RESULT_NAMES[line.m_result] ?? `result ${line.m_result}`,
        mmr: known?.MMR ?? null,
        apm: known?.APM ?? null,
        statistics: (playerId !== null && statistics.get(playerId)) || null,
        build: (playerId !== null && builds.get(playerId)) || [],
      };
    });
  return {
    kind: 'replay',
    version: `${m_major}.${m_minor}.${m_revision}.${m_build}`,
    layout,
    map: details ? blobText(details.m_title) : '',
    date: details && details.m_timeUTC > 0 ? isoDate(unixSeconds(details.m_timeUTC)) : null,
    loops: header.m_elapsedGameLoops,
    players,
    observers: lines.filter(({ m_observe }) => m_observe !== 0).map(({ m_name }) => blobText(m_name)),
    chat: (messageEvents ?? []).filter(({ name }) => name === 'SChatMessage').length,
    events: { game: gameEvents?.length ?? null, tracker: trackerEvents?.length ?? null },
    problems,
    unusable: whyUnusable(replay),
  };
}

/** Null for a time that no calendar has. */
function isoDate(seconds: number): string | null {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Tracker ids of the lines of the details: both know the lobby's slot. */
function playerIds(replay: DecodedReplay, lines: readonly Line[]): Map<Line, number> {
  const slots: readonly unknown[] = replay.initData?.m_syncLobbyState.m_lobbyState.m_slots ?? [];
  const ids = new Map<Line, number>();
  for (const event of replay.trackerEvents ?? []) {
    if (event.loop > 0) break;
    if (event.event !== 'SPlayerSetupEvent' || event.m_slotId === null) continue;
    const slot = slotSchema.safeParse(slots[event.m_slotId]).data?.m_workingSetSlotId ?? event.m_slotId;
    const line = lines.find(({ m_workingSetSlotId }) => m_workingSetSlotId === slot);
    if (line) ids.set(line, event.m_playerId);
  }
  return ids;
}

function whyUnusable(replay: DecodedReplay): ReplaySummary['unusable'] {
  try {
    gameSetup(replay);
    return null;
  } catch (error) {
    if (!(error instanceof KhalaError)) throw error;
    return { code: error.code, reason: error.message };
  }
}
