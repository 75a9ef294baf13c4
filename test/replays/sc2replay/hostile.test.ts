/**
 * Damaged and hostile files: whatever a file holds, the answer is a KhalaError or a replay whose `problems` tell what is
 * missing; and what could be decoded can be reconstructed or is refused in the same way.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playerOrders } from '../../../replays/sc2replay/game/commands.js';
import { demonstrations } from '../../../replays/sc2replay/game/demonstrate.js';
import { gameSetup } from '../../../replays/sc2replay/game/setup.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import { STREAMS, type StreamName } from '../../../replays/sc2replay/replay.js';
import { KhalaError } from '../../../src/spec/errors.js';
import { createRandom } from '../../../src/spec/random.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { syntheticReplay } from '../../sc2replay/synthetic.js';
import { writeArchive } from '../../sc2replay/write-archive.js';

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
