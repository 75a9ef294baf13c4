import { describe, expect, it } from 'vitest';
import { layoutFor } from '../../../replays/sc2replay/layout/resolve.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import { STREAMS } from '../../../replays/sc2replay/replay.js';
import { type ArchiveFile, writeArchive } from '../../sc2replay/write-archive.js';
import { packEvents, packValue, tagEvents, tagValue } from '../../sc2replay/write-stream.js';

const BASE_BUILD = 81009;
const { layout } = layoutFor(BASE_BUILD);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const POINT = { x: 4096 * 30, y: 4096 * 40, z: -8 };
const METADATA = { Title: 'A map', Players: [{ PlayerID: 1, APM: 120, MMR: 4100, Result: 'Win' }] };

/** The streams of a tiny game, by their names in the archive. */
const CONTENTS: { readonly [name: string]: Uint8Array } = {
  [STREAMS.details]: tagValue(layout.details, {
    m_title: 'A map',
    m_timeUTC: 132_000_000_000_000_000n,
    m_playerList: [{ m_name: 'One', m_result: 1 }],
  }),
  [STREAMS.initData]: packValue(layout.initData, {
    m_syncLobbyState: {
      m_gameDescription: { m_mapSizeX: 176, m_mapSizeY: 184, m_maxTeams: 2, m_maxRaces: 3 },
    },
  }),
  [STREAMS.trackerEvents]: tagEvents(layout.events.tracker, [
    {
      event: 'SUnitBornEvent',
      loop: 0,
      m_unitTagIndex: 1,
      m_unitTagRecycle: 1,
      m_unitTypeName: 'Drone',
      m_x: 30,
    },
    { event: 'SUnitPositionsEvent', loop: 240, m_firstUnitIndex: 1, m_items: [0, 120, 160] },
  ]),
  [STREAMS.gameEvents]: packEvents(layout.events.game, [
    { event: 'SUserFinishedLoadingSyncEvent', loop: 0, userId: 0 },
    {
      event: 'SCmdEvent',
      loop: 100,
      userId: 1,
      m_cmdFlags: 256,
      m_data: { TargetPoint: POINT },
      m_sequence: 7,
    },
    { event: 'SCameraUpdateEvent', loop: 70_000, userId: 0, m_target: { x: 256, y: 512 } },
  ]),
  [STREAMS.messageEvents]: packEvents(layout.events.message, [
    { event: 'SChatMessage', loop: 30, userId: 1, m_recipient: 0, m_string: 'glhf' },
  ]),
  [STREAMS.metadata]: text(JSON.stringify(METADATA)),
};

function header(baseBuild: number): Uint8Array {
  return tagValue(layout.header, {
    m_signature: 'StarCraft II replay\u001b11',
    m_version: { m_major: 5, m_build: baseBuild, m_baseBuild: baseBuild },
    m_elapsedGameLoops: 70_000,
  });
}

function replay(
  contents: { readonly [name: string]: Uint8Array } = CONTENTS,
  baseBuild = BASE_BUILD,
): Uint8Array {
  const files = Object.entries(contents).map(
    ([name, content]): ArchiveFile => ({ name, content, codec: 'zlib' }),
  );
  return writeArchive({ files, userData: header(baseBuild) });
}

describe('decodeReplay', () => {
  it('gives every stream as values', () => {
    const decoded = decodeReplay(replay());
    expect(decoded.problems).toEqual([]);
    expect(decoded.header).toMatchObject({
      m_version: { m_baseBuild: BASE_BUILD },
      m_elapsedGameLoops: 70_000,
    });
    expect(decoded.details).toMatchObject({
      m_title: text('A map'),
      m_timeUTC: 132_000_000_000_000_000n,
      m_playerList: [{ m_name: text('One'), m_result: 1, m_workingSetSlotId: null }],
    });
    expect(decoded.initData?.m_syncLobbyState.m_gameDescription).toMatchObject({
      m_mapSizeX: 176,
      m_mapSizeY: 184,
    });
    expect(decoded.metadata).toEqual(METADATA);
    expect(decoded.attributes).toBeUndefined();
  });

  it('gives events with their loop and sender; those that nothing reads keep their name', () => {
    const { trackerEvents, gameEvents, messageEvents } = decodeReplay(replay());
    expect(trackerEvents).toMatchObject([
      {
        event: 'SUnitBornEvent',
        eventId: 1,
        loop: 0,
        m_unitTypeName: text('Drone'),
        m_creatorAbilityName: null,
      },
      { event: 'SUnitPositionsEvent', eventId: 8, loop: 240, m_items: [0, 120, 160] },
    ]);
    expect(gameEvents).toEqual([
      { event: 'other', name: 'SUserFinishedLoadingSyncEvent', eventId: 5, loop: 0, userId: 0, fields: {} },
      {
        event: 'SCmdEvent',
        eventId: 27,
        loop: 100,
        userId: 1,
        m_cmdFlags: 256,
        m_abil: null,
        m_data: { TargetPoint: POINT },
        m_sequence: 7,
        m_otherUnit: null,
        m_unitGroup: null,
      },
      expect.objectContaining({ event: 'SCameraUpdateEvent', loop: 70_000, m_target: { x: 256, y: 512 } }),
    ]);
    expect(messageEvents).toEqual([
      {
        event: 'other',
        name: 'SChatMessage',
        eventId: 0,
        loop: 30,
        userId: 1,
        fields: { m_recipient: 0, m_string: text('glhf') },
      },
    ]);
  });

  it('decodes only the streams that are asked for', () => {
    const decoded = decodeReplay(replay(), { streams: ['details'] });
    expect(decoded.details).toBeDefined();
    expect(decoded.gameEvents).toBeUndefined();
    expect(decoded.problems).toEqual([]);
  });

  it('says which layouts it took for a client that no definition knows', () => {
    expect(decodeReplay(replay(CONTENTS, 81433)).layout).toEqual({
      baseBuild: 81433,
      used: 81009,
      exact: false,
    });
  });

  it('reads lobby and details under the names that hide the players', () => {
    const hidden = { [`${STREAMS.details}.backup`]: CONTENTS[STREAMS.details] as Uint8Array };
    expect(decodeReplay(replay(hidden)).details?.m_title).toEqual(text('A map'));
  });

  it('leaves a file in a Buffer as it is, and decodes it as often as one likes', () => {
    const file = Buffer.from(replay());
    const before = Buffer.from(file);
    const first = decodeReplay(file);
    expect(file.equals(before)).toBe(true);
    expect(decodeReplay(file)).toEqual(first);
  });

  it('tells of damaged streams and decodes the others', () => {
    const game = CONTENTS[STREAMS.gameEvents] as Uint8Array;
    const damaged = {
      ...CONTENTS,
      [STREAMS.gameEvents]: game.subarray(0, game.length - 2),
      [STREAMS.trackerEvents]: Uint8Array.of(1, 2, 3),
      [STREAMS.metadata]: text('{"Players": 3}'),
    };
    const decoded = decodeReplay(replay(damaged));
    expect(decoded.gameEvents).toBeUndefined();
    expect(decoded.details).toBeDefined();
    expect(decoded.problems).toEqual([
      {
        stream: 'trackerEvents',
        code: 'FILE_CORRUPT',
        message: expect.stringContaining('replay.tracker.events'),
      },
      {
        stream: 'gameEvents',
        code: 'FILE_TRUNCATED',
        message: expect.stringContaining('replay.game.events'),
      },
      { stream: 'metadata', code: 'FILE_CORRUPT', message: expect.stringContaining('Players') },
    ]);
  });

  it('throws where the header does not say what the client was', () => {
    const archive = (userData: Uint8Array) => writeArchive({ files: [], userData });
    expect(() => decodeReplay(archive(tagValue({ kind: 'struct', fields: [] }, {})))).toThrow(
      expect.objectContaining({ code: 'FILE_CORRUPT' }),
    );
    expect(() => decodeReplay(archive(header(BASE_BUILD).subarray(0, 30)))).toThrow(
      expect.objectContaining({ code: 'FILE_TRUNCATED' }),
    );
    expect(() => decodeReplay(text('no replay at all'))).toThrow(
      expect.objectContaining({ code: 'FILE_FOREIGN' }),
    );
  });
});
