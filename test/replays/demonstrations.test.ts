import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import { openChunks } from '../../replays/recording/chunk-reader.js';
import { createChunkWriter } from '../../replays/recording/chunk-writer.js';
import { CONTEXT_COLUMNS, noOp } from '../../src/spec/observation.js';
import {
  attack,
  ENEMY,
  info,
  label,
  OWN_A,
  OWN_B,
  observe,
  order,
  type Written,
  writeEpisodes,
} from './episodes.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-demonstrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const OPTIONS = DEFAULT_DEMONSTRATION_OPTIONS;

/** (loop, ability, delay) of all demonstrations of one episode. */
function samplesOf(messages: readonly Written[]): { triples: number[][]; dropped: unknown } {
  const path = join(folder, 'one.khr');
  writeEpisodes(path, [messages]);
  const demonstrations = openDemonstrations([path], OPTIONS);
  const triples = demonstrations.files[0].blocks.flatMap((block, i) => {
    const read = demonstrations.readBlock(0, i);
    expect(read.length).toBe(block.samples);
    return read.map((d) => [d.source.gameLoop, d.command.ability, d.command.delay]);
  });
  return { triples, dropped: demonstrations.dropped };
}

const ATTACK = attack().ability;

describe('without labels', () => {
  test('waiting is folded into the delay of the order before it', () => {
    const messages = [
      observe(0),
      order(0, attack()),
      observe(2),
      order(2, noOp(2)),
      observe(4),
      order(4, noOp(2)),
      observe(6),
      order(6, attack([OWN_B])),
      observe(8),
      order(8, noOp(2)),
      observe(10),
    ];
    expect(samplesOf(messages).triples).toEqual([
      [0, ATTACK, 6],
      [6, ATTACK, 4],
    ]);
  });

  test('waiting for maxWait loops is a demonstration of its own, again and again', () => {
    const messages: Written[] = [observe(0), order(0, attack())];
    for (let loop = 2; loop < 20; loop += 2) messages.push(observe(loop), order(loop, noOp(2)));
    messages.push(observe(20));
    expect(samplesOf(messages).triples).toEqual([
      [0, ATTACK, 8],
      [8, 0, 8],
      [16, 0, 4],
    ]);
  });

  test('the wait before the first order counts from the beginning', () => {
    const messages: Written[] = [];
    for (let loop = 0; loop < 10; loop += 2) messages.push(observe(loop), order(loop, noOp(2)));
    messages.push(observe(10), order(10, attack()), observe(12));
    expect(samplesOf(messages).triples).toEqual([
      [8, 0, 2],
      [10, ATTACK, 2],
    ]);
  });

  test('an order that the game refused is dropped and counted', () => {
    const refused = attack([OWN_A]);
    const messages = [
      observe(0),
      order(0, attack([OWN_B])),
      observe(2),
      order(2, refused),
      observe(4, [{ command: refused, result: 'CantTargetThatUnit' }]),
      order(4, attack([OWN_B])),
      observe(6),
    ];
    expect(samplesOf(messages)).toEqual({
      triples: [
        [0, ATTACK, 4],
        [4, ATTACK, 2],
      ],
      dropped: { refused: 1, unitless: 0 },
    });
  });

  test('an order to no living unit of one’s own is dropped and counted', () => {
    const messages = [
      observe(0),
      order(0, attack([])),
      observe(2),
      order(2, attack([ENEMY])),
      observe(4),
      order(4, attack([77n])),
      observe(6),
      order(6, attack([77n, OWN_A])),
      observe(8),
    ];
    expect(samplesOf(messages)).toEqual({ triples: [[6, ATTACK, 2]], dropped: { refused: 0, unitless: 3 } });
  });
});

describe('with labels', () => {
  test('every labelled order and every decision of the player is a demonstration, until the next labelled order', () => {
    const messages = [
      observe(0),
      label(0, noOp(2)),
      order(0, attack()), // The player decided, the teacher would have waited.
      observe(2),
      label(2, noOp(2)), // The player slept.
      observe(4),
      label(4, attack([OWN_B])), // The player slept, the teacher would have acted.
      observe(6),
      label(6, attack([OWN_A])),
      order(6, noOp(4)),
      observe(8),
      label(8, noOp(2)),
      observe(10),
    ];
    expect(samplesOf(messages).triples).toEqual([
      [0, 0, 4],
      [4, ATTACK, 2],
      [6, ATTACK, 4],
    ]);
  });

  test('no demonstration lasts longer than maxWait', () => {
    const messages: Written[] = [observe(0), label(0, attack()), order(0, attack())];
    for (let loop = 2; loop < 40; loop += 2) messages.push(observe(loop), label(loop, noOp(2)));
    messages.push(observe(40));
    expect(samplesOf(messages).triples).toEqual([[0, ATTACK, 8]]);
  });

  test('the refusal of the player’s order does not concern the label', () => {
    const refused = attack([OWN_A]);
    const messages = [
      observe(0),
      label(0, attack([OWN_B])),
      order(0, refused),
      observe(2, [{ command: refused, result: 'CantTargetThatUnit' }]),
    ];
    expect(samplesOf(messages)).toEqual({ triples: [[0, ATTACK, 2]], dropped: { refused: 0, unitless: 0 } });
  });
});

test('a demonstration carries the observation, the label, the result, the map and its source', () => {
  const path = join(folder, 'one.khr');
  writeEpisodes(path, [
    [observe(0), order(0, attack()), observe(2)],
    [
      observe(0),
      order(0, noOp(2)),
      observe(2),
      label(2, attack([OWN_B])),
      order(2, attack([OWN_A])),
      observe(4),
    ],
  ]);
  const demonstrations = openDemonstrations([path], OPTIONS);
  expect(demonstrations.samples).toBe(3);
  const [, last] = demonstrations.readBlock(0, 1);
  expect(last.command).toEqual({ ...attack([OWN_B]), delay: 2 });
  expect(last.observation).toEqual(observe(2).step.observation);
  expect(last.result).toBe('win');
  expect(last.info).toEqual(info(101));
  expect(last.source).toEqual({ path, episode: 1, gameLoop: 2 });
});

test('contexts are those of the whole demonstrations, also where a message is none of the plain ones', () => {
  const path = join(folder, 'one.khr');
  const refused = attack([OWN_A]);
  writeEpisodes(path, [
    [
      observe(0),
      order(0, attack()),
      observe(2),
      order(2, refused),
      observe(4, [{ command: refused, result: 'No' }]),
    ],
    [
      observe(0),
      order(0, attack()),
      observe(2, [{ command: attack([OWN_B]), result: 'No' }]),
      order(2, attack()),
    ],
  ]);
  const demonstrations = openDemonstrations([path], OPTIONS);
  for (const block of [0, 1]) {
    const context = demonstrations.readContexts(0, block);
    const whole = demonstrations.readBlock(0, block);
    expect(whole.length).toBe(block + 1);
    for (const [sample, { observation, action, past, info }] of whole.entries()) {
      const read = context(sample);
      expect({ action: read.action, past: read.past, info: read.info }).toEqual({ action, past, info });
      for (const name of CONTEXT_COLUMNS)
        expect(read.observation.entities[name], name).toEqual(observation.entities[name]);
      const { gameLoop, count, unknown, player, upgrades } = observation;
      expect(read.observation).toMatchObject({ gameLoop, count, unknown, player, upgrades });
    }
  }
});

test('folders are read in the order of their names, and readers of one block need not read another', () => {
  for (const [i, name] of ['b.khr', 'a.khr', 'c.txt'].entries())
    writeEpisodes(join(folder, name), [[observe(0), order(0, attack()), observe(2 + i)]]);
  const demonstrations = openDemonstrations([folder], OPTIONS);
  expect(demonstrations.files.map((file) => file.path)).toEqual([
    join(folder, 'a.khr'),
    join(folder, 'b.khr'),
  ]);
  expect(demonstrations.readBlock(1, 0)[0].command.delay).toBe(2);
  expect(demonstrations.readBlock(0, 0)[0].command.delay).toBe(3);
});

test('in a long episode delays reach over the borders of blocks', () => {
  const path = join(folder, 'long.khr');
  const messages: Written[] = [];
  for (let loop = 0; loop < 600; loop += 2)
    messages.push(observe(loop, [], 1500), order(loop, loop % 6 === 0 ? attack() : noOp(2)));
  messages.push(observe(600));
  writeEpisodes(path, [messages]);
  const demonstrations = openDemonstrations([path], OPTIONS);
  const blocks = demonstrations.files[0].blocks;
  expect(blocks.length).toBeGreaterThan(1);
  const read = blocks.flatMap((_, i) => demonstrations.readBlock(0, i));
  expect(read.map((d) => d.source.gameLoop)).toEqual(read.map((_, i) => i * 6));
  expect(read.length).toBe(100);
  expect(read.every((d) => d.command.delay === 6 && d.command.ability === ATTACK)).toBe(true);
});

describe('damage', () => {
  const SKIP = { ...OPTIONS, onDamage: 'skip' } as const;
  const first = [observe(0), order(0, attack()), observe(2), order(2, attack([OWN_B])), observe(8)];

  test('a cut recording is refused, or gives what is left, its last demonstration until the last look', () => {
    const path = join(folder, 'cut.khr');
    writeEpisodes(path, [first, first]);
    const whole = readFileSync(path);
    const lastData = whole.lastIndexOf('KHRc', whole.lastIndexOf('KHRc') - 1);
    writeFileSync(path, whole.subarray(0, lastData + 10));
    expect(() => openDemonstrations([path], OPTIONS)).toThrow(
      expect.objectContaining({ code: 'FILE_TRUNCATED' }),
    );
    const left = openDemonstrations([path], SKIP);
    expect(left.damaged[0]).toContain('cut or was never finished');
    expect(left.samples).toBe(4);
    const read = left.readBlock(0, 1);
    expect(read.map((d) => [d.source.gameLoop, d.command.delay, d.result])).toEqual([
      [0, 2, null],
      [2, 6, null],
    ]);
  });

  test('a damaged block is refused when it is read, or has no samples and is told', () => {
    const path = join(folder, 'bad.khr');
    writeEpisodes(path, [first, first]);
    const bytes = readFileSync(path);
    const begin = bytes.indexOf('KHRc', bytes.indexOf('KHRc') + 1);
    bytes[bytes.indexOf('KHRc', begin + 1) + 40] ^= 4;
    writeFileSync(path, bytes);
    const strict = openDemonstrations([path], OPTIONS);
    expect(strict.readBlock(0, 1).length).toBe(2);
    expect(() => strict.readBlock(0, 0)).toThrow(expect.objectContaining({ code: 'FILE_CORRUPT' }));
    const left = openDemonstrations([path], SKIP);
    expect(left.files[0].blocks).toMatchObject([{ samples: 0 }, { samples: 2 }]);
    expect(left.damaged).toEqual([expect.stringContaining('wrong checksum')]);
    expect(left.readBlock(0, 0)).toEqual([]);
  });

  test('a track that points to another message than its own is noticed', () => {
    const path = join(folder, 'track.khr');
    const chunks = createChunkWriter(path, { overwrite: false });
    writeEpisodes(join(folder, 'good.khr'), [first]);
    const good = openChunks(join(folder, 'good.khr'));
    for (const chunk of good.chunks) {
      const raw = good.read(chunk);
      const text = raw.toString().replace('"message":[0,2,4]', '"message":[0,1,4]');
      chunks.append(chunk, chunk.kind === 'end' ? Buffer.from(text) : raw);
    }
    chunks.close();
    const { readBlock, readContexts } = openDemonstrations([path], OPTIONS);
    const refusal = /message 1 of block 0 should be of type observation, it is command/;
    expect(() => readBlock(0, 0).map((one) => one.observation)).toThrow(refusal);
    expect(() => readContexts(0, 0)(1)).toThrow(refusal);
  });
});

test('nothing to learn from is an error of its own', () => {
  const path = join(folder, 'idle.khr');
  writeEpisodes(path, [[observe(0), order(0, noOp(2)), observe(2)]]);
  expect(() => openDemonstrations([path], OPTIONS)).toThrow(expect.objectContaining({ code: 'NO_DATA' }));
  expect(() => openDemonstrations([], OPTIONS)).toThrow(expect.objectContaining({ code: 'NO_DATA' }));
  expect(() => openDemonstrations([join(folder, 'no.khr')], OPTIONS)).toThrow(
    expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
  );
});
