import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRecording, type Recording } from '../../../replays/recording/reader.js';
import { createRecordingWriter } from '../../../replays/recording/writer.js';
import { decodeMatchMessage, encodeMatchMessage } from '../../../src/spec/codec/index.js';
import type { MatchMessage } from '../../../src/spec/messages.js';
import { noOp } from '../../../src/spec/observation.js';
import {
  attack,
  info,
  label,
  META,
  NAMES,
  observe,
  order,
  outcome,
  type Written,
  writeEpisode,
  writeEpisodes,
} from '../episodes.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-recording-'));
  path = join(folder, 'a.khr');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** All messages of all blocks, in the order of the file. */
function messagesOf(recording: Recording): MatchMessage[] {
  return recording.blocks.flatMap((_, i) => recording.readBlock(i));
}

function twoEpisodes(): Written[][] {
  return [
    [observe(0), order(0, attack()), observe(2), order(2, noOp(2)), observe(4)],
    [observe(0), label(0, attack()), order(0, noOp(4)), observe(4)],
  ];
}

describe('round trip', () => {
  test('what was written comes back, with what the file says about itself', () => {
    const episodes = twoEpisodes();
    writeEpisodes(path, episodes);
    const recording = openRecording(path);
    expect(recording.complete).toBe(true);
    expect(recording.damage).toEqual([]);
    expect(recording.meta).toEqual(META);
    expect(messagesOf(recording)).toEqual(episodes.flat());
    expect(recording.episodes.map(({ track, ...rest }) => rest)).toEqual([
      expect.objectContaining({
        seed: 100,
        player: 1,
        names: NAMES,
        scenario: '3m',
        outcome: outcome(4),
        blocks: [0],
      }),
      expect.objectContaining({ seed: 101, outcome: outcome(4), blocks: [1] }),
    ]);
    expect(recording.start(1)).toEqual({ type: 'start', info: info(101) });
    expect(recording.episodes[1].track).toMatchObject({
      loop: [0, 4],
      message: [0, 3],
      label: [0, -1],
      command: [1, -1],
    });
  });

  test('any sequence of messages comes back', () => {
    const moment = fc.record({
      wait: fc.integer({ min: 1, max: 50 }),
      filler: fc.integer({ min: 0, max: 40 }),
      label: fc.boolean(),
      command: fc.constantFrom(null, attack(), noOp(3)),
    });
    let run = 0;
    fc.assert(
      fc.property(fc.array(fc.array(moment, { maxLength: 12 }), { maxLength: 4 }), (plan) => {
        const episodes = plan.map((moments) => {
          let loop = 0;
          return moments.flatMap((m): Written[] => {
            loop += m.wait;
            return [
              observe(loop, [], m.filler),
              ...(m.label ? [label(loop, attack())] : []),
              ...(m.command ? [order(loop, m.command)] : []),
            ];
          });
        });
        const file = join(folder, `${run++}.khr`);
        writeEpisodes(file, episodes);
        const recording = openRecording(file);
        expect(messagesOf(recording)).toEqual(episodes.flat());
        expect(recording.episodes.length).toBe(episodes.length);
      }),
      { numRuns: 50 },
    );
  });

  test('the same messages make the same bytes', () => {
    const other = join(folder, 'b.khr');
    writeEpisodes(path, twoEpisodes());
    writeEpisodes(other, twoEpisodes());
    expect(readFileSync(path).equals(readFileSync(other))).toBe(true);
  });

  test('a long episode lies in several blocks, each readable alone, answers beside their observation', () => {
    const messages: Written[] = [];
    for (let loop = 0; loop < 320; loop++) messages.push(observe(loop, [], 1500), order(loop, attack()));
    writeEpisodes(path, [messages]);
    const { blocks, episodes, readBytes } = openRecording(path);
    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks.map((block) => block.number)).toEqual(blocks.map((_, i) => i));
    const encoded = messages.map(encodeMatchMessage);
    let end = encoded.length;
    for (let i = blocks.length - 1; i >= 0; i--) {
      const read = readBytes(i);
      end -= read.length;
      expect(decodeMatchMessage(read[0]).type).toBe('observation');
      expect(read.every((bytes, j) => Buffer.compare(bytes, encoded[end + j]) === 0)).toBe(true);
    }
    expect(end).toBe(0);
    expect(new Set(episodes[0].track?.block)).toEqual(new Set(blocks.map((block) => block.number)));
  });
});

describe('damage', () => {
  test('a file cut at any byte gives back all complete blocks, or says that it is no recording', () => {
    writeEpisodes(path, twoEpisodes());
    const whole = readFileSync(path);
    const blocks = bytesOf(openRecording(path));
    const cut = join(folder, 'cut.khr');
    const counts = new Set<number>();
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(cut, whole.subarray(0, length));
      const recording = tryOpen(cut);
      if (typeof recording === 'string') {
        if (recording !== 'FILE_TRUNCATED') expect.fail(`${length} bytes: ${recording}`);
        continue;
      }
      if (recording.complete) expect.fail(`${length} bytes seem complete`);
      const found = bytesOf(recording);
      counts.add(found.length);
      if (found.some((bytes, i) => bytes !== blocks[i])) expect.fail(`${length} bytes give other messages`);
    }
    expect([...counts]).toEqual([0, 1, 2]);
  });

  test('every flipped byte is noticed: an error with a code, or a file that is not complete', () => {
    writeEpisodes(path, [twoEpisodes()[1]]);
    const whole = readFileSync(path);
    const blocks = bytesOf(openRecording(path));
    const flipped = join(folder, 'flipped.khr');
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] ^= 1 << (at % 8);
      writeFileSync(flipped, bytes);
      const recording = tryOpen(flipped);
      if (typeof recording === 'string') {
        if (!recording.startsWith('FILE_')) expect.fail(`byte ${at}: ${recording}`);
        continue;
      }
      let noticed = !recording.complete || recording.damage.length > 0;
      for (const [i] of recording.blocks.entries())
        noticed = !attempt(() => expect(blocks).toContain(joined(recording.readBytes(i)))) || noticed;
      for (const [i] of recording.episodes.entries()) noticed = noticed || !attempt(() => recording.start(i));
      if (!noticed) expect.fail(`byte ${at} was not noticed`);
    }
  });

  test('a damaged block is named and the others still read', () => {
    writeEpisodes(path, twoEpisodes());
    const bytes = readFileSync(path);
    const marks = chunkOffsets(bytes);
    bytes[marks[2] + 40] ^= 0xff; // meta, begin, data
    writeFileSync(path, bytes);
    const recording = openRecording(path);
    expect(recording.complete).toBe(true);
    expect(() => recording.readBlock(0)).toThrow(expect.objectContaining({ code: 'FILE_CORRUPT' }));
    expect(() => recording.readBlock(0)).toThrow(/chunk 2 \(data, at byte \d+\) has a wrong checksum/);
    expect(recording.readBlock(1)).toEqual(twoEpisodes()[1]);
  });

  test('a chunk whose header is lost in a file without index is stepped over', () => {
    writeEpisodes(path, twoEpisodes());
    const bytes = readFileSync(path).subarray(0, -1);
    const marks = chunkOffsets(bytes);
    bytes[marks[2] + 20] ^= 0x10;
    writeFileSync(path, bytes);
    const recording = openRecording(path);
    expect(recording.damage[0].offset).toBe(marks[2]);
    expect(recording.episodes.map((episode) => episode.blocks.length)).toEqual([0, 1]);
    expect(messagesOf(recording)).toEqual(twoEpisodes()[1]);
  });
});

describe('foreign files', () => {
  test.each([
    ['an empty file', Buffer.alloc(0), 'FILE_TRUNCATED'],
    ['text', Buffer.from('this is no recording at all'), 'FILE_FOREIGN'],
    [
      'another version',
      Buffer.from([0x89, 0x4b, 0x48, 0x52, 0x0d, 0x0a, 0x1a, 0x0a, 9, 0, 0, 0]),
      'FILE_VERSION',
    ],
  ])('%s', (_, bytes, code) => {
    writeFileSync(path, bytes);
    expect(tryOpen(path)).toBe(code);
  });

  test('a missing file and a folder', () => {
    expect(tryOpen(path)).toBe('FILE_NOT_FOUND');
    expect(tryOpen(folder)).toBe('FILE_FOREIGN');
  });

  test('random bytes behind a good head never do worse than an error with a code', () => {
    writeEpisodes(path, twoEpisodes());
    const head = readFileSync(path).subarray(0, 12);
    const random = join(folder, 'random.khr');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        writeFileSync(random, Buffer.concat([head, bytes]));
        expect(tryOpen(random)).toBe('FILE_TRUNCATED');
      }),
      { numRuns: 100 },
    );
  });
});

describe('writing', () => {
  test('a file that is there stays, unless overwriting was asked for', () => {
    writeFileSync(path, 'precious');
    expect(() => writeEpisodes(path, [])).toThrow(expect.objectContaining({ code: 'FILE_EXISTS' }));
    expect(readFileSync(path, 'utf8')).toBe('precious');
    const writer = createRecordingWriter(path, META, { overwrite: true });
    expect(readFileSync(path, 'utf8')).toBe('precious');
    writer.close();
    expect(openRecording(path).episodes).toEqual([]);
    expect(readdirSync(folder)).toEqual(['a.khr']);
  });

  test('a full disk is NO_SPACE, leaves what was there and no temporary file', () => {
    writeFileSync(path, 'precious');
    let room = 2000;
    const write = (_: number, bytes: Uint8Array, offset: number): number => {
      const count = Math.min(room, bytes.length - offset);
      room -= count;
      if (count === 0)
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      return count;
    };
    const writer = createRecordingWriter(path, META, { overwrite: true, write });
    expect(() => {
      for (let seed = 0; seed < 20; seed++) writeEpisode(writer, seed, twoEpisodes()[0]);
    }).toThrow(expect.objectContaining({ code: 'NO_SPACE' }));
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toEqual(['a.khr']);
  });

  test('an aborted recording leaves nothing behind', () => {
    const writer = createRecordingWriter(path, META, { overwrite: false });
    writeEpisode(writer, 1, twoEpisodes()[0]);
    expect(readdirSync(folder).length).toBe(1);
    writer.abort();
    writer.abort();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('messages outside an episode, episodes within episodes and unfinished ones are refused', () => {
    const writer = createRecordingWriter(path, META, { overwrite: false });
    const refused = expect.objectContaining({ code: 'BAD_ARGUMENT' });
    expect(() => writer.write(observe(0))).toThrow(refused);
    writer.beginEpisode(info(1), NAMES);
    expect(() => writer.beginEpisode(info(2), NAMES)).toThrow(refused);
    expect(() => writer.close()).toThrow(refused);
    writer.abort();
  });
});

/** Each block's messages as one string. */
function bytesOf(recording: Recording): string[] {
  return recording.blocks.map((_, i) => joined(recording.readBytes(i)));
}

function joined(messages: readonly Uint8Array[]): string {
  return Buffer.concat(messages).toString('latin1');
}

/** The recording, or the code of the error that opening it gave. */
function tryOpen(file: string): Recording | string {
  try {
    return openRecording(file);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** False where the work failed for a damaged file. */
function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'FILE_CORRUPT' });
    return false;
  }
}

function chunkOffsets(bytes: Buffer): number[] {
  const offsets: number[] = [];
  for (let at = bytes.indexOf('KHRc'); at >= 0; at = bytes.indexOf('KHRc', at + 1)) offsets.push(at);
  return offsets;
}
