import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSightings } from '../../../env-bridge/sc2/sightings.js';
import { createEntityTable, DISPLAY_TYPE } from '../../../src/spec/columns.js';

const { visible, snapshot } = DISPLAY_TYPE;

function seenAt(
  sightings: ReturnType<typeof createSightings>,
  loop: number,
  rows: readonly (readonly [bigint, number])[],
): number[] {
  const table = createEntityTable(rows.length);
  for (const [i, [tag, display]] of rows.entries()) {
    table.tag[i] = tag;
    table.display_type[i] = display;
  }
  sightings.update(table, rows.length, loop);
  return [...table.last_seen];
}

describe('sightings', () => {
  it('remember when a tag was last visible, whatever its row', () => {
    const sightings = createSightings();
    const far = 1n << 40n;
    expect(
      seenAt(sightings, 10, [
        [1n, visible],
        [far, snapshot],
      ]),
    ).toEqual([10, 10]);
    expect(
      seenAt(sightings, 20, [
        [far, snapshot],
        [1n, snapshot],
        [2n, visible],
      ]),
    ).toEqual([10, 10, 20]);
    expect(
      seenAt(sightings, 30, [
        [2n, snapshot],
        [1n, visible],
        [far, snapshot],
      ]),
    ).toEqual([20, 30, 10]);
    // Who was gone is new.
    expect(seenAt(sightings, 40, [[2n, snapshot]])).toEqual([20]);
    expect(
      seenAt(sightings, 50, [
        [1n, snapshot],
        [2n, snapshot],
      ]),
    ).toEqual([50, 20]);
  });

  it('do as a map of tags would', () => {
    const rows = fc.uniqueArray(
      fc.tuple(
        fc.bigInt({ min: 0n, max: 40n }).map((n) => n * 0x1_0004_0001n),
        fc.constantFrom(visible, snapshot),
      ),
      { selector: ([tag]) => tag, maxLength: 40 },
    );
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 8 }), (frames) => {
        const sightings = createSightings();
        let before = new Map<bigint, number>();
        for (const [loop, frame] of frames.entries()) {
          const now = new Map(
            frame.map(([tag, display]) => [tag, display === visible ? loop : (before.get(tag) ?? loop)]),
          );
          expect(seenAt(sightings, loop, frame)).toEqual([...now.values()]);
          before = now;
        }
      }),
    );
  });
});
