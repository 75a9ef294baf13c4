/**
 * Scenarios: which armies stand where. Defaults stand once, here, with their reasons. The fixed ones follow SMAC
 * (Samvelyan et al. 2019, table 1) and `random` follows SMACv2 (Ellis et al. 2023, section 4), but both sides are
 * players: nobody is a built-in AI.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { KhalaError } from '../../src/spec/errors.js';
import { UPGRADE, type UpgradeName } from '../../src/spec/game-ids.js';
import { nearest } from '../../src/spec/nearest.js';
import { BUFFS } from './abilities/buffs.js';
import { ABILITIES } from './abilities/table.js';
import { ZONES } from './abilities/zones.js';
import { KIND, kindOf, REGENERATION, UNITS, type UnitName } from './units.js';

/** Raised when a rule of the simulator changes, so that the scenario's hash does too. */
const RULES_VERSION = 2;
/** All pairs of units are looked at in every loop; more than this and a grid would pay. */
const MOST_UNITS_A_SIDE = 32;

const unitName = z.enum(Object.keys(UNITS) as [UnitName, ...UnitName[]]);
const count = z.number().int().min(1).max(MOST_UNITS_A_SIDE);

const isArmed = (army: Partial<Record<UnitName, number>>): boolean =>
  Object.keys(army).some((name) => KIND.fighter[kindOf(name as UnitName)] === 1);
/** A side's upgrades: their levels, 1 for those that have one only. */
const upgrades = z
  .partialRecord(
    z.enum(Object.keys(UPGRADE) as [UpgradeName, ...UpgradeName[]]),
    z.number().int().min(0).max(3),
  )
  .refine(
    (levels) => Object.entries(levels).every(([name, level]) => level <= UPGRADE[name as UpgradeName].length),
    {
      message: 'an upgrade has no such level; those that only allow something have level 1',
    },
  )
  .default({});
const NEEDS_WEAPONS = 'an army needs at least one unit with a weapon';
const sizeOf = (army: Partial<Record<UnitName, number>>): number =>
  Object.values(army).reduce((sum, n) => sum + n, 0);

const armiesSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fixed'),
    /** The army of both sides. */
    army: z
      .partialRecord(unitName, count)
      .refine(isArmed, NEEDS_WEAPONS)
      .refine((army) => sizeOf(army) <= MOST_UNITS_A_SIDE, `at most ${MOST_UNITS_A_SIDE} units a side`),
  }),
  z.strictObject({
    kind: z.literal('drawn'),
    /** Units a side. */
    size: count,
    /** One race a match is drawn, then each unit with these weights; both sides get the same units. */
    races: z.array(z.partialRecord(unitName, z.number().positive()).refine(isArmed, NEEDS_WEAPONS)).min(1),
    /** Chance that one side stands in the middle, ringed by the other; else the places are mirrored. */
    surround: z.number().min(0).max(1),
  }),
]);

const scenarioSchema = z
  .strictObject({
    name: z.string().min(1).max(40),
    armies: armiesSchema,
    /** Upgrades of player 1 and of player 2, each with its level. */
    upgrades: z.strictObject({ 1: upgrades, 2: upgrades }).default({ 1: {}, 2: {} }),
    /** Cells. SMAC's maps are 32 x 32. */
    width: z.number().int().min(24).max(128).default(32),
    height: z.number().int().min(24).max(128).default(32),
    /** Cells around the field where nobody walks, as on SMAC's maps. */
    border: z.number().int().min(1).max(8).default(2),
    /** Cells between the centres of the two sides: nobody sees the enemy at the start; walking, they meet after 3 s. */
    distance: z.number().min(8).max(100).default(18),
    /** 2 loops (89 ms) between decisions: kiting with a damage point of 3 loops needs no less. */
    stepLoops: z.number().int().min(1).default(2),
    /** 720 a minute: what professionals reach in the thick of a fight, kept up throughout. */
    commandsPerSecond: z.number().positive().default(12),
    /** Two minutes. SMAC gives 3s5z 150 steps of 8 loops, but there an AI always comes; here both sides may wait. */
    maxLoops: z.number().int().min(1).default(2688),
  })
  .refine(
    (s) => s.distance + 4 * s.border <= s.width,
    'the sides stand outside the field: lower distance or border',
  );

/** A scenario with every field filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
/** A scenario as it is written: what it leaves out gets its default. */
export type ScenarioDefinition = z.input<typeof scenarioSchema>;

const fixed = (name: string, army: Partial<Record<UnitName, number>>): Scenario =>
  scenarioSchema.parse({ name, armies: { kind: 'fixed', army } });

/** The built-in scenarios. */
export const SCENARIOS = {
  '3m': fixed('3m', { marine: 3 }),
  '8m': fixed('8m', { marine: 8 }),
  '2s3z': fixed('2s3z', { stalker: 2, zealot: 3 }),
  '3s5z': fixed('3s5z', { stalker: 3, zealot: 5 }),
  MMM: fixed('MMM', { medivac: 1, marauder: 2, marine: 7 }),
  random: scenarioSchema.parse({
    name: 'random',
    armies: {
      kind: 'drawn',
      size: 5,
      // SMACv2 draws 0.45 / 0.45 / 0.1; Colossus and Baneling are not in the simulator, so Protoss has two types and
      // the Roach takes the Baneling's part.
      races: [
        { marine: 0.45, marauder: 0.45, medivac: 0.1 },
        { stalker: 0.5, zealot: 0.5 },
        { zergling: 0.45, hydralisk: 0.45, roach: 0.1 },
      ],
      surround: 0.5,
    },
  }),
} as const satisfies Record<string, Scenario>;

export const scenarioNames: readonly string[] = Object.keys(SCENARIOS);

/** The built-in scenario of this name. Throws UNKNOWN_SCENARIO, which names the nearest ones. */
export function findScenario(name: string): Scenario {
  const known: Readonly<Record<string, Scenario>> = SCENARIOS;
  if (Object.hasOwn(known, name)) return known[name];
  throw new KhalaError(
    'UNKNOWN_SCENARIO',
    `open scenario: no scenario is named "${name}"; nearest are ${nearest(name, scenarioNames, 3).join(', ')}`,
  );
}

/** A built-in scenario by its name, or a definition, checked. Throws UNKNOWN_SCENARIO or BAD_ARGUMENT. */
export function openScenario(scenario: string | ScenarioDefinition): Scenario {
  return typeof scenario === 'string' ? findScenario(scenario) : checkScenario(scenario);
}

/** Fills in the defaults. Throws BAD_ARGUMENT, which names the first wrong field. */
export function checkScenario(definition: ScenarioDefinition): Scenario {
  const checked = scenarioSchema.safeParse(definition);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const where = issue.path.length > 0 ? issue.path.map(String).join('.') : 'the whole';
  throw new KhalaError(
    'BAD_ARGUMENT',
    `open scenario "${definition.name}": ${where}: ${issue.message}; correct it`,
  );
}

/** SHA-256 (hex) over the scenario, all tables and the version of the rules: equal hashes, equal games. */
export function scenarioHash(scenario: Scenario): string {
  return sha256({ rules: RULES_VERSION, scenario, tables: tablesHash() });
}

/** The tables never change while the program runs, and are long. */
let tables: string | null = null;
function tablesHash(): string {
  tables ??= sha256({ UNITS, REGENERATION, ABILITIES, BUFFS, ZONES });
  return tables;
}

const sha256 = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** JSON with sorted keys, so that the order in which a file lists them does not matter. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part instanceof Set
      ? [...part].sort()
      : typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
  );
}
