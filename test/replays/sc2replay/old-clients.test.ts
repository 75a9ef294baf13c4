import { describe, expect, it } from 'vitest';
import { layoutFor } from '../../../replays/sc2replay/layout/resolve.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import type { DecodedReplay } from '../../../replays/sc2replay/replay.js';
import { type CorpusEntry, corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';

/** Which of these game events a build has under which id. */
function gameEventIds(baseBuild: number, names: readonly string[]): { readonly [name: string]: number } {
  const { events } = layoutFor(baseBuild).layout.events.game;
  return Object.fromEntries(
    events.filter(({ name }) => names.includes(name)).map(({ name, id }) => [name, id]),
  );
}

describe('layouts of old clients', () => {
  const MOVED = ['SUserOptionsEvent', 'SBankFileEvent', 'SBankSignatureEvent', 'SSaveGameEvent'];

  /** As the published definitions list them. */
  it.each([
    [15405, '5 7-11 22-23 25-35 37-41 44-58 63-96'],
    [17266, '5 7-12 22-23 25-35 37-41 44-59 63-96'],
    [21995, '5 7-12 22-23 25-41 44-60 63-100'],
    [24764, '5 7 9-13 21-23 26-41 43-60 62-75 77-102'],
    [24944, '5 7 9-14 21-23 26-41 43-60 62-75 77-102'],
    [27950, '5 7 9-14 21-23 26-41 43-60 62-75 77-91 93-102'],
    [34784, '5 7 9-14 21-23 25-41 43-75 77-91 93-112'],
    [38215, '5 7 9-14 21-23 25-41 43-112'],
  ])('have the game events of build %i', (build, ranges) => {
    const ids = layoutFor(build).layout.events.game.events.map(({ id }) => id);
    const want = ranges.split(' ').flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
    expect(ids.sort((a, b) => a - b)).toEqual(want);
  });

  it('move the ids of events as the clients did', () => {
    expect(gameEventIds(15405, MOVED)).toEqual({
      SBankFileEvent: 7,
      SUserOptionsEvent: 11,
      SSaveGameEvent: 22,
    });
    for (const build of [17266, 23260, 23925]) {
      expect(gameEventIds(build, MOVED)).toEqual({
        SBankFileEvent: 7,
        SBankSignatureEvent: 11,
        SUserOptionsEvent: 12,
        SSaveGameEvent: 22,
      });
    }
    for (const build of [24247, 28667, 38215]) {
      expect(gameEventIds(build, MOVED)).toEqual({
        SUserOptionsEvent: 7,
        SBankFileEvent: 9,
        SBankSignatureEvent: 13,
        SSaveGameEvent: 21,
      });
    }
  });

  it.each([
    [15405, 32],
    [16561, 17],
    [17266, 17],
    [18468, 18],
    [21995, 20],
    [34784, 23],
    [38215, 25],
  ])('give the flags of a command in build %i %i bits', (build, bits) => {
    const command = layoutFor(build).layout.events.game.events.find(({ name }) => name === 'SCmdEvent');
    expect(command?.early).toBe(build < 16561);
    const flags = command?.type.kind === 'struct' ? command.type.fields[0] : undefined;
    expect(flags).toMatchObject({ name: 'm_cmdFlags', type: { kind: 'int', bits, min: 0 } });
  });

  it('tell a player who leaves by the event of the time', () => {
    const LEAVING = ['SPlayerLeaveEvent', 'SGameUserLeaveEvent'];
    expect(gameEventIds(23925, LEAVING)).toEqual({ SPlayerLeaveEvent: 25 });
    expect(gameEventIds(24247, LEAVING)).toEqual({ SGameUserLeaveEvent: 101 });
  });

  it('take the layouts of the nearest lower known client for an unknown one', () => {
    expect(layoutFor(30508).choice).toEqual({ baseBuild: 30508, used: 28667, exact: false });
    expect(layoutFor(23925).choice).toEqual({ baseBuild: 23925, used: 23925, exact: true });
    expect(layoutFor(1).choice).toEqual({ baseBuild: 1, used: 15405, exact: false });
  });
});

const filesOf = (...builds: readonly number[]): readonly CorpusEntry[] =>
  corpusEntries().filter(({ baseBuild }) => builds.includes(baseBuild));

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/**
 * Name and account of everybody who plays, as the lobby has them and as the details do. Only `m_toon` tells persons
 * from computers there: up to 23925 the details give each player the control, team and observing of the slot after his.
 */
function peopleTwice({ details, initData }: DecodedReplay): readonly [lobby: string[], details: string[]] {
  const lobby = initData?.m_syncLobbyState;
  const names = lobby?.m_userInitialData.map(({ m_name }) => text(m_name as Uint8Array)) ?? [];
  const seats = lobby?.m_lobbyState.m_slots.filter(
    ({ m_control, m_observe }) => m_control === 2 && m_observe === 0,
  );
  const inLobby = seats?.map(
    (slot) => `${names[slot.m_userId as number]} ${text(slot.m_toonHandle as Uint8Array)}`,
  );
  const inDetails = details?.m_playerList
    ?.filter(({ m_toon }) => Number(m_toon.m_id) !== 0)
    .map(({ m_name, m_toon }) => `${text(m_name)} ${m_toon.m_region}-S2-${m_toon.m_realm}-${m_toon.m_id}`);
  return [[...(inLobby ?? [])].sort(), [...(inDetails ?? [])].sort()];
}

describe.skipIf(!corpusThere)('the beta clients for which nobody published a definition', () => {
  const files = filesOf(23925, 24247);

  it.each(files)('$file is read to its end', ({ file, loops }) => {
    const replay = decodeReplay(readCorpus(file));
    expect(replay.problems).toEqual([]);
    const last = replay.gameEvents?.at(-1);
    // The game counts on for a moment after the last client has left.
    expect(last?.loop).toBeGreaterThan(loops - 32);
    expect(last?.loop).toBeLessThanOrEqual(loops);
  });

  it.each(files)('$file has the same people in its lobby as in its details', ({ file }) => {
    const [lobby, details] = peopleTwice(decodeReplay(readCorpus(file)));
    expect(lobby.length).toBeGreaterThanOrEqual(2);
    expect(lobby).toEqual(details);
  });
});

describe.skipIf(!corpusThere)('the first client', () => {
  it.each(filesOf(15405).slice(0, 3))(
    '$file keeps its flat commands apart from those of later clients',
    ({ file }) => {
      const { gameEvents = [] } = decodeReplay(readCorpus(file), { streams: ['gameEvents'] });
      expect(gameEvents.some(({ event }) => event === 'SCmdEvent')).toBe(false);
      const commands = gameEvents.filter((event) => event.event === 'other' && event.name === 'SCmdEvent');
      expect(commands.length).toBeGreaterThan(100);
      expect(commands[0]).toMatchObject({
        fields: { m_cmdFlags: expect.any(Number), m_abilLink: expect.any(Number) },
      });
    },
  );
});
