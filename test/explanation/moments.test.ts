import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeOf, type Wanted } from '../../src/explanation/moment.js';
import { commandInWords } from '../../src/explanation/names.js';
import { playedMoment } from '../../src/explanation/played.js';
import { recordedMoment } from '../../src/explanation/recorded.js';
import { recordMatches } from '../training/recordings.js';

const MIDDLE: Wanted = { kind: 'middle' };
const at = (decision: number): Wanted => ({ kind: 'decision', decision });
const until = (loop: number): Wanted => ({ kind: 'loop', loop });
const wrong = (flag: string) =>
  expect.objectContaining({ code: 'BAD_ARGUMENT', message: expect.stringContaining(flag) });

describe('which decision', () => {
  const loops = [0, 4, 8, 20];
  it.each([
    [MIDDLE, 1],
    [at(3), 3],
    [until(0), 0],
    [until(7), 1],
    [until(20), 3],
  ])('%o is number %i', (wanted, place) => expect(placeOf(wanted, loops, 'it')).toBe(place));

  it.each([
    [at(4), '0 to 3'],
    [until(21), '0 to 20'],
  ])('%o is refused', (wanted, range) =>
    expect(() => placeOf(wanted, loops, 'it')).toThrowError(wrong(range)),
  );

  it('is none where nothing is decided', () =>
    expect(() => placeOf(MIDDLE, [], 'it')).toThrowError(wrong('nothing')));
});

describe('a recording', () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'khala-explain-'));
    path = join(folder, '0.khr');
    await recordMatches(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const any = { episode: null, player: null };

  it('gives a decision by its place and by its loop', () => {
    const third = recordedMoment(path, any, at(3));
    const { gameLoop } = third.observation;
    expect(recordedMoment(path, any, until(gameLoop)).decision).toBe(3);
    expect(third.info.player).toBe(1);
    expect(recordedMoment(path, { episode: 1, player: 1 }, MIDDLE).info.seed).toBe(1);
    expect(commandInWords(third.command, third.observation, third.info.vocabulary)).toMatch(
      /look again in \d+ loops$/,
    );
  });

  it.each([
    ['--player 2', { episode: null, player: 2 }, MIDDLE],
    ['--player 2', { episode: 0, player: 2 }, MIDDLE],
    ['--episode 2', { episode: 2, player: null }, MIDDLE],
    ['--loop 99999', any, until(99999)],
    ['--decision 99999', any, at(99999)],
  ])('refuses %s', (flag, choice, wanted) =>
    expect(() => recordedMoment(path, choice, wanted)).toThrowError(wrong(flag)),
  );

  it('is one file', () => {
    expect(() => recordedMoment(folder, any, MIDDLE)).toThrowError(
      expect.objectContaining({ code: 'FILE_FOREIGN' }),
    );
    expect(() => recordedMoment(join(folder, 'none.khr'), any, MIDDLE)).toThrowError(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    );
  });
});

describe('a match', () => {
  const choice = {
    agent: 'base',
    opponent: 'scripted:Easy',
    scenario: '3m',
    seed: 2,
    player: 1,
    engine: 'auto',
  } as const;

  it('is played up to the decision, the same each time, from either seat', async () => {
    const first = await playedMoment(choice, at(5));
    expect(first.decision).toBe(5);
    expect(await playedMoment(choice, at(5))).toEqual(first);
    expect(await playedMoment(choice, until(first.observation.gameLoop))).toEqual(first);
    const other = await playedMoment({ ...choice, player: 2 }, MIDDLE);
    expect(other.info.player).toBe(2);
    expect(other.decision).toBeGreaterThan(0);
  });

  it('refuses what is not in it', async () => {
    await expect(playedMoment(choice, at(99_999))).rejects.toThrowError(wrong('--decision 99999'));
    await expect(playedMoment(choice, until(999_999))).rejects.toThrowError(wrong('--loop 999999'));
    await expect(playedMoment({ ...choice, player: 3 }, MIDDLE)).rejects.toThrowError(wrong('--player 3'));
  });
});
