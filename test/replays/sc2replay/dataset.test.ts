import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecording } from '../../../replays/recording/reader.js';
import { datasetCard, datasetCardSchema } from '../../../replays/sc2replay/dataset/card.js';
import { type Filters, judge, MATCHUPS, matchupOf } from '../../../replays/sc2replay/dataset/filters.js';
import { readReplayFile } from '../../../replays/sc2replay/dataset/read-file.js';
import { renderCard } from '../../../replays/sc2replay/dataset/readme.js';
import type { GameReport, SeriesReport } from '../../../replays/sc2replay/dataset/reports.js';
import { scanReplay } from '../../../replays/sc2replay/dataset/scan.js';
import { type SeriesJob, writeSeries } from '../../../replays/sc2replay/dataset/series.js';
import type { GamePlayer, GameSetup, RaceName } from '../../../replays/sc2replay/game/types.js';
import { syntheticReplay } from '../../sc2replay/synthetic.js';

const ALL: Filters = { minMmr: null, races: [], matchups: [], builds: null, winnerOnly: false };

function player(playerId: number, race: RaceName, mmr: number | null): GamePlayer {
  const result = playerId === 1 ? 'win' : 'loss';
  return { playerId, userId: playerId, name: `p${playerId}`, handle: '', race, team: playerId, result, mmr };
}

function setup(players: readonly GamePlayer[]): GameSetup {
  const map = { name: 'm', width: 100, height: 100 };
  return { map, players, loops: 9000, build: 83830, baseBuild: 83830, version: '5.0.6.83830', time: 0 };
}

describe('filters', () => {
  const game = setup([player(1, 'Zerg', 5000), player(2, 'Terran', null)]);
  const taken = (filters: Partial<Filters>): number[] | string => {
    const verdict = judge(game, { ...ALL, ...filters });
    return 'reason' in verdict ? verdict.reason : verdict.players.map(({ playerId }) => playerId);
  };

  it('take everybody when nothing is asked for', () => {
    expect(taken({})).toEqual([1, 2]);
  });

  it.each<[Partial<Filters>, number[] | RegExp]>([
    [{ minMmr: 5000 }, [1]],
    [{ minMmr: 5001 }, /known to have 5001 MMR/],
    [{ minMmr: 0 }, [1]],
    [{ races: ['Terran'] }, [2]],
    [{ races: ['Protoss'] }, /nobody plays Protoss/],
    [{ races: ['Terran', 'Protoss'], winnerOnly: true }, /has won/],
    [{ winnerOnly: true }, [1]],
    [{ matchups: ['TvZ'] }, [1, 2]],
    [{ matchups: ['PvT', 'ZvZ'] }, /TvZ, not PvT or ZvZ/],
    [{ builds: { first: 83830, last: 83830 } }, [1, 2]],
    [{ builds: { first: 83831, last: 90000 } }, /build 83830/],
    [{ builds: { first: 0, last: 83829 } }, /build 83830/],
  ])('%j', (filters, expected) => {
    if (expected instanceof RegExp) expect(taken(filters)).toMatch(expected);
    else expect(taken(filters)).toEqual(expected);
  });

  it('name a matchup the same whoever sits where', () => {
    const race = fc.constantFrom<RaceName>('Terran', 'Zerg', 'Protoss');
    fc.assert(
      fc.property(race, race, (a, b) => {
        const name = matchupOf([{ race: a }, { race: b }]);
        expect(MATCHUPS).toContain(name);
        expect(matchupOf([{ race: b }, { race: a }])).toBe(name);
      }),
    );
  });
});

describe('the first look', () => {
  const names = ['Artanis', 'Raynor'] as const;

  it('tells content, length and series', () => {
    const bytes = syntheticReplay({ names, time: 1_600_000_000, loops: 2000 });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(scanReplay(bytes)).toMatchObject({ sha256, time: 1_600_000_000, loops: 2000, build: 83830 });
  });

  it('puts games of the same two on the same day into one series, whoever sits where', () => {
    const series = (players: readonly [string, string], time: number): string =>
      scanReplay(syntheticReplay({ names: players, time, loops: 1500 })).series;
    const first = series(names, 1_600_000_000);
    expect(series(['Raynor', 'Artanis'], 1_600_003_000)).toBe(first);
    expect(series(names, 1_600_000_000 + 86_400)).not.toBe(first);
    expect(series(['Artanis', 'Kerrigan'], 1_600_000_000)).not.toBe(first);
  });

  it('leaves a replay that hides its players to itself', () => {
    const bytes = syntheticReplay({ without: ['details'] });
    const { sha256, series, time } = scanReplay(bytes);
    expect([series, time]).toEqual([sha256.slice(0, 16), 0]);
  });
});

describe('a series', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'khala-series-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function job(files: Record<string, Uint8Array>, more: Partial<SeriesJob> = {}): SeriesJob {
    const games = Object.entries(files).map(([name, bytes]) => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return { path, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
    return { series: 's', games, avoid: [], path: join(folder, 's.khr'), filters: ALL, khala: '0', ...more };
  }

  it('is written without the games that cannot be used, and tells of each before it reads it', () => {
    const places: number[] = [];
    const made = job({
      one: syntheticReplay({ seed: 1 }),
      two: syntheticReplay({ seed: 2, winner: null }),
      three: syntheticReplay({ seed: 3 }),
    });
    const report = writeSeries(made, (place) => places.push(place));
    expect(places).toEqual([0, 1, 2]);
    expect(report.games.map(({ path }) => path)).toEqual([join(folder, 'one'), join(folder, 'three')]);
    expect(report.skipped).toEqual([
      { path: join(folder, 'two'), code: 'REPLAY_UNDECIDED', reason: expect.any(String) },
    ]);
    expect(report.wanted).toHaveLength(3);
    const recording = openRecording(made.path);
    expect(recording.episodes).toHaveLength(4);
    expect(recording.meta.writer).toBe('khala import');
    const counted = report.games.flatMap(({ episodes }) => episodes.map((one) => one.demonstrations));
    expect(recording.episodes.map(({ track }) => track?.loop.length)).toEqual(counted);
  });

  it('leaves no recording when no game is left, not even an older one', () => {
    const made = job({ one: syntheticReplay({ winner: null }) });
    writeFileSync(made.path, 'old');
    expect(writeSeries(made, () => undefined)).toMatchObject({ file: null, bytes: 0, games: [] });
    expect(existsSync(made.path)).toBe(false);
  });

  it('does not open what it is told to avoid, and notices a file that changed', () => {
    const made = job({ one: syntheticReplay({ seed: 1 }), two: syntheticReplay({ seed: 2 }) });
    const lost = { path: made.games[0].path, code: 'WORKER_FAILED', reason: 'died' };
    writeFileSync(made.games[1].path, syntheticReplay({ seed: 4 }));
    const report = writeSeries({ ...made, avoid: [lost] }, () => undefined);
    expect(report.skipped).toEqual([
      lost,
      expect.objectContaining({ path: made.games[1].path, reason: expect.stringContaining('changed') }),
    ]);
  });
});

describe('the card', () => {
  const gameOf = (more: Partial<GameReport>): GameReport => ({
    path: 'a.SC2Replay',
    sha256: '00',
    map: 'Acropolis LE',
    matchup: 'TvZ',
    build: 76114,
    baseBuild: 76114,
    layout: 76114,
    loops: 22.4 * 60 * 7,
    episodes: [
      { playerId: 1, race: 'Terran', result: 'win', mmr: null, demonstrations: 10 },
      { playerId: 2, race: 'Zerg', result: 'loss', mmr: 4000, demonstrations: 20 },
    ],
    functions: { Move_pt: 25, Unknown_40000_pt: 5 },
    unknownFunctions: { Unknown_40000_pt: 5 },
    drops: { no_units: 3 },
    ...more,
  });
  const seriesOf = (games: GameReport[], more: Partial<SeriesReport> = {}): SeriesReport => ({
    series: 's',
    wanted: [],
    file: 's.khr',
    bytes: 100,
    games,
    skipped: [],
    ...more,
  });
  const made = { settings: { format: 1, paths: ['in'], filters: ALL }, khala: '0' };
  const skipped = { path: 'z', code: 'FILE_FOREIGN', reason: 'no' };

  it('counts games, episodes and demonstrations, and says which clients were read by another layout', () => {
    const series = [
      seriesOf([gameOf({}), gameOf({ map: '__proto__', baseBuild: 76114, layout: 75689, loops: 100 })]),
      seriesOf([], { file: null, bytes: 0, skipped: [skipped] }),
    ];
    const card = datasetCard(series, [{ ...skipped, path: 'b' }], made);
    expect(card.totals).toMatchObject({
      series: 1,
      games: 2,
      episodes: 4,
      demonstrations: 60,
      skipped: 2,
      bytes: 100,
    });
    expect(card.byLength).toEqual({
      '5 to 10 minutes': { games: 1, demonstrations: 30 },
      'under 5 minutes': { games: 1, demonstrations: 30 },
    });
    expect(Object.keys(card.byMap)).toEqual(['Acropolis LE', '__proto__']);
    expect(card.byRace).toEqual({
      Terran: { episodes: 2, demonstrations: 20 },
      Zerg: { episodes: 2, demonstrations: 40 },
    });
    expect(card.functions).toEqual({ Move_pt: 50, Unknown_40000_pt: 10 });
    expect(card.layoutFallbacks).toEqual({ '76114 read as 75689': 1 });
    expect(card.skipped.map(({ path }) => path)).toEqual(['b', 'z']);
    expect(datasetCardSchema.safeParse(JSON.parse(JSON.stringify(card))).success).toBe(true);
  });

  it('is readable, and a name with marks of Markdown in it is only a name', () => {
    const text = renderCard(datasetCard([seriesOf([gameOf({ map: 'a|b`c[d](e)' })])], [skipped], made));
    expect(text).toContain('| a\\|b\\`c\\[d\\](e) | 1 | 30 |');
    expect(text).toContain('| no\\_units | 3 | nothing was selected');
    expect(text).toMatch(/FILE\\_FOREIGN \| 1/);
  });
});

describe('reading a file of a stranger', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'khala-read-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives all of it up to the limit, and nothing of a larger one', () => {
    const path = join(folder, 'ten');
    writeFileSync(path, '0123456789');
    expect(new TextDecoder().decode(readReplayFile(path, 10))).toBe('0123456789');
    expect(() => readReplayFile(path, 9)).toThrow(expect.objectContaining({ code: 'FILE_LIMIT' }));
    writeFileSync(path, '');
    expect(readReplayFile(path)).toHaveLength(0);
  });

  it('says in our codes why it cannot be read, and waits for no pipe', () => {
    symlinkSync('circle', join(folder, 'circle'));
    symlinkSync('gone', join(folder, 'link'));
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    const codes = {
      circle: 'FILE_NOT_FOUND',
      link: 'FILE_NOT_FOUND',
      pipe: 'FILE_FOREIGN',
      '.': 'FILE_FOREIGN',
    };
    for (const [name, code] of Object.entries(codes))
      expect(() => readReplayFile(join(folder, name)), name).toThrow(expect.objectContaining({ code }));
  });
});
