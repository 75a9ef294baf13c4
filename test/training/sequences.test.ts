import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Demonstration, Demonstrations } from '../../replays/demonstrations.js';
import type { BlockRef } from '../../src/training/plan.js';
import {
  createSequenceReader,
  lastingRows,
  type Match,
  matchesOf,
  nearestInSequence,
  planSequences,
  type SequencePlan,
  type SequenceRow,
} from '../../src/training/sequences.js';

const blockOf = (file: number, block: number, samples: number): BlockRef => ({
  ...{ file, block, samples },
  bytes: samples * 10,
  entities: null,
});
/** One match a list of block sizes, each in a file of its own. */
const matchesOfSizes = (sizes: readonly (readonly number[])[]): Match[] =>
  sizes.map((blocks, file) => ({
    blocks: blocks.map((samples, block) => blockOf(file, block, samples)),
    samples: blocks.reduce((sum, samples) => sum + samples, 0),
  }));
/** Place of a row's decision within its match. */
const placeOf = (matches: readonly Match[], { block, sample }: SequenceRow): number => {
  const { blocks } = matches[block.file];
  return blocks.slice(0, block.block).reduce((sum, before) => sum + before.samples, 0) + sample;
};
/** The rows of sequence `s` over the first batches, one after another. */
function lineOf(
  plan: SequencePlan,
  s: number,
  sequences: number,
  steps: number,
  batches: number,
): (SequenceRow | null)[] {
  return Array.from({ length: batches }, (_, k) => {
    const rows = plan.batch(k);
    expect(rows).toHaveLength(sequences * steps);
    return Array.from({ length: steps }, (__, t) => rows[t * sequences + s]);
  }).flat();
}

const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 8,
});

describe('planSequences', () => {
  it('goes through every match once an epoch, from its first decision to its last', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer(),
        (shape, sequences, steps, seed) => {
          const matches = matchesOfSizes(shape);
          const plan = planSequences(matches, { sequences, steps }, 1, seed);
          const seen: string[] = [];
          for (let s = 0; s < sequences; s++) {
            const line = lineOf(plan, s, sequences, steps, plan.batches);
            let before: { file: number; place: number } | null = null;
            for (const row of line.filter((one) => one !== null)) {
              const place = placeOf(matches, row);
              const follows: boolean = before?.file === row.block.file && place === before.place + 1;
              expect(row.first).toBe(place === 0);
              expect(follows || place === 0).toBe(true);
              if (place === 0 && before) expect(before.place).toBe(matches[before.file].samples - 1);
              before = { file: row.block.file, place };
              seen.push(`${row.block.file}:${place}`);
            }
            // What is missing is missing at the end.
            expect(line.slice(line.indexOf(null)).every((row) => row === null) || !line.includes(null)).toBe(
              true,
            );
          }
          const all = matches.flatMap(({ samples }, file) =>
            Array.from({ length: samples }, (_, place) => `${file}:${place}`),
          );
          expect(seen.sort()).toEqual(all.sort());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes on for ever without an end, each match as often as the others', () => {
    const matches = matchesOfSizes([[5], [3, 4], [2]]);
    const plan = planSequences(matches, { sequences: 2, steps: 4 }, null, 1);
    expect(plan.batches).toBe(Number.POSITIVE_INFINITY);
    const counts = new Map<number, number>();
    for (const s of [0, 1])
      for (const row of lineOf(plan, s, 2, 4, 70))
        if (row?.first) counts.set(row.block.file, (counts.get(row.block.file) ?? 0) + 1);
    const [least, most] = [Math.min(...counts.values()), Math.max(...counts.values())];
    expect(counts.size).toBe(3);
    expect(most - least).toBeLessThanOrEqual(2);
  });

  it('gives a batch by its number alone, in whatever order batches are asked for', () => {
    const make = (seed: number): SequencePlan =>
      planSequences(matchesOfSizes([[9, 3], [20], [4], [11]]), { sequences: 3, steps: 5 }, null, seed);
    const forwards = make(3);
    const wanted = Array.from({ length: 30 }, (_, k) => forwards.batch(k));
    const jumping = make(3);
    for (const k of [29, 0, 17, 5]) expect(jumping.batch(k)).toEqual(wanted[k]);
    expect(make(4).batch(0)).not.toEqual(wanted[0]);
  });

  it('has nothing to plan without demonstrations', () => {
    expect(() => planSequences([], { sequences: 1, steps: 2 }, null)).toThrow(
      expect.objectContaining({ code: 'NO_DATA' }),
    );
  });
});

describe('the rows of a batch', () => {
  it('are read from the blocks that they are in, which are let go when the sequences have left them', () => {
    const reads: string[] = [];
    const demonstrations = {
      readBlock: (file: number, block: number) => {
        reads.push(`${file}:${block}`);
        return Array.from(
          { length: 4 },
          (_, sample) =>
            ({ source: { path: '', episode: file, gameLoop: block * 4 + sample } }) as Demonstration,
        );
      },
    } as unknown as Demonstrations;
    const matches = matchesOfSizes([
      [4, 4, 4],
      [4, 4, 4],
    ]);
    const plan = planSequences(matches, { sequences: 2, steps: 3 }, 2, 1);
    const read = createSequenceReader(demonstrations);
    for (let k = 0; k < plan.batches; k++) {
      const rows = plan.batch(k);
      for (const [i, { source }] of read(rows).entries()) {
        const row = rows[i];
        if (row) expect([source.episode, source.gameLoop]).toEqual([row.block.file, placeOf(matches, row)]);
      }
    }
    // Twelve blocks in two epochs, each read once each time a sequence comes to it.
    expect(reads).toHaveLength(12);
  });

  it('say where the state lasts', () => {
    const [block] = matchesOfSizes([[3]])[0].blocks;
    const rows = [{ block, sample: 0, first: true }, { block, sample: 1, first: false }, null];
    expect([...lastingRows(rows)]).toEqual([0, 1, 1]);
  });

  it('that cannot be shown give their place to the nearest of their own sequence', () => {
    // Three sequences of four steps: row t S + s.
    const good = new Array<boolean>(12).fill(true);
    expect(nearestInSequence(good.with(4, false), 4, 3)).toBe(1);
    expect(nearestInSequence(good.with(1, false), 1, 3)).toBe(4);
    expect(nearestInSequence(good.with(7, false).with(4, false), 7, 3)).toBe(10);
    expect(nearestInSequence(good.with(7, false).with(4, false).with(10, false), 7, 3)).toBe(1);
    const none = good.map((_, row) => row % 3 !== 1);
    expect(nearestInSequence(none, 7, 3)).toBe(0);
  });
});

it('matchesOf puts the blocks of a match together, and no others', () => {
  const episodes = [0, 0, 1, 2, 2];
  const demonstrations = {
    files: [0, 1].map(() => ({ blocks: episodes.map((episode) => ({ episode })) })),
  } as unknown as Demonstrations;
  const blocks = [0, 1].flatMap((file) => episodes.map((_, block) => blockOf(file, block, block + 1)));
  expect(matchesOf(demonstrations, blocks).map(({ blocks: own, samples }) => [own.length, samples])).toEqual([
    [2, 3],
    [1, 3],
    [2, 9],
    [2, 3],
    [1, 3],
    [2, 9],
  ]);
});
