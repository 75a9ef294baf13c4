import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../../replays/sc2replay/mpq/archive.js';
import { decodeAttributes } from '../../../replays/sc2replay/read/attributes.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { writeAttributes } from '../../sc2replay/write-attributes.js';

const text = (value: Uint8Array): string => Buffer.from(value).toString('latin1');

describe('decodeAttributes', () => {
  it('reads values in reading order, without the zeros that fill them up', () => {
    const bytes = writeAttributes({
      source: 2,
      mapNamespace: 7,
      list: [
        { namespace: 999, id: 3001, scope: 1, value: Buffer.from('Prot') },
        { namespace: 999, id: 2024, scope: 2, value: Buffer.from('T2') },
        { namespace: 999, id: 4000, scope: 16, value: Buffer.from('') },
      ],
    });
    const { source, mapNamespace, list } = decodeAttributes(bytes);
    expect([source, mapNamespace]).toEqual([2, 7]);
    expect(list.map(({ id, scope, value }) => [id, scope, text(value)])).toEqual([
      [3001, 1, 'Prot'],
      [2024, 2, 'T2'],
      [4000, 16, ''],
    ]);
  });

  it('gives back any list, with and without a source', () => {
    const attribute = fc.record({
      namespace: fc.nat(),
      id: fc.nat(),
      scope: fc.nat(255),
      value: fc.uint8Array({ max: 255, min: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        fc.record({
          source: fc.option(fc.nat(255), { nil: null }),
          mapNamespace: fc.nat(),
          list: fc.array(attribute, { maxLength: 20 }),
        }),
        (attributes) => {
          const read = decodeAttributes(writeAttributes(attributes));
          expect({
            ...read,
            list: read.list.map((one) => ({ ...one, value: Array.from(one.value) })),
          }).toEqual({
            ...attributes,
            list: attributes.list.map((one) => ({ ...one, value: Array.from(one.value) })),
          });
        },
      ),
    );
  });

  it('knows nothing of an empty stream, and refuses one with another length than it counts', () => {
    expect(decodeAttributes(new Uint8Array(0))).toEqual({ source: null, mapNamespace: null, list: [] });
    const bytes = writeAttributes({
      source: 0,
      mapNamespace: 0,
      list: [{ namespace: 1, id: 1, scope: 1, value: Buffer.from('AB00') }],
    });
    for (let end = 1; end < bytes.length; end++) {
      expect(() => decodeAttributes(bytes.subarray(0, end)), `cut at ${end}`).toThrow(/13 bytes/);
    }
  });

  it.skipIf(!corpusThere)('agrees with the reference on the races of real games', () => {
    const RACE = 3001;
    const SHORT: Record<string, string> = { Terran: 'Terr', Zerg: 'Zerg', Protoss: 'Prot' };
    const games = corpusEntries().filter(({ kind }) => kind === 'usable1v1');
    let checked = 0;
    for (const { file, players } of games.filter((_, i) => i % 25 === 0)) {
      const bytes = openArchive(readCorpus(file)).read('replay.attributes.events');
      if (bytes === undefined || bytes.length === 0) continue;
      const races = decodeAttributes(bytes).list.filter(({ id }) => id === RACE);
      for (const { playerId, race } of players) {
        const chosen = races.find(({ scope }) => scope === playerId);
        if (chosen === undefined || text(chosen.value) === 'RAND') continue;
        expect(text(chosen.value), file).toBe(SHORT[race]);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(20);
  });
});
