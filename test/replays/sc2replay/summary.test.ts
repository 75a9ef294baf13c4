import { describe, expect, it } from 'vitest';
import { summarise } from '../../../replays/sc2replay/summary/summary.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { syntheticReplay } from '../../sc2replay/synthetic.js';

describe('the summary of a replay', () => {
  const names = ['Artanis', '\u001b[31mRay\u202enor'] as const;
  const summary = summarise(syntheticReplay({ names, loops: 6000, races: ['Protoss', 'Terran'] }));

  it('says who played, where and how it ended', () => {
    expect(summary).toMatchObject({
      version: expect.stringMatching(/^5\.0\.6\.83830$/),
      layout: { used: 83830, exact: true },
      map: 'Synthetic Mesa LE',
      date: '2021-03-09T13:16:33.000Z',
      loops: 6000,
      problems: [],
      unusable: null,
    });
    expect(
      summary.players.map(({ playerId, name, result, mmr, control }) => [
        playerId,
        name,
        result,
        mmr,
        control,
      ]),
    ).toEqual([
      [1, 'Artanis', 'win', 4200, 'person'],
      [2, '[31mRaynor', 'loss', 4100, 'person'],
    ]);
  });

  it('has a row of statistics about every seven seconds', () => {
    for (const { statistics } of summary.players) {
      const { loop = [], ...columns } = statistics ?? {};
      expect(loop.length).toBeGreaterThan(6000 / 160 - 3);
      expect(loop.every((time, i) => i === 0 || time > loop[i - 1])).toBe(true);
      for (const column of Object.values(columns)) expect(column.length).toBe(loop.length);
      expect(statistics?.workers[0]).toBe(12);
      expect(statistics?.supply[0]).toBe(12);
    }
  });

  it('lists what was built first, in order of time, without workers', () => {
    for (const { build } of summary.players) {
      expect(build.length).toBeGreaterThan(2);
      expect(build.length).toBeLessThanOrEqual(20);
      expect(build.map(({ loop }) => loop)).toEqual(build.map(({ loop }) => loop).sort((a, b) => a - b));
      expect(build.some(({ name }) => /^(Probe|SCV|Drone)$/.test(name))).toBe(false);
    }
  });

  it('makes do without streams, and says why the importer does not', () => {
    const without = summarise(syntheticReplay({ without: ['trackerEvents', 'details', 'messageEvents'] }));
    expect(without).toMatchObject({ map: '', date: null, players: [], chat: 0, events: { tracker: null } });
    expect(without.unusable?.code).toMatch(/^REPLAY_/);
    const cut = summarise(syntheticReplay({ truncated: { gameEvents: 0.5 } }));
    expect(cut.problems.map(({ stream }) => stream)).toEqual(['gameEvents']);
    expect(cut.players).toHaveLength(2);
  });

  it.skipIf(!corpusThere)('can be made of every real replay', { timeout: 120_000 }, () => {
    // One of each build is enough: they differ by client.
    const builds = new Map(corpusEntries().map((entry) => [entry.baseBuild, entry]));
    for (const { file, kind, loops } of builds.values()) {
      const one = summarise(readCorpus(file));
      expect(one.loops, file).toBe(loops);
      expect(one.unusable === null, file).toBe(kind === 'usable1v1');
      if (kind === 'usable1v1') expect(one.players.every(({ statistics }) => statistics !== null)).toBe(true);
    }
  });
});
