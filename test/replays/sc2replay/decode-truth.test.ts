import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import type { Value } from '../../../replays/sc2replay/values.js';
import { canonical, canonicalEvents } from '../../sc2replay/canonical.js';
import { corpusEntries, readCorpus } from '../../sc2replay/corpus.js';

/** The game events that the reference's command files have. */
const COMMAND_EVENTS = new Set([
  'SCmdEvent',
  'SCmdUpdateTargetPointEvent',
  'SCmdUpdateTargetUnitEvent',
  'SCommandManagerStateEvent',
  'SSelectionDeltaEvent',
  'SControlGroupUpdateEvent',
]);

const entries = corpusEntries().flatMap(({ file, baseBuild, truth }) =>
  truth ? [{ file, baseBuild, truth }] : [],
);
const unpack = (name: string): string => gunzipSync(readCorpus(name)).toString('utf8');
const lines = (name: string): string[] => unpack(name).split('\n').slice(0, -1);

describe.skipIf(entries.length === 0)('replays with full reference output', () => {
  it('are all there', () => {
    expect(entries).toHaveLength(15);
  });

  it.each(entries)('$file has the same events, one by one', ({ file, baseBuild, truth }) => {
    const decoded = decodeReplay(readCorpus(file));
    if (truth.tracker !== undefined) {
      const tracker = [...canonicalEvents(decoded.trackerEvents ?? [], 'tracker', baseBuild)];
      expect(tracker).toEqual(lines(truth.tracker));
    }
    const named = (decoded.gameEvents ?? []).filter((event) =>
      COMMAND_EVENTS.has(event.event === 'other' ? event.name : event.event),
    );
    const commands = [...canonicalEvents(named, 'game', baseBuild)];
    expect(commands).toEqual(lines(truth.commands as string));
    const { header, details, initData } = decoded;
    const head = { header, details, initData } as unknown as { readonly [part: string]: Value };
    expect(JSON.parse(canonical(head))).toEqual(JSON.parse(unpack(truth.head as string)));
  });
});
