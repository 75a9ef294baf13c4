/**
 * What a scenario is: the one schema of built-in scenarios and of users' files. Defaults stand once, here, with their reasons.
 */
import { z } from 'zod';
import { KhalaError } from '../../../src/spec/errors.js';
import { UPGRADE, type UpgradeName } from '../../../src/spec/game-ids.js';
import { nearest } from '../../../src/spec/nearest.js';
import { generateMap } from '../ground/generate.js';
import { createGround, GROUND_SYMBOLS, type Ground, MOST_SIDE } from '../ground/ground.js';
import { MAPS, type MapName } from '../ground/maps.js';
import { cellOf, isClear } from '../ground/walk.js';
import { KIND, kindOf, UNITS, type UnitName } from '../units.js';

/** Units of a side at the start: the cost of a loop is known and bounded up to here (docs/skirmish.md). */
export const MOST_UNITS_A_SIDE = 400;
/** Other armies that player 2 may have instead of his. */
const MOST_ELSEWHERE = 16;
/** Cells along a side of a field or map. */
const LEAST_SIDE = 24;

const unitName = z.enum(Object.keys(UNITS) as [UnitName, ...UnitName[]]);
const count = z.number().int().min(1).max(MOST_UNITS_A_SIDE);
const mapNames = Object.keys(MAPS) as [MapName, ...MapName[]];

const canFight = (name: UnitName): boolean => KIND.fighter[kindOf(name)] === 1;
const isArmed = (army: Partial<Record<UnitName, number>>): boolean =>
  (Object.keys(army) as UnitName[]).some(canFight);
const NEEDS_WEAPONS = 'an army needs at least one unit with a weapon';
const TOO_MANY = `at most ${MOST_UNITS_A_SIDE} units a side`;
const sizeOf = (army: Partial<Record<UnitName, number>>): number =>
  Object.values(army).reduce((sum, n) => sum + n, 0);

const army = z
  .partialRecord(unitName, count)
  .refine(isArmed, NEEDS_WEAPONS)
  .refine((units) => sizeOf(units) <= MOST_UNITS_A_SIDE, TOO_MANY);
const placed = z
  .array(z.strictObject({ unit: unitName, x: z.number(), y: z.number() }))
  .min(1)
  .max(MOST_UNITS_A_SIDE, TOO_MANY)
  .refine((units) => units.some(({ unit }) => canFight(unit)), NEEDS_WEAPONS);

const armiesSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fixed'),
    /** The army of player 1, and of player 2 where `enemy` is left out. */
    army,
    enemy: army.optional(),
  }),
  /** Each unit where it is said to be, in cells. Where player 2 can be elsewhere too, one of his armies is drawn a match, all alike. */
  z.strictObject({
    kind: z.literal('placed'),
    first: placed,
    second: placed,
    elsewhere: z.array(placed).min(1).max(MOST_ELSEWHERE).optional(),
  }),
  z.strictObject({
    kind: z.literal('drawn'),
    /** Units of player 1. */
    size: count,
    /** Units of player 2, where he has more: the same, and others drawn in addition. */
    enemySize: count.optional(),
    /** One race a match is drawn, then each unit with these weights; both sides get the same units. */
    races: z.array(z.partialRecord(unitName, z.number().positive()).refine(isArmed, NEEDS_WEAPONS)).min(1),
    /** Units of which an army must not be made alone. */
    notAlone: z.array(unitName).default([]),
  }),
]);

/** A side's upgrades: their levels, 1 for those that have one only. */
const upgrades = z
  .partialRecord(
    z.enum(Object.keys(UPGRADE) as [UpgradeName, ...UpgradeName[]]),
    z.number().int().min(0).max(3),
  )
  .refine(
    (levels) => Object.entries(levels).every(([name, level]) => level <= UPGRADE[name as UpgradeName].length),
    'an upgrade has no such level; those that only allow something have level 1',
  )
  .default({});

const side = z.number().int().min(LEAST_SIDE).max(MOST_SIDE);
const even = side.multipleOf(2);
const point = z.tuple([z.number(), z.number()]);

const drawnMap = z
  .strictObject({
    /** Rows of symbols, the uppermost first (the symbols: ground/ground.ts). */
    rows: z
      .array(
        z
          .string()
          .regex(GROUND_SYMBOLS, 'the symbols are 0 1 2 3, ramps a b c, grass w x y z, wall #, water ~'),
      )
      .min(1)
      .max(MOST_SIDE),
    /** Cells along a side of each symbol. */
    scale: z.number().int().min(1).max(8).default(1),
    /** Where the middle of each side's army stands, in cells. */
    starts: z.tuple([point, point]),
  })
  .superRefine(({ rows, scale, starts }, context) => {
    const wrong = rows.findIndex((row) => row.length !== rows[0].length);
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const width = rows[0].length * scale;
    const height = rows.length * scale;
    if (wrong >= 0)
      issue(['rows', wrong], `it has ${rows[wrong].length} symbols, the first row ${rows[0].length}`);
    else if (Math.min(width, height) < LEAST_SIDE || Math.max(width, height) > MOST_SIDE)
      issue(
        ['rows'],
        `the map has ${width} x ${height} cells; each side must be from ${LEAST_SIDE} to ${MOST_SIDE}`,
      );
    for (const [s, [x, y]] of starts.entries())
      if (!(x >= 0 && y >= 0 && x < width && y < height))
        issue(['starts', s], `(${x}, ${y}) is not on the map of ${width} x ${height} cells`);
  });

const generatedMap = z.strictObject({
  generate: z.strictObject({
    seed: z.number().int(),
    width: even.default(48),
    height: even.default(48),
    /** Pairs of obstacles. */
    obstacles: z.number().int().min(0).max(100).default(12),
  }),
});

/** Ways in which a match begins. */
const START = ['face', 'surround', 'reflect'] as const;

const fields = z.strictObject({
  /** Also the beginning of the names of its recordings. */
  name: z
    .string()
    .regex(/^\w[\w .+-]{0,39}$/, 'letters, digits, and . _ + - inside; at most 40, as files are named by it'),
  armies: armiesSchema,
  /** Upgrades of player 1 and of player 2, each with its level. */
  upgrades: z.strictObject({ 1: upgrades, 2: upgrades }).default({ 1: {}, 2: {} }),
  /**
   * How a match begins, with weights: both sides face to face; one of them ringed by the other; each unit anywhere in its
   * side's half, the sides mirroring each other (SMACv2's "reflect"). For placed armies it says nothing.
   */
  start: z
    .partialRecord(z.enum(START), z.number().positive())
    .refine((weights) => Object.keys(weights).length > 0, 'it needs at least one of face, surround, reflect')
    .default({ face: 1 }),
  /** A map of ground/maps.ts by its name, one drawn here, or one made by chance. Left out: a flat field. */
  map: z.union([z.string(), drawnMap, generatedMap]).optional(),
  /** Cells; of a flat field only, as maps have their own. SMAC's maps are 32 x 32. */
  width: side.optional(),
  height: side.optional(),
  /** Cells around the field where nobody can be, as on SMAC's maps. */
  border: z.number().int().min(1).max(8).default(2),
  /**
   * Cells between the centres of the two sides: nobody sees the enemy at the start; walking, they meet after 3 s. On a map its
   * starts count instead.
   */
  distance: z.number().min(8).max(100).default(18),
  /** 2 loops (89 ms) between decisions: kiting with a damage point of 3 loops needs no less. */
  stepLoops: z.number().int().min(1).default(2),
  /** 720 a minute: what professionals reach in the thick of a fight, kept up throughout. */
  commandsPerSecond: z.number().positive().default(12),
  /** Two minutes. SMAC gives 3s5z 150 steps of 8 loops, but there an AI always comes; here both sides may wait. */
  maxLoops: z.number().int().min(1).default(2688),
});

const FLAT_SIDE = 32;

const scenarioSchema = fields.transform((written, context) => {
  const issue = (path: (string | number)[], message: string) => {
    context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  };
  const { map: wanted, border } = written;
  if (typeof wanted === 'string' && !Object.hasOwn(MAPS, wanted))
    return issue(['map'], `no map is named "${wanted}"; the nearest is ${nearest(wanted, mapNames, 1)[0]}`);
  const map =
    wanted === undefined
      ? undefined
      : typeof wanted === 'string'
        ? MAPS[wanted as MapName]
        : 'generate' in wanted
          ? generateMap(wanted.generate)
          : wanted;
  const width = map ? map.rows[0].length * map.scale : (written.width ?? FLAT_SIDE);
  const height = map ? map.rows.length * map.scale : (written.height ?? FLAT_SIDE);
  for (const [name, own] of [
    ['width', width],
    ['height', height],
  ] as const)
    if (written[name] !== undefined && written[name] !== own)
      return issue([name], `the map's own is ${own}; leave it out`);
  const scenario = { ...written, width, height, map };
  if (!map && scenario.distance + 4 * border > width)
    return issue(['distance'], 'the sides stand outside the field: lower distance or border');
  const ground = map ? createGround(map, border) : undefined;
  for (const [s, [x, y]] of (map?.starts ?? []).entries())
    if (ground?.walkers.open[cellOf(ground, x, y)] === 0)
      return issue(['map', 'starts', s], `(${x}, ${y}) is closed ground; choose an open cell`);
  if (
    written.armies.kind === 'drawn' &&
    (written.armies.enemySize ?? written.armies.size) < written.armies.size
  )
    return issue(
      ['armies', 'enemySize'],
      `player 2 has at least as many units as player 1: ${written.armies.size}`,
    );
  if (written.armies.kind === 'placed')
    for (const { path, units } of placesOf(written.armies))
      for (const [n, { unit, x, y }] of units.entries()) {
        const wrong = whyNotAt({ width, height, border, ground }, unit, x, y);
        if (wrong !== null) return issue(['armies', ...path, n], wrong);
      }
  return scenario;
});

type Placed = Extract<z.output<typeof armiesSchema>, { kind: 'placed' }>;

/** Every list of placed units, with its path in the definition. */
function placesOf({ first, second, elsewhere = [] }: Placed) {
  return [
    { path: ['first'], units: first },
    { path: ['second'], units: second },
    ...elsewhere.map((units, i) => ({ path: ['elsewhere', i], units })),
  ];
}

/** Why a unit cannot stand here; null if it can. */
function whyNotAt(
  field: {
    readonly width: number;
    readonly height: number;
    readonly border: number;
    readonly ground?: Ground;
  },
  unit: UnitName,
  x: number,
  y: number,
): string | null {
  const { width, height, border, ground } = field;
  const kind = kindOf(unit);
  const room = ground && KIND.flying[kind] === 0 ? border : border + KIND.radius[kind];
  if (!(x >= room && y >= room && x <= width - room && y <= height - room))
    return `a ${unit} at (${x}, ${y}) is outside: it can be from (${room}, ${room}) to (${width - room}, ${height - room})`;
  if (!ground || KIND.flying[kind] === 1) return null;
  const walk = KIND.climbs[kind] === 1 ? ground.climbers : ground.walkers;
  return isClear(walk, x, y)
    ? null
    : `a ${unit} at (${x}, ${y}) stands in a cliff, a wall or water, or touches one`;
}

/** A scenario with every field filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
/** A scenario as it is written: what it leaves out gets its default. One that is filled in is one too. */
export type ScenarioDefinition = z.input<typeof scenarioSchema>;

/**
 * Fills in the defaults.
 * @param source what the error calls it
 * @throws BAD_ARGUMENT with the path of the first wrong field
 */
export function checkScenario(definition: unknown, source?: string): Scenario {
  const checked = scenarioSchema.safeParse(definition);
  if (checked.success) return checked.data;
  const { path, message } = innermost(checked.error.issues);
  const name = (definition as { name?: unknown } | null)?.name;
  const what = source ?? (typeof name === 'string' ? `"${name.slice(0, 80)}"` : 'of a definition');
  const where = path.length > 0 ? path.map(String).join('.') : 'the whole';
  throw new KhalaError('BAD_ARGUMENT', `open scenario ${what}: ${where}: ${message}; correct it`);
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of a choice that nothing fits, what is wrong with the choice that fits best: where the fault lies deepest. */
function innermost(issues: readonly z.core.$ZodIssue[]): Issue {
  const [issue] = issues;
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const deepest = issue.errors
    .filter((branch) => branch.length > 0)
    .map(innermost)
    .sort((a, b) => b.path.length - a.path.length)[0];
  return deepest ? { path: [...issue.path, ...deepest.path], message: deepest.message } : issue;
}
