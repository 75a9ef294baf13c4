/**
 * Whether a replay is a game to learn from, and what is known of it before its first event.
 *
 * Usable is a whole game of two persons under the rules of Legacy of the Void with a winner. All else is refused with a
 * code that says why, so that an import can count what it left out.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type ErrorCode, KhalaError } from '../../../src/spec/errors.js';
import type { Result } from '../../../src/spec/match.js';
import type { DecodedReplay, PlayerSetupEvent, TrackerEvent } from '../replay.js';
import { blobText } from './text.js';
import type { GamePlayer, GameSetup, RaceName } from './types.js';

/** The first build with the rules of Legacy of the Void: 3.0.0. */
const FIRST_BASE_BUILD = 38215;
/** Patch 5.0.16 starts with fewer workers. */
const START_WORKERS = [
  { since: FIRST_BASE_BUILD, workers: 12 },
  { since: 97364, workers: 8 },
] as const;
/** A minute at speed "faster". Games that end sooner are left by mistake or agreement. */
const LEAST_LOOPS = 1344;
/** A day at speed "faster"; the longest of 630 games lasts under four hours. Reconstruction goes through every second of a game. */
const MOST_LOOPS = 24 * 60 * LEAST_LOOPS;
/** Loops by which events may lie behind a game's end: a minute. In 630 games none does. */
const LATE_LOOPS = 1344;
const SPEED_FASTER = 4;
/** `m_control` of a lobby slot, and `m_type` of a tracker's player: a person. */
const CONTROL_PERSON = 2;
const CONTROL_COMPUTER = 3;
const TYPE_PERSON = 1;
/** Ratings are about 1,000 to 7,500; guests have -36,400. */
const MAX_RATING = 10_000;

/** `m_result`; 0 is undecided, 3 a tie. */
const RESULTS: Readonly<Record<number, Result>> = { 1: 'win', 2: 'loss' };
/** How the client's own summary calls them. */
const SUMMARY_RESULTS: Readonly<Record<string, Result>> = { Win: 'win', Loss: 'loss' };

const RACE_OF_START: Readonly<Record<string, RaceName>> = {
  CommandCenter: 'Terran',
  Hatchery: 'Zerg',
  Nexus: 'Protoss',
};
const WORKERS: Readonly<Record<RaceName, string>> = { Terran: 'SCV', Zerg: 'Drone', Protoss: 'Probe' };

const blob = z.instanceof(Uint8Array);
const integer = z.union([z.int(), z.bigint()]);

/** What is used of `replay.details`, which describes itself and may lack anything. */
const detailsSchema = z.object({
  m_title: blob,
  m_timeUTC: integer,
  m_gameSpeed: z.number(),
  m_playerList: z.array(
    z.object({
      m_name: blob,
      m_toon: z.object({
        m_region: z.number(),
        m_realm: z.number(),
        m_id: integer,
      }),
      m_teamId: z.number(),
      m_control: z.number(),
      m_result: z.number(),
      m_observe: z.number(),
      m_workingSetSlotId: z.number().nullish(),
    }),
  ),
});
type Details = z.infer<typeof detailsSchema>;
type Line = Details['m_playerList'][number];

/** What is used of the lobby. */
const slotSchema = z.object({
  m_userId: z.number().nullable(),
  m_workingSetSlotId: z.number().nullish(),
});

/**
 * Checks that a replay is a game to learn from.
 *
 * @param replay decoded with details, initData, tracker and game events, and with metadata where results and ratings are wanted
 * @throws KhalaError with one of the codes `REPLAY_…`, each for one reason
 */
export function gameSetup(replay: DecodedReplay): GameSetup {
  const { m_version, m_elapsedGameLoops: loops } = replay.header;
  const { m_major, m_minor, m_revision, m_build, m_baseBuild: baseBuild } = m_version;
  if (baseBuild < FIRST_BASE_BUILD) {
    throw unusable('REPLAY_OLD_CLIENT', `its base build must be at least ${FIRST_BASE_BUILD}`, baseBuild);
  }
  const { details, tracker } = streamsOf(replay);
  const lines = twoPersons(details);
  if (loops < LEAST_LOOPS)
    throw unusable('REPLAY_TOO_SHORT', `it must last ${LEAST_LOOPS} game loops`, loops);
  if (details.m_gameSpeed !== SPEED_FASTER) {
    throw unusable('REPLAY_OTHER_RULES', `its speed must be ${SPEED_FASTER} (faster)`, details.m_gameSpeed);
  }
  const seats = seatsOf(tracker);
  assertBothStayed(replay, seats);
  const players = playersOf(replay, lines, tracker, seats);
  assertDecided(players);
  assertInTime(replay, loops);
  const { m_mapSizeX, m_mapSizeY } = replay.initData?.m_syncLobbyState.m_gameDescription ?? NO_SIZE;
  return {
    map: {
      name: blobText(details.m_title),
      width: m_mapSizeX > 0 ? m_mapSizeX : extent(tracker, 'm_x'),
      height: m_mapSizeY > 0 ? m_mapSizeY : extent(tracker, 'm_y'),
    },
    players,
    loops,
    build: m_build,
    baseBuild,
    version: `${m_major}.${m_minor}.${m_revision}.${m_build}`,
    time: unixSeconds(details.m_timeUTC),
  };
}

/**
 * A key that all games of the same two players on the same day (UTC) share, so that a series is never torn apart between training and
 * held-out games. 16 hex digits.
 */
export function seriesKey(
  setup: Pick<GameSetup, 'time'> & { readonly players: readonly Pick<GamePlayer, 'name'>[] },
): string {
  const day = Math.floor(setup.time / SECONDS_A_DAY);
  const names = setup.players.map((player) => player.name.toLowerCase()).sort();
  return createHash('sha256')
    .update(JSON.stringify([day, ...names]))
    .digest('hex')
    .slice(0, 16);
}

const SECONDS_A_DAY = 86_400;
const NO_SIZE = { m_mapSizeX: 0, m_mapSizeY: 0 } as const;

function unusable(code: ErrorCode, rule: string, got: unknown): KhalaError {
  return new KhalaError(
    code,
    `looking for a game to learn from in a replay: ${rule}, got ${got}; leave it out`,
  );
}

function streamsOf(replay: DecodedReplay): { details: Details; tracker: readonly TrackerEvent[] } {
  const { details, initData, trackerEvents, gameEvents, problems } = replay;
  const problem = problems.find(({ stream }) => stream !== 'messageEvents' && stream !== 'attributes');
  if (problem !== undefined) {
    throw unusable('REPLAY_INCOMPLETE', `${problem.stream} must be readable`, problem.message);
  }
  if (details === undefined || initData === undefined || gameEvents === undefined) {
    throw unusable('REPLAY_INCOMPLETE', 'details, lobby and game events must be there', 'a file without');
  }
  if (trackerEvents === undefined) {
    throw unusable('REPLAY_NO_TRACKER', 'tracker events must be there', 'none');
  }
  const checked = detailsSchema.safeParse(details);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw unusable('REPLAY_INCOMPLETE', `replay.details must have ${issue.path.join('.')}`, issue.message);
  }
  return { details: checked.data, tracker: trackerEvents };
}

/** The two lines of those who play. */
function twoPersons(details: Details): readonly [Line, Line] {
  const playing = details.m_playerList.filter(({ m_observe }) => m_observe === 0);
  if (playing.length !== 2) {
    throw unusable('REPLAY_NOT_ONE_ON_ONE', 'two must play', `${playing.length} players`);
  }
  if (playing.some(({ m_control }) => m_control === CONTROL_COMPUTER)) {
    throw unusable('REPLAY_COMPUTER_PLAYER', 'two persons must play', 'a computer');
  }
  const [one, other] = playing;
  if (one.m_control !== CONTROL_PERSON || other.m_control !== CONTROL_PERSON) {
    throw unusable(
      'REPLAY_NOT_ONE_ON_ONE',
      'two persons must play',
      `control ${one.m_control}, ${other.m_control}`,
    );
  }
  if (one.m_teamId === other.m_teamId) {
    throw unusable('REPLAY_NOT_ONE_ON_ONE', 'the two must be in two teams', `team ${one.m_teamId}`);
  }
  return [one, other];
}

/** The two players as the tracker names them. */
function seatsOf(tracker: readonly TrackerEvent[]): readonly PlayerSetupEvent[] {
  const seats = tracker.filter(
    (event): event is PlayerSetupEvent => event.event === 'SPlayerSetupEvent' && event.m_type === TYPE_PERSON,
  );
  if (seats.length !== 2) throw disagree('the tracker must name two players', seats.length);
  return seats;
}

/** Who took a seat when a game went on from a replay. */
const resumedSchema = z.object({
  m_userInfos: z.array(z.object({ m_gameUserId: z.number(), m_observe: z.number() })),
});

/**
 * A game that both players continued, after a lost connection say, is whole: the replay has it from its beginning. In others
 * somebody tried something out from a position in a replay.
 */
function assertBothStayed(replay: DecodedReplay, seats: readonly PlayerSetupEvent[]): void {
  for (const event of replay.gameEvents ?? []) {
    if (event.event !== 'other' || event.name !== 'SHijackReplayGameEvent') continue;
    const resumed = resumedSchema.safeParse(event.fields);
    const seated = resumed.success ? resumed.data.m_userInfos.filter(({ m_observe }) => m_observe === 0) : [];
    const users = seated.map(({ m_gameUserId }) => m_gameUserId);
    if (!seats.every(({ m_userId }) => m_userId !== null && users.includes(m_userId))) {
      throw unusable('REPLAY_RESUMED', 'both players must continue a game that is resumed', `users ${users}`);
    }
  }
}

/**
 * Joins what the tracker, the lobby, the details and the summary tell of each player. The lobby's slot has the user who
 * sits in it, and a number that the details repeat.
 */
function playersOf(
  replay: DecodedReplay,
  lines: readonly Line[],
  tracker: readonly TrackerEvent[],
  seats: readonly PlayerSetupEvent[],
): readonly GamePlayer[] {
  return seats.map((seat): GamePlayer => {
    const playerId = seat.m_playerId;
    const slot = slotOf(replay, seat);
    const line = lines.find(({ m_workingSetSlotId: id }) => id != null && id === slot.m_workingSetSlotId);
    if (line === undefined) throw disagree(`the details must have a line of player ${playerId}`, 'none');
    const { m_region, m_realm, m_id } = line.m_toon;
    const { MMR, Result: summary } = replay.metadata?.Players.find((one) => one.PlayerID === playerId) ?? {};
    const result = RESULTS[line.m_result] ?? null;
    if (summary !== undefined && (SUMMARY_RESULTS[summary] ?? null) !== result) {
      throw disagree(`details say ${result} for player ${playerId}, so must the summary`, summary);
    }
    return {
      playerId,
      userId: slot.m_userId,
      name: blobText(line.m_name),
      handle: `${m_region}-S2-${m_realm}-${m_id}`,
      race: startRace(tracker, playerId, replay.header.m_version.m_baseBuild),
      team: line.m_teamId,
      result,
      mmr: MMR !== undefined && MMR > 0 && MMR < MAX_RATING ? MMR : null,
    };
  });
}

function slotOf(
  replay: DecodedReplay,
  { m_userId, m_slotId, m_playerId }: PlayerSetupEvent,
): { readonly m_userId: number; readonly m_workingSetSlotId?: number | null | undefined } {
  const slots = replay.initData?.m_syncLobbyState.m_lobbyState.m_slots ?? [];
  const slot = slotSchema.safeParse(m_slotId === null ? undefined : slots[m_slotId]);
  if (!slot.success || slot.data.m_userId === null || slot.data.m_userId !== m_userId) {
    throw disagree(
      `user ${m_userId} must sit in the lobby's slot of player ${m_playerId}`,
      `slot ${m_slotId}`,
    );
  }
  return { ...slot.data, m_userId: slot.data.m_userId };
}

function disagree(rule: string, got: unknown): KhalaError {
  return unusable('REPLAY_PLAYERS_DISAGREE', rule, got);
}

/** The race, which details tell in the client's language, by the first building; and checks the number of workers. */
function startRace(tracker: readonly TrackerEvent[], playerId: number, baseBuild: number): RaceName {
  const names: string[] = [];
  for (const event of tracker) {
    if (event.loop > 0) break;
    if (event.event === 'SUnitBornEvent' && event.m_controlPlayerId === playerId) {
      names.push(blobText(event.m_unitTypeName));
    }
  }
  const race = names.map((name) => RACE_OF_START[name]).find((found) => found !== undefined);
  if (race === undefined) {
    throw unusable('REPLAY_OTHER_RULES', `player ${playerId} must begin with a town hall`, names.join(' '));
  }
  const rule = START_WORKERS.findLast(({ since }) => since <= baseBuild);
  const workers = names.filter((name) => name === WORKERS[race]).length;
  if (workers !== rule?.workers) {
    throw unusable(
      'REPLAY_OTHER_RULES',
      `player ${playerId} must begin with ${rule?.workers} workers`,
      workers,
    );
  }
  return race;
}

function assertDecided(players: readonly GamePlayer[]): void {
  const results = players.map((player) => player.result);
  if (!(results.includes('win') && results.includes('loss'))) {
    throw unusable('REPLAY_UNDECIDED', 'one player must win, the other lose', results.join(', '));
  }
}

/** The header tells how long a game lasts; were it or an event believed without the other, a game could last six years. */
function assertInTime({ trackerEvents = [], gameEvents = [] }: DecodedReplay, loops: number): void {
  if (loops > MOST_LOOPS)
    throw unusable('REPLAY_OTHER_RULES', `it must not last more than ${MOST_LOOPS} game loops`, loops);
  const end = loops + LATE_LOOPS;
  const late = [trackerEvents, gameEvents].flatMap((events) => events.find(({ loop }) => loop > end) ?? []);
  if (late.length > 0)
    throw unusable(
      'REPLAY_INCOMPLETE',
      `its events must end with it, at loop ${loops}`,
      `loop ${late[0].loop}`,
    );
}

/** Maps are a multiple of this in size. */
const MAP_STEP = 8;

/** Size of a map that the lobby does not tell: as far as units were born, which minerals and rocks are all over it. */
function extent(tracker: readonly TrackerEvent[], axis: 'm_x' | 'm_y'): number {
  let last = 0;
  for (const event of tracker) {
    if (event.event === 'SUnitBornEvent' || event.event === 'SUnitInitEvent')
      last = Math.max(last, event[axis]);
  }
  return MAP_STEP * Math.ceil((last + 1) / MAP_STEP);
}

const TICKS_A_SECOND = 10_000_000n;
/** Seconds from 1601, where Windows counts from, to 1970. */
const WINDOWS_EPOCH = 11_644_473_600n;

/** The time in `m_timeUTC`, in seconds since 1970. */
export function unixSeconds(ticks: number | bigint): number {
  return Number(BigInt(ticks) / TICKS_A_SECOND - WINDOWS_EPOCH);
}
