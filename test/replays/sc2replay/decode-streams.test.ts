import { describe, expect, it } from 'vitest';
import { corpusThere } from '../../sc2replay/corpus.js';
import { compareDigests } from '../../sc2replay/digests.js';

const STREAMS = ['header', 'details', 'initData', 'trackerEvents', 'messageEvents'] as const;

describe.skipIf(!corpusThere)('the other streams of the whole corpus', () => {
  it('have the digests of the reference', { timeout: 300_000 }, () => {
    const { equal, unequal, unread } = compareDigests(STREAMS);
    expect(unequal).toEqual([]);
    expect(equal + unread.length).toBe(STREAMS.length * 802);
  });
});
