import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../../replays/sc2replay/mpq/archive.js';
import { fileKey, hashName } from '../../../replays/sc2replay/mpq/crypt.js';
import { archiveLimitsSchema } from '../../../replays/sc2replay/mpq/limits.js';
import { BLOCK_FLAGS } from '../../../replays/sc2replay/mpq/tables.js';
import { codeOf } from '../../sc2replay/code-of.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { type ArchiveFile, writeArchive } from '../../sc2replay/write-archive.js';

const NAME = 'replay.game.events';
const content = Buffer.from(Array.from({ length: 3000 }, (_, i) => `event ${i % 97};`).join(''));
const open = (file: Omit<ArchiveFile, 'name'>, plan = {}): ReturnType<typeof openArchive> =>
  openArchive(writeArchive({ files: [{ name: NAME, ...file }], ...plan }));

describe('hashName', () => {
  it('gives the keys that the format is known by', () => {
    // "The MoPaQ Archive Format" names both.
    expect(hashName('(hash table)', 'fileKey')).toBe(0xc3af3770);
    expect(hashName('(block table)', 'fileKey')).toBe(0xec83b3a3);
  });

  it('folds case and slashes, and a key forgets folders', () => {
    expect(hashName('a/B', 'nameA')).toBe(hashName('A\\b', 'nameA'));
    expect(fileKey('units\\marine.txt')).toBe(hashName('MARINE.TXT', 'fileKey'));
  });
});

describe('openArchive', () => {
  it('reads a file by any spelling of its name, and nothing where it has none', () => {
    const archive = open({ content, codec: 'zlib' });
    expect(archive.read('replay.details')).toBeUndefined();
    for (const name of [NAME, 'REPLAY.game.EVENTS'])
      expect(Buffer.from(archive.read(name)!)).toEqual(content);
  });

  it('gives the user data, none where nothing stands in front', () => {
    const userData = Buffer.from('StarCraft II replay');
    expect(Buffer.from(open({ content }, { userData }).userData)).toEqual(userData);
    expect(open({ content }).userData).toHaveLength(0);
  });

  it('reads every way of storing', () => {
    fc.assert(
      fc.property(
        fc.record({
          size: fc.integer({ min: 0, max: 4000 }),
          codec: fc.constantFrom(undefined, 'zlib' as const, 'bzip2' as const),
          sectors: fc.boolean(),
          checksums: fc.boolean(),
          encrypted: fc.constantFrom(undefined, 'byName' as const, 'byPlace' as const),
          version: fc.constantFrom(0 as const, 1 as const, 3 as const),
          sectorShift: fc.integer({ min: 0, max: 3 }),
          hasUserData: fc.boolean(),
        }),
        ({ size, version, sectorShift, hasUserData, ...how }) => {
          const part = content.subarray(100, 100 + size);
          const archive = openArchive(
            writeArchive({
              files: [
                { name: 'other', content: Buffer.from('other') },
                { name: NAME, content: part, ...how },
              ],
              version,
              sectorShift,
              userData: hasUserData ? Buffer.from('front') : undefined,
            }),
          );
          expect(Buffer.from(archive.read(NAME)!)).toEqual(part);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('passes over deleted entries and prefers the neutral language', () => {
    const files: ArchiveFile[] = [
      { name: NAME, content: Buffer.from('deleted'), flags: BLOCK_FLAGS.deleted },
      { name: NAME, content: Buffer.from('german'), locale: 0x407 },
      { name: NAME, content: Buffer.from('neutral') },
    ];
    const read = (some: readonly ArchiveFile[]): string =>
      Buffer.from(openArchive(writeArchive({ files: some })).read(NAME)!).toString();
    expect(read(files)).toBe('neutral');
    expect(read(files.slice(0, 2))).toBe('german');
    expect(openArchive(writeArchive({ files: files.slice(0, 1) })).read(NAME)).toBeUndefined();
  });

  it('notices a wrong sector by its checksum', () => {
    const file = { name: NAME, content, sectors: true, checksums: true, codec: 'zlib' } as const;
    const bytes = writeArchive({ files: [file], version: 0, sectorShift: 3 });
    // Behind the header and the offsets of three sectors lies the first one; its third byte is data.
    bytes[32 + 4 * Math.ceil(content.length / 4096 + 2) + 8]! ^= 1;
    expect(() => openArchive(bytes).read(NAME)).toThrow(/checksum of sector 0/);
  });

  it('leaves the file as it was, also where it is a Buffer', () => {
    const bytes = Buffer.from(writeArchive({ files: [{ name: NAME, content, encrypted: 'byPlace' }] }));
    const before = Buffer.from(bytes);
    openArchive(bytes).read(NAME)!.fill(0);
    expect(bytes.equals(before)).toBe(true);
  });
});

describe('what an archive may not be', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'FILE_TRUNCATED'],
    ['another file', Buffer.from('PK\u0003\u0004 a zip file, long enough for a header'), 'FILE_FOREIGN'],
    ['only its magic', Buffer.from('MPQ\u001a'), 'FILE_TRUNCATED'],
    ['only user data', Buffer.from('MPQ\u001b\0\0\0\0\0\0\0\0\0\0\0\0'), 'FILE_CORRUPT'],
  ])('refuses %s', (_, bytes, code) => {
    expect(codeOf(() => openArchive(bytes))).toBe(code);
  });

  it.each([
    ['a version of the future', 12, 4, 'FILE_CORRUPT'],
    ['sectors of gigabytes', 14, 40, 'FILE_CORRUPT'],
    ['a hash table of 2^31 entries', 24, 0x80000000, 'FILE_LIMIT'],
    ['a block table of 4097 entries', 28, 4097, 'FILE_LIMIT'],
    ['a table behind the end', 16, 0x7fffffff, 'FILE_TRUNCATED'],
    ['compressed tables', 68, 7, 'FILE_CORRUPT'],
  ])('refuses %s', (_, at, value, code) => {
    const version = at < 32 ? 0 : 3;
    const bytes = Buffer.from(writeArchive({ files: [{ name: NAME, content }], version }));
    if (at === 12 || at === 14) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt32LE(value, at);
    expect(codeOf(() => openArchive(bytes))).toBe(code);
  });

  it('refuses codecs, patches and implosion that no replay uses', () => {
    const stored = Buffer.from([0x12, 1, 2, 3]);
    expect(codeOf(() => open({ content, codec: 'zlib', stored }).read(NAME))).toBe('FILE_FOREIGN');
    expect(codeOf(() => open({ content, flags: BLOCK_FLAGS.patch }).read(NAME))).toBe('FILE_FOREIGN');
    expect(codeOf(() => open({ content, flags: BLOCK_FLAGS.imploded }).read(NAME))).toBe('FILE_FOREIGN');
  });

  it('refuses content of another size than declared', () => {
    for (const codec of ['zlib', 'bzip2'] as const) {
      for (const declaredBytes of [content.length - 1, content.length + 1]) {
        expect(codeOf(() => open({ content, codec, declaredBytes }).read(NAME))).toBe('FILE_CORRUPT');
      }
    }
    expect(codeOf(() => open({ content, declaredBytes: content.length + 1 }).read(NAME))).toBe(
      'FILE_CORRUPT',
    );
  });
});

describe('limits', () => {
  /** `head -c 100000000 /dev/zero | bzip2 -9`: a hundred megabytes in about a hundred bytes. */
  const BOMB = Buffer.concat([
    Buffer.of(0x10),
    Buffer.from(
      '425a68393141592653590e09e2df015f8e4000c0000008200030804d4642a025a90a80973141592653590e09e2df015f8e4000c0000008200030804d4642a025a90a8097314159265359c4600a55003ed14002c00000400008200030cc09aa69a548836a2a441e2ee48a70a121c0a8892e',
      'hex',
    ),
  ]);
  const memoryOf = (run: () => void): number => {
    const before = process.memoryUsage();
    run();
    const after = process.memoryUsage();
    return after.arrayBuffers - before.arrayBuffers + after.heapUsed - before.heapUsed;
  };

  it('refuses a bomb before anything is allocated, and when it lies about its size', () => {
    expect(BOMB.length).toBeLessThan(130);
    const honest = open({ content, codec: 'bzip2', stored: BOMB, declaredBytes: 100_000_000 });
    const lying = open({ content, codec: 'bzip2', stored: BOMB, declaredBytes: 60_000 });
    const grown = memoryOf(() => {
      expect(codeOf(() => honest.read(NAME))).toBe('FILE_LIMIT');
      expect(codeOf(() => lying.read(NAME))).toBe('FILE_CORRUPT');
    });
    expect(grown).toBeLessThan(4 << 20);
  });

  it('refuses a zlib bomb that lies about its size', () => {
    const stored = Buffer.concat([Buffer.of(2), deflateSync(Buffer.alloc(50_000_000))]);
    const lying = open({ content, codec: 'zlib', stored, declaredBytes: 50_001 });
    expect(memoryOf(() => expect(codeOf(() => lying.read(NAME))).toBe('FILE_CORRUPT'))).toBeLessThan(4 << 20);
  });

  it.each([
    ['fileBytes', { fileBytes: 1000 }],
    ['totalBytes', { totalBytes: content.length * 2 - 1 }],
    ['ratio', { ratio: 1, ratioFreeBytes: 0 }],
  ])('holds %s', (name, changed) => {
    const bytes = writeArchive({ files: [{ name: NAME, content, codec: 'zlib' }] });
    const archive = openArchive(bytes, archiveLimitsSchema.parse(changed));
    if (name === 'totalBytes') archive.read(NAME);
    expect(() => archive.read(NAME)).toThrow(new RegExp(`its ${name} may be`));
  });

  it('names unknown limits', () => {
    expect(() => archiveLimitsSchema.parse({ fileByte: 1 })).toThrow(/fileByte/);
  });
});

describe.skipIf(!corpusThere)('real archives', () => {
  const STREAMS = ['replay.details', 'replay.initData', 'replay.game.events', 'replay.tracker.events'];

  it('have streams of the sizes that the reference finds', () => {
    for (const { file, streamBytes } of corpusEntries().filter((_, i) => i % 8 === 0)) {
      const archive = openArchive(readCorpus(file));
      for (const name of STREAMS) {
        if (streamBytes[name] === undefined) continue;
        const found = archive.read(name) ?? archive.read(`${name}.backup`);
        expect(found?.length, `${file} ${name}`).toBe(streamBytes[name]);
      }
    }
  });
});
