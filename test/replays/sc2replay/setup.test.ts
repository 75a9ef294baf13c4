import { describe, expect, it } from 'vitest';
import { gameSetup, seriesKey } from '../../../replays/sc2replay/game/setup.js';
import { blobText } from '../../../replays/sc2replay/game/text.js';
import type { GameSetup } from '../../../replays/sc2replay/game/types.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import type { DecodedReplay } from '../../../replays/sc2replay/replay.js';
import type { ErrorCode } from '../../../src/spec/errors.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { type SyntheticOptions, syntheticReplay } from '../../sc2replay/synthetic.js';

const decoded = (options: SyntheticOptions = {}): DecodedReplay =>
  decodeReplay(syntheticReplay({ loops: 1400, ...options }));
const setupOf = (options: SyntheticOptions = {}): GameSetup => gameSetup(decoded(options));

function expectCode(code: ErrorCode, replay: DecodedReplay): void {
  expect(() => gameSetup(replay)).toThrow(expect.objectContaining({ name: 'KhalaError', code }));
}

describe('the setup of a game', () => {
  it('joins what the streams tell of its players', () => {
    const setup = setupOf({
      races: ['Zerg', 'Protoss'],
      names: ['&lt;CLAN&gt;<sp/>Ann', 'Bob'],
      mmr: [5000, null],
      winner: 2,
      map: 'Mesa LE',
      time: 1_615_295_793,
    });
    expect(setup).toMatchObject({
      map: { name: 'Mesa LE', width: 168, height: 200 },
      loops: 1400,
      baseBuild: 83830,
      time: 1_615_295_793,
    });
    expect(setup.players).toMatchObject([
      { playerId: 1, userId: 0, name: 'Ann', race: 'Zerg', result: 'loss', mmr: 5000 },
      { playerId: 2, userId: 3, name: 'Bob', race: 'Protoss', result: 'win', mmr: null },
    ]);
    expect(setup.players[0].handle).toMatch(/^\d+-S2-\d+-\d+$/);
  });

  it('does not trust ratings that nobody can have', () => {
    expect(setupOf({ mmr: [-36400, 0] }).players.map(({ mmr }) => mmr)).toEqual([null, null]);
  });

  it('takes the size of a map that the lobby does not tell from what stands on it', () => {
    const replay = decoded();
    const lobby = replay.initData!.m_syncLobbyState;
    const sizeless = {
      ...replay,
      initData: {
        m_syncLobbyState: {
          ...lobby,
          m_gameDescription: { ...lobby.m_gameDescription, m_mapSizeX: 0, m_mapSizeY: 0 },
        },
      },
    };
    const { width, height } = gameSetup(sizeless).map;
    expect([width % 8, height % 8]).toEqual([0, 0]);
    expect(width).toBeGreaterThan(100);
    expect(height).toBeGreaterThan(100);
  });
});

describe('a replay that is no game to learn from', () => {
  it('is of an old client', () => expectCode('REPLAY_OLD_CLIENT', decoded({ baseBuild: 28667 })));
  it('lacks the tracker', () => expectCode('REPLAY_NO_TRACKER', decoded({ without: ['trackerEvents'] })));
  it('lacks the lobby', () => expectCode('REPLAY_INCOMPLETE', decoded({ without: ['initData'] })));
  it('is cut off', () => expectCode('REPLAY_INCOMPLETE', decoded({ truncated: { gameEvents: 0.5 } })));
  it('has a computer', () => expectCode('REPLAY_COMPUTER_PLAYER', decoded({ controls: [2, 3] })));
  it('has no winner', () => expectCode('REPLAY_UNDECIDED', decoded({ winner: null })));
  it('is over at once', () => expectCode('REPLAY_TOO_SHORT', decoded({ loops: 1000 })));

  it('has another number of players, or two in one team', () => {
    const replay = decoded();
    const [one, other] = replay.details!.m_playerList!;
    const players = (...m_playerList: readonly (typeof one)[]) => ({
      ...replay,
      details: { ...replay.details!, m_playerList },
    });
    expectCode('REPLAY_NOT_ONE_ON_ONE', players(one, other, other));
    expectCode('REPLAY_NOT_ONE_ON_ONE', players(one));
    expectCode('REPLAY_NOT_ONE_ON_ONE', players(one, { ...other, m_teamId: one.m_teamId }));
    expectCode('REPLAY_PLAYERS_DISAGREE', players(one, { ...other, m_workingSetSlotId: 9 }));
    expectCode('REPLAY_PLAYERS_DISAGREE', players({ ...one, m_result: other.m_result }, other));
  });

  it('has details that lack what every client writes', () => {
    const details = { ...decoded().details!, m_timeUTC: undefined as unknown as bigint };
    expectCode('REPLAY_INCOMPLETE', { ...decoded(), details });
  });

  it('runs at another speed or begins with another number of workers', () => {
    const replay = decoded();
    expectCode('REPLAY_OTHER_RULES', { ...replay, details: { ...replay.details!, m_gameSpeed: 3 } });
    const later = { ...replay.header.m_version, m_baseBuild: 97364 };
    expectCode('REPLAY_OTHER_RULES', { ...replay, header: { ...replay.header, m_version: later } });
  });

  it('has events long after its end, or no end that a game has', () => {
    const replay = decoded();
    const tracker = replay.trackerEvents!;
    const game = replay.gameEvents!;
    const until = (loop: number): readonly DecodedReplay[] => [
      { ...replay, trackerEvents: [...tracker, { ...tracker.at(-1)!, loop }] },
      { ...replay, gameEvents: [...game, { ...game.at(-1)!, loop }] },
    ];
    for (const late of [...until(1400 + 1345), ...until(2 ** 32 - 1)]) expectCode('REPLAY_INCOMPLETE', late);
    for (const inTime of until(1400 + 1344)) expect(gameSetup(inTime).loops).toBe(1400);
    const lasting = (m_elapsedGameLoops: number): DecodedReplay => ({
      ...replay,
      header: { ...replay.header, m_elapsedGameLoops },
    });
    expect(gameSetup(lasting(24 * 60 * 1344)).loops).toBe(24 * 60 * 1344);
    expectCode('REPLAY_OTHER_RULES', lasting(24 * 60 * 1344 + 1));
  });

  it('was continued from a replay by one alone; by both it is whole', () => {
    const replay = decoded();
    const resumedBy = (...users: readonly number[]): DecodedReplay => ({
      ...replay,
      gameEvents: [
        ...replay.gameEvents!,
        {
          event: 'other',
          name: 'SHijackReplayGameEvent',
          eventId: 0,
          loop: 5,
          userId: 16,
          fields: { m_userInfos: users.map((m_gameUserId) => ({ m_gameUserId, m_observe: 0 })) },
        },
      ],
    });
    expectCode('REPLAY_RESUMED', resumedBy(0));
    expect(gameSetup(resumedBy(0, 3)).players).toHaveLength(2);
  });
});

describe('a name', () => {
  const clean = (name: string): string => blobText(Buffer.from(name));

  it('loses its clan, and keeps what people wrote', () => {
    expect(clean('&lt;Axiom&gt;<sp/>CranK')).toBe('CranK');
    expect(clean('[HAIGH]<sp/>Haighstrom')).toBe('Haighstrom');
    expect(clean('Ну &amp; 冰雪')).toBe('Ну & 冰雪');
  });

  it('can do nothing to a terminal', () => {
    expect(clean('a\u001b[31mb\u0007\u202ec\u0000\n')).toBe('a[31mbc');
    expect(clean('x'.repeat(10_000))).toHaveLength(128);
  });
});

describe('the key of a series', () => {
  const key = (options: SyntheticOptions): string => seriesKey(setupOf(options));
  const names = ['Ann', 'Bob'] as const;

  it('is shared by all games of two players on a day, whoever is named first', () => {
    expect(key({ names, time: 86_400 })).toBe(key({ names: ['Bob', 'Ann'], seed: 2, time: 2 * 86_400 - 1 }));
    expect(key({ names, time: 86_400 })).not.toBe(key({ names, time: 2 * 86_400 }));
    expect(key({ names, time: 0 })).not.toBe(key({ names: ['Ann', 'Carl'], time: 0 }));
  });
});

describe.skipIf(!corpusThere)('the setups of real games', () => {
  /** All that are to be refused, and of the others some series, whole. */
  const games = corpusEntries().filter(
    ({ kind, series }) => kind !== 'old' && (kind !== 'usable1v1' || series?.startsWith('0')),
  );

  it('accept exactly the usable ones, agree on the players, and never split a series', () => {
    const refused: Record<string, number> = {};
    const keys = new Map<string, Set<string>>();
    let accepted = 0;
    for (const entry of games) {
      const replay = decodeReplay(readCorpus(entry.file));
      try {
        const setup = gameSetup(replay);
        accepted++;
        const players = setup.players.map(({ playerId, userId, race, team, result }) => ({
          playerId,
          userId,
          race,
          team,
          result,
        }));
        expect(entry.players, entry.file).toMatchObject(players);
        expect([entry.kind, setup.loops, setup.time]).toEqual([
          'usable1v1',
          entry.loops,
          Date.parse(entry.timeUTC) / 1000,
        ]);
        keys.set(entry.series!, (keys.get(entry.series!) ?? new Set()).add(seriesKey(setup)));
      } catch (error) {
        const { code } = error as { code?: string };
        if (code === undefined) throw error;
        refused[`${entry.kind} ${code}`] = (refused[`${entry.kind} ${code}`] ?? 0) + 1;
      }
    }
    expect(accepted).toBe(games.filter(({ kind }) => kind === 'usable1v1').length);
    expect(accepted).toBeGreaterThan(20);
    expect(refused).toEqual({
      'odd1v1 REPLAY_OTHER_RULES': 1,
      'odd1v1 REPLAY_PLAYERS_DISAGREE': 4,
      'odd1v1 REPLAY_RESUMED': 1,
      'odd1v1 REPLAY_TOO_SHORT': 1,
      'other REPLAY_COMPUTER_PLAYER': 41,
      'other REPLAY_NOT_ONE_ON_ONE': 5,
      'no_tracker_1v1 REPLAY_NO_TRACKER': 2,
      'error REPLAY_INCOMPLETE': 1,
    });
    expect([...keys.values()].filter((set) => set.size > 1)).toEqual([]);
  });
});
