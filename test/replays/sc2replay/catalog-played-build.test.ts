import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abilityOf } from '../../../replays/sc2replay/catalog/abilities.js';
import { catalogsNear } from '../../../replays/sc2replay/catalog/catalogs.js';
import { playedBuild } from '../../../replays/sc2replay/catalog/played-build.js';
import { type UnitRace, unitByName } from '../../../replays/sc2replay/catalog/units.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import type { CmdEvent } from '../../../replays/sc2replay/replay.js';
import { type CorpusEntry, corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';

const POINT = { x: 0, y: 0, z: 0 };
const UNIT = {
  m_tag: 1,
  m_snapshotUnitLink: 0,
  m_snapshotControlPlayerId: null,
  m_snapshotUpkeepPlayerId: null,
  m_snapshotPoint: POINT,
  m_targetUnitFlags: 0,
  m_timer: 0,
};
const TARGETS = { none: { None: null }, point: { TargetPoint: POINT }, unit: { TargetUnit: UNIT } } as const;

const command = (link: number, target: keyof typeof TARGETS, userId = 0): CmdEvent => ({
  event: 'SCmdEvent',
  eventId: 27,
  loop: 0,
  userId,
  m_cmdFlags: 0,
  m_abil: { m_abilLink: link, m_abilCmdIndex: 0, m_abilCmdData: null },
  m_data: TARGETS[target],
  m_otherUnit: null,
  m_unitGroup: null,
});

const RACES: readonly UnitRace[] = ['protoss', 'terran', 'zerg'];
const raceOf = (userId: number): UnitRace | undefined => RACES[userId];
const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** Where the catalogs of 76114 and 77379 have the Nexus's chrono boost. */
const CHRONO = { 76114: 716, 77379: 717 } as const;

describe('playedBuild', () => {
  it('stays with the build of the header where nothing speaks against it', () => {
    expect(playedBuild(76811, [], raceOf)).toBe(76811);
    expect(playedBuild(76811, many(9, command(CHRONO[76114], 'unit')), raceOf)).toBe(76811);
    expect(playedBuild(10, many(9, command(CHRONO[76114], 'unit')), raceOf)).toBe(10);
  });

  it('finds the catalog of the next patch by what only that makes sense of', () => {
    const chrono = command(CHRONO[77379], 'unit');
    expect(playedBuild(76811, many(9, chrono), raceOf)).toBe(77379);
    expect(abilityOf(77379, CHRONO[77379], 0).name).toBe('Effect_ChronoBoostEnergyCost');
  });

  it('finds the catalog before, too', () => {
    expect(playedBuild(77535, many(9, command(CHRONO[76114], 'unit')), raceOf)).toBe(71663);
  });

  it('follows the greater number, and the header where they are equal', () => {
    const newer = command(CHRONO[77379], 'unit');
    const older = command(CHRONO[76114], 'unit');
    expect(playedBuild(76811, [newer], raceOf)).toBe(77379);
    expect(playedBuild(76811, [newer, older], raceOf)).toBe(76811);
    expect(playedBuild(76811, [newer, older, newer], raceOf)).toBe(77379);
  });

  it('heeds only those who play, and what their race can do', () => {
    expect(playedBuild(76811, many(9, command(CHRONO[77379], 'unit', 7)), raceOf)).toBe(76811);
    // In the older catalog this link is a missile of the Raven: a Terran's command makes sense there.
    expect(playedBuild(77535, many(9, command(CHRONO[76114], 'unit', 1)), raceOf)).toBe(77535);
  });

  it('takes any commands, and answers with the build itself or a neighbouring catalog', () => {
    const commands = fc.array(
      fc
        .tuple(fc.nat(1023), fc.constantFrom('none', 'point', 'unit'), fc.nat(3))
        .map(([link, target, user]) => command(link, target, user)),
      { maxLength: 50 },
    );
    fc.assert(
      fc.property(fc.nat(100_000), commands, (baseBuild, list) => {
        const neighbours = catalogsNear(baseBuild).map((catalog) => catalog.baseBuild);
        expect([baseBuild, ...neighbours]).toContain(playedBuild(baseBuild, list, raceOf));
      }),
    );
  });
});

describe.skipIf(!corpusThere)('playedBuild on real games', () => {
  const games = corpusEntries().filter(({ kind }) => kind === 'usable1v1');

  /** Commands of a game with an ability, how many of them its player's race can give, and the build that was found. */
  function readGame({ file, players }: CorpusEntry): { build: number; all: number; fit: number } {
    const { header, trackerEvents, gameEvents } = decodeReplay(readCorpus(file), {
      streams: ['trackerEvents', 'gameEvents'],
    });
    const races = new Map<number, UnitRace>();
    for (const event of trackerEvents!)
      if (event.event === 'SPlayerSetupEvent' && event.m_userId !== null) {
        const player = players.find(({ playerId }) => playerId === event.m_playerId);
        if (player) races.set(event.m_userId, player.race.toLowerCase() as UnitRace);
      }
    const commands = gameEvents!.filter((event): event is CmdEvent => event.event === 'SCmdEvent');
    const build = playedBuild(header.m_version.m_baseBuild, commands, (user) => races.get(user));
    const counts = { build, all: 0, fit: 0 };
    for (const { m_abil, userId } of commands) {
      if (m_abil === null) continue;
      counts.all++;
      const { ability } = abilityOf(build, m_abil.m_abilLink, m_abil.m_abilCmdIndex);
      if (ability === null) continue;
      const users = [...(ability.users ?? [])];
      if (ability.users === null || users.some((user) => unitByName(user)?.race === races.get(userId)))
        counts.fit++;
    }
    return counts;
  }

  it('explains what the players of every thirtieth game do, with the catalog of the header', () => {
    let all = 0;
    let fit = 0;
    for (const game of games.filter(({ baseBuild }, i) => i % 30 === 0 && baseBuild !== 76811)) {
      const counts = readGame(game);
      expect(counts.build, game.file).toBe(game.baseBuild);
      all += counts.all;
      fit += counts.fit;
    }
    expect(all).toBeGreaterThan(10_000);
    expect(fit / all).toBeGreaterThan(0.998);
  });

  it('finds the games of base build 76811 that were played with the next patch', () => {
    const counts = games.filter(({ baseBuild }) => baseBuild === 76811).map(readGame);
    const moved = counts.filter(({ build }) => build !== 76811);
    expect(new Set(moved.map(({ build }) => build))).toEqual(new Set([77379]));
    expect([moved.length, counts.length]).toEqual([42, 97]);
    for (const { all, fit } of counts) expect(fit / all).toBeGreaterThan(0.98);
  });
});
