/**
 * Damaged and hostile files: whatever a file holds, the answer is a KhalaError or a replay whose `problems` tell what is
 * missing; and what could be decoded can be reconstructed or is refused in the same way.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playerOrders } from '../../../replays/sc2replay/game/commands.js';
import { demonstrations } from '../../../replays/sc2replay/game/demonstrate.js';
import { gameSetup } from '../../../replays/sc2replay/game/setup.js';
import { layoutFor } from '../../../replays/sc2replay/layout/resolve.js';
import { openArchive } from '../../../replays/sc2replay/mpq/archive.js';
import { archiveLimitsSchema } from '../../../replays/sc2replay/mpq/limits.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import { STREAMS, type StreamName } from '../../../replays/sc2replay/replay.js';
import { KhalaError } from '../../../src/spec/errors.js';
import { createRandom, type Random } from '../../../src/spec/random.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { syntheticReplay } from '../../sc2replay/synthetic.js';
import { writeArchive } from '../../sc2replay/write-archive.js';
import {
  packEvents,
  tagEvents,
  type Writable,
  type WritableEvent,
  writable,
} from '../../sc2replay/write-stream.js';

/** The codes that came of a file: of the decoder's error or problems. Any other error is thrown on. */
function decodeCodes(bytes: Uint8Array): readonly string[] {
  try {
    return decodeReplay(bytes).problems.map(({ code }) => code);
  } catch (error) {
    if (error instanceof KhalaError) return [error.code];
    throw error;
  }
}

/** Decodes and reconstructs; true where that went to the end. Any error but a KhalaError is thrown on. */
function learnFrom(bytes: Uint8Array): boolean {
  try {
    const replay = decodeReplay(bytes);
    const setup = gameSetup(replay);
    const orders = playerOrders(replay, setup);
    for (const { playerId } of setup.players) {
      for (const { command } of demonstrations(replay, setup, orders, playerId).steps) {
        expect(command.delay).toBeGreaterThan(0);
      }
    }
    return true;
  } catch (error) {
    if (error instanceof KhalaError) return false;
    throw error;
  }
}

const CODES = /^FILE_(FOREIGN|TRUNCATED|CORRUPT|LIMIT)$/;
const SMALL = { loops: 1400, seed: 11 } as const;
/** Damage reaches the decoders of the streams: no checksum stands before them. */
const OPEN = { ...SMALL, codec: undefined } as const;

function changed(
  bytes: Uint8Array,
  changes: readonly (readonly [place: number, byte: number])[],
): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [place, byte] of changes) copy[place % copy.length] = byte;
  return copy;
}

const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });

describe('a synthetic replay', () => {
  const whole = syntheticReplay(SMALL);

  it('is whole before it is damaged', () => {
    expect(decodeCodes(whole)).toEqual([]);
    expect(learnFrom(whole)).toBe(true);
    expect(learnFrom(syntheticReplay(OPEN))).toBe(true);
  });

  it('is refused when it is cut at any byte', () => {
    for (let end = 0; end < whole.length; end++) {
      const codes = decodeCodes(whole.subarray(0, end));
      expect(codes.length, `cut at ${end}`).toBeGreaterThan(0);
      for (const code of codes) expect(code, `cut at ${end}`).toMatch(CODES);
    }
  });

  it('gives only codes of its own for any flipped bytes', () => {
    fc.assert(
      fc.property(damage, (changes) => {
        for (const code of decodeCodes(changed(whole, changes))) expect(code).toMatch(CODES);
      }),
      { numRuns: 400 },
    );
  });

  it('is reconstructed or refused where damage reaches its events', () => {
    const open = syntheticReplay(OPEN);
    fc.assert(
      fc.property(damage, (changes) => {
        learnFrom(changed(open, changes));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a stream', () => {
  const names = Object.keys(STREAMS) as StreamName[];

  it.each(names)('%s is a problem or shorter when it is cut, never a crash', (stream) => {
    const random = createRandom('cuts', stream);
    for (let i = 0; i < 25; i++) {
      const bytes = syntheticReplay({ ...OPEN, loops: 400, truncated: { [stream]: random.next() } });
      const { problems } = decodeReplay(bytes);
      for (const problem of problems)
        expect(problem).toMatchObject({ stream, code: expect.stringMatching(CODES) });
    }
  });

  it.each(names)('%s may hold any bytes', (stream) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
        const userData = headerOf(syntheticReplay({ ...SMALL, loops: 20 }));
        const bytes = writeArchive({ userData, files: [{ name: STREAMS[stream], content }] });
        for (const code of decodeCodes(bytes)) expect(code).toMatch(CODES);
      }),
      { numRuns: 60 },
    );
  });

  it('of lists that promise more than there is takes no memory', () => {
    const userData = headerOf(syntheticReplay({ ...SMALL, loops: 20 }));
    const before = process.memoryUsage().heapUsed;
    for (const fill of [0xff, 0xfe, 0x7f, 0x80]) {
      const content = new Uint8Array(5000).fill(fill);
      for (const stream of names) {
        const bytes = writeArchive({ userData, files: [{ name: STREAMS[stream], content }] });
        for (const code of decodeCodes(bytes)) expect(code).toMatch(CODES);
      }
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 << 20);
  });
});

describe('a stream of lists', () => {
  const userData = headerOf(syntheticReplay({ ...SMALL, loops: 20 }));
  const codesOf = (stream: StreamName, content: Uint8Array): readonly string[] =>
    decodeReplay(writeArchive({ userData, files: [{ name: STREAMS[stream], content }] })).problems.map(
      ({ code }) => code,
    );
  const { lobbyBytes } = archiveLimitsSchema.parse({});

  it.each(['details', 'initData', 'attributes', 'metadata'] as const)(
    '%s is refused by its size, before its elements become objects',
    (stream) => {
      expect(codesOf(stream, new Uint8Array(lobbyBytes + 1))).toEqual(['FILE_LIMIT']);
      expect(codesOf(stream, new Uint8Array(lobbyBytes))).not.toContain('FILE_LIMIT');
    },
  );
});

describe('events', () => {
  const { baseBuild, events } = { baseBuild: 83830, events: layoutFor(83830).layout.events };

  it('of three bytes each are not read without end', () => {
    const step = { event: 'SUserFinishedLoadingSyncEvent', loop: 0, userId: 1 } as const;
    const content = packEvents(events.game, new Array<WritableEvent>(2000).fill(step));
    const userData = headerOf(syntheticReplay({ ...SMALL, loops: 20, baseBuild }));
    const bytes = writeArchive({ userData, files: [{ name: STREAMS.gameEvents, content }] });
    const codesWith = (streamEvents: number): readonly string[] =>
      decodeReplay(bytes, { limits: archiveLimitsSchema.parse({ streamEvents }) }).problems.map(
        ({ code }) => code,
      );
    expect(codesWith(2000)).toEqual([]);
    expect(codesWith(1999)).toEqual(['FILE_LIMIT']);
  });

  /** Numbers at the edges of their types, and tags and places that nothing has. */
  const EDGES = [0, 1, 2, 255, 511, 65_535, 262_145, 1_048_575, 2 ** 31 - 1, 2 ** 32 - 1, -1, -(2 ** 31)];
  const STRUCTURE = ['event', 'loop', 'length', 'firstBit', 'bits'];
  /** Loops that a step in time may take more; it has 32 bits in all. */
  const LEAPS = EDGES.filter((edge) => edge > 0 && edge < 2 ** 32 - 1);

  /** The same value with some of its numbers at an edge, some bytes gone, some lists twice as long. */
  function warped(value: Writable, random: Random, chance: number): Writable {
    const hit = random.next() < chance;
    if (typeof value === 'number') return hit ? EDGES[random.int(EDGES.length)] : value;
    if (value === null || typeof value !== 'object') return value;
    if (value instanceof Uint8Array) return hit ? value.subarray(0, random.int(value.length + 1)) : value;
    if (Array.isArray(value)) {
      const items = value.map((item) => warped(item, random, chance));
      return hit ? [...items, ...items] : items;
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        STRUCTURE.includes(key) ? inner : warped(inner as Writable, random, chance),
      ]),
    );
  }

  /** The same events, some and all behind them later: a stream has only the steps from one to the next. */
  function delayed(list: readonly WritableEvent[], random: Random, chance: number): readonly WritableEvent[] {
    let delay = 0;
    return list.map((event) => {
      if (random.next() < chance) delay += LEAPS[random.int(LEAPS.length)]!;
      return { ...event, loop: event.loop + delay };
    });
  }

  /** Packs events; those that were warped out of their type as they were before. */
  const pack = (
    of: 'game' | 'tracker',
    list: readonly WritableEvent[],
    random: Random,
    chance: number,
  ): Uint8Array => {
    const write = of === 'game' ? packEvents : tagEvents;
    const others = list.map((event) => {
      const other = warped(event, random, chance) as WritableEvent;
      try {
        write(events[of], [other]);
        return other;
      } catch (error) {
        if (error instanceof RangeError) return event;
        throw error;
      }
    });
    return write(events[of], delayed(others, random, chance / 10));
  };

  it('with impossible values are reconstructed or refused', () => {
    const bytes = syntheticReplay({ ...OPEN, baseBuild, loops: 1800, races: ['Zerg', 'Terran'] });
    const archive = openArchive(bytes);
    const { gameEvents, trackerEvents } = decodeReplay(bytes);
    const whole = ['details', 'initData', 'metadata'] as const;
    const files = whole.map((name) => ({ name: STREAMS[name], content: archive.read(STREAMS[name])! }));
    let learnt = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = createRandom('impossible values', seed);
      const chance = [0.0005, 0.003, 0.02][seed % 3]!;
      const streams = [
        ...files,
        { name: STREAMS.gameEvents, content: pack('game', gameEvents!.map(writable), random, chance) },
        {
          name: STREAMS.trackerEvents,
          content: pack('tracker', trackerEvents!.map(writable), random, chance),
        },
      ];
      learnt += learnFrom(writeArchive({ userData: archive.userData, files: streams })) ? 1 : 0;
    }
    // Most of them are still games: what was warped went through the whole reconstruction.
    expect(learnt).toBeGreaterThan(10);
  });
});

describe('the header', () => {
  it('may hold any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (userData) => {
        for (const code of decodeCodes(writeArchive({ userData, files: [] }))) expect(code).toMatch(CODES);
      }),
      { numRuns: 200 },
    );
  });

  it('that nests without end is refused before the stack ends', () => {
    for (const kind of [0, 4, 5]) {
      const userData = new Uint8Array(1000).map((_, i) =>
        kind === 5 ? [5, 2, 2][i % 3]! : [kind, 2][i % 2]!,
      );
      expect(decodeCodes(writeArchive({ userData, files: [] }))).toEqual([expect.stringMatching(CODES)]);
    }
  });
});

describe.skipIf(!corpusThere)('a real replay', () => {
  const file = corpusEntries().find(({ kind, minutes }) => kind === 'usable1v1' && minutes < 5)?.file;
  const whole = file === undefined ? new Uint8Array(0) : readCorpus(file);

  it('is refused when it is cut', () => {
    const random = createRandom('cuts of a real replay');
    for (let i = 0; i < 300; i++) {
      const codes = decodeCodes(whole.subarray(0, random.int(whole.length)));
      expect(codes.length).toBeGreaterThan(0);
      for (const code of codes) expect(code).toMatch(CODES);
    }
  });

  it('gives only codes of its own for any flipped bytes', () => {
    fc.assert(
      fc.property(damage, (changes) => {
        for (const code of decodeCodes(changed(whole, changes))) expect(code).toMatch(CODES);
      }),
      { numRuns: 40 },
    );
  });
});

/** The user data of a file that `writeArchive` made. */
function headerOf(file: Uint8Array): Uint8Array {
  return file.subarray(16, 16 + new DataView(file.buffer, file.byteOffset).getUint32(12, true));
}
