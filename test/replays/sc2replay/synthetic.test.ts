import { describe, expect, it } from 'vitest';
import { playerOrders } from '../../../replays/sc2replay/game/commands.js';
import { demonstrations } from '../../../replays/sc2replay/game/demonstrate.js';
import { gameSetup } from '../../../replays/sc2replay/game/setup.js';
import { layoutFor } from '../../../replays/sc2replay/layout/resolve.js';
import { openArchive } from '../../../replays/sc2replay/mpq/archive.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import { STREAMS } from '../../../replays/sc2replay/replay.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { type SyntheticOptions, syntheticReplay } from '../../sc2replay/synthetic.js';
import { packEvents, tagEvents, writable } from '../../sc2replay/write-stream.js';

const SHORT = { loops: 1500 } as const;

describe('syntheticReplay', () => {
  it.each([16561, 17326, 21995, 24944, 34784, 38215, 54518, 70154, 80949, 83830, 97425])(
    'is read without a problem as of base build %i',
    (baseBuild) => {
      const replay = decodeReplay(syntheticReplay({ ...SHORT, baseBuild }));
      expect(replay.problems).toEqual([]);
      expect(replay.layout).toEqual({ baseBuild, used: baseBuild, exact: true });
      expect(replay.header.m_elapsedGameLoops).toBe(SHORT.loops);
      expect(replay.gameEvents?.length).toBeGreaterThan(50);
      expect(replay.trackerEvents?.at(-1)?.loop).toBeLessThanOrEqual(SHORT.loops);
    },
  );

  it('is the same for the same options, and another for another seed', () => {
    expect(syntheticReplay({ ...SHORT, seed: 4 })).toEqual(syntheticReplay({ ...SHORT, seed: 4 }));
    expect(syntheticReplay({ ...SHORT, seed: 4 })).not.toEqual(syntheticReplay({ ...SHORT, seed: 5 }));
  });

  const games: SyntheticOptions[] = [
    { seed: 1, races: ['Terran', 'Protoss'] },
    { seed: 2, races: ['Zerg', 'Zerg'], winner: 2 },
    { seed: 3, races: ['Protoss', 'Zerg'], baseBuild: 97364 },
  ];
  it.each(games)('is a game to learn from, whose orders have units: %j', (options) => {
    const replay = decodeReplay(syntheticReplay({ ...options, loops: 3000 }));
    const setup = gameSetup(replay);
    expect(setup.players.map(({ race }) => race)).toEqual(options.races);
    expect(setup.players.findIndex(({ result }) => result === 'win') + 1).toBe(options.winner ?? 1);
    const orders = playerOrders(replay, setup);
    const functions = new Set(orders.filter(({ drop }) => drop === null).map(({ ability }) => ability));
    expect(functions.size).toBeGreaterThan(6);
    for (const { playerId } of setup.players) {
      const { steps, unitless } = demonstrations(replay, setup, orders, playerId);
      expect(unitless).toBe(0);
      expect([...steps].length).toBeGreaterThan(30);
    }
  });

  it('leaves out and cuts the streams that it is told to', () => {
    const replay = decodeReplay(
      syntheticReplay({ ...SHORT, without: ['trackerEvents'], truncated: { gameEvents: 0.5, initData: 0 } }),
    );
    expect(replay.trackerEvents).toBeUndefined();
    expect(replay.problems.map(({ stream, code }) => [stream, code])).toEqual([
      ['initData', 'FILE_TRUNCATED'],
      ['gameEvents', expect.stringMatching(/^FILE_(TRUNCATED|CORRUPT)$/)],
    ]);
  });
});

describe.skipIf(!corpusThere)('the writer of streams', () => {
  const wanted = [17326, 23260, 38215, 60321, 75689, 83830, 97364];
  const entries = wanted.flatMap(
    (build) => corpusEntries().find(({ baseBuild, minutes }) => baseBuild === build && minutes < 15) ?? [],
  );

  it.each(entries.map(({ file, baseBuild }) => [file, baseBuild] as const))(
    'gives back the very bytes of a real game: %s',
    (file, baseBuild) => {
      const bytes = readCorpus(file);
      const archive = openArchive(bytes);
      const { gameEvents, trackerEvents } = decodeReplay(bytes, { streams: ['gameEvents', 'trackerEvents'] });
      const { events } = layoutFor(baseBuild).layout;
      const game = packEvents(events.game, gameEvents!.map(writable));
      expect(Buffer.compare(game, archive.read(STREAMS.gameEvents)!)).toBe(0);
      if (trackerEvents === undefined) return;
      const tracker = tagEvents(events.tracker, trackerEvents.map(writable));
      expect(Buffer.compare(tracker, archive.read(STREAMS.trackerEvents)!)).toBe(0);
    },
  );
});
