/**
 * Speed and size of recordings. Run: npx vitest bench --run test/bench/recording.bench.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateRawSync,
  inflateRawSync,
} from 'node:zlib';
import { afterAll, bench, describe } from 'vitest';
import { createScripted } from '../../agent/scripted/index.js';
import { playMatch } from '../../env-bridge/match.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import { openRecording } from '../../replays/recording/reader.js';
import { recordPlayer } from '../../replays/recording/record-player.js';
import { createRecordingWriter } from '../../replays/recording/writer.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'a.khr');
const writer = createRecordingWriter(
  path,
  { khala: '', writer: 'bench', settings: {} },
  { overwrite: false },
);
const players = new Map([
  [1, createScripted('Champion')],
  [2, createScripted('Elite')],
]);
const names = { 1: 'scripted:Champion', 2: 'scripted:Elite' };
for (let seed = 0; seed < 4; seed++)
  await playMatch(createSkirmish('3s5z'), players, {
    seed,
    observers: [recordPlayer(writer, { player: 1, names })],
  });
writer.close();

const recording = openRecording(path);
const raw = recording.blocks.map((_, i) => Buffer.concat(recording.readBytes(i)));
const bytesOf = (blocks: readonly Uint8Array[]): number =>
  blocks.reduce((sum, block) => sum + block.length, 0);
const demonstrations = openDemonstrations([path], DEFAULT_DEMONSTRATION_OPTIONS);

describe(`${(bytesOf(raw) / 1e6).toFixed(2)} MB of messages`, () => {
  const brotli = (quality: number) => (block: Uint8Array) =>
    brotliCompressSync(block, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
  const deflate = (level: number) => (block: Uint8Array) => deflateRawSync(block, { level });
  const ways = [
    ...[1, 3, 6, 9].map((level) => ({ name: `deflate ${level}`, to: deflate(level), from: inflateRawSync })),
    ...[1, 3, 5].map((level) => ({ name: `brotli ${level}`, to: brotli(level), from: brotliDecompressSync })),
  ];
  for (const { name, to, from } of ways) {
    const stored = raw.map(to);
    const ratio = (bytesOf(raw) / bytesOf(stored)).toFixed(1);
    bench(`${name}, ${ratio} to 1: compress`, () => {
      raw.map(to);
    });
    bench(`${name}, ${ratio} to 1: decompress`, () => {
      stored.map((block) => from(block));
    });
  }
});

describe(`a recording of 4 episodes with ${demonstrations.samples} demonstrations`, () => {
  bench('open', () => {
    openDemonstrations([path], DEFAULT_DEMONSTRATION_OPTIONS);
  });
  bench('read all demonstrations', () => {
    for (const i of recording.blocks.keys()) demonstrations.readBlock(0, i);
  });
});
