import { describe, expect, it } from 'vitest';
import { corpusThere } from '../../sc2replay/corpus.js';
import { compareDigests } from '../../sc2replay/digests.js';

describe.skipIf(!corpusThere)('game events of the whole corpus', () => {
  it('have the digests of the reference', { timeout: 300_000 }, () => {
    const { equal, unequal, unread } = compareDigests(['gameEvents']);
    expect(unequal).toEqual([]);
    // A client between two public builds, for which no definition fits: the reference stops.
    expect(unread).toEqual({ '23925 gameEvents': 4 });
    expect(equal).toBe(802 - 4);
  });
});
