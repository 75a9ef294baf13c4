/**
 * Scenarios by name, from files, and their hashes. What a scenario is stands in scenarios/schema.ts, the built-in ones beside it.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { KhalaError } from '../../src/spec/errors.js';
import { nearest } from '../../src/spec/nearest.js';
import { BUFFS } from './abilities/buffs.js';
import { ABILITIES } from './abilities/table.js';
import { ZONES } from './abilities/zones.js';
import { createGround, type Ground } from './ground/ground.js';
import { ARENAS, battle } from './scenarios/arenas.js';
import {
  checkScenario,
  MOST_UNITS_A_SIDE,
  type Scenario,
  type ScenarioDefinition,
} from './scenarios/schema.js';
import { SMAC } from './scenarios/smac.js';
import { SMACV2 } from './scenarios/smacv2.js';
import type { Field } from './state.js';
import { REGENERATION, UNITS } from './units.js';

export { checkScenario, type Scenario, type ScenarioDefinition } from './scenarios/schema.js';

/** Raised when a rule of the simulator changes, so that the scenario's hash does too. */
const RULES_VERSION = 2;
/** Bytes of a scenario's file: a drawn map has at most 16,384 symbols. */
const MOST_BYTES = 1 << 20;

type BuiltIn = keyof typeof SMAC | keyof typeof SMACV2 | keyof typeof ARENAS;

/** The built-in scenarios. */
export const SCENARIOS = Object.fromEntries(
  Object.entries({ ...SMAC, ...SMACV2, ...ARENAS }).map(([name, definition]) => [
    name,
    checkScenario({ name, ...definition }),
  ]),
) as { readonly [N in BuiltIn]: Scenario };

export const scenarioNames: readonly string[] = Object.keys(SCENARIOS);

/** The built-in scenario of this name, `battle-1` to `battle-400` included; null if there is none. */
export function scenarioByName(name: string): Scenario | null {
  const known: Readonly<Record<string, Scenario>> = SCENARIOS;
  if (Object.hasOwn(known, name)) return known[name];
  const large = battle(name, MOST_UNITS_A_SIDE);
  return large === null ? null : checkScenario({ name, ...large });
}

/** The built-in scenario of this name. Throws UNKNOWN_SCENARIO, which names the nearest ones. */
function findScenario(name: string): Scenario {
  const scenario = scenarioByName(name);
  if (scenario !== null) return scenario;
  const near = nearest(name.slice(0, 80), [...scenarioNames, `battle-${MOST_UNITS_A_SIDE}`], 3).join(', ');
  throw new KhalaError(
    'UNKNOWN_SCENARIO',
    `open scenario: no scenario is named "${name.slice(0, 80)}"; nearest are ${near}, and a file's name ends in .json`,
  );
}

/**
 * A built-in scenario by its name, a file by its path (it ends in `.json`; relative to the working directory), or a
 * definition, checked.
 * @throws UNKNOWN_SCENARIO, BAD_ARGUMENT with the path of the wrong field, FILE_NOT_FOUND, FILE_FOREIGN, FILE_LIMIT
 */
export function openScenario(scenario: string | ScenarioDefinition | Scenario): Scenario {
  if (typeof scenario !== 'string') return checkScenario(scenario);
  return scenario.endsWith('.json') ? readScenario(scenario) : findScenario(scenario);
}

function readScenario(path: string): Scenario {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES)
      throw new KhalaError(
        'FILE_LIMIT',
        `open scenario ${path}: it has ${size} bytes, at most ${MOST_BYTES} are read; is it a scenario?`,
      );
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof KhalaError) throw cause;
    throw new KhalaError(
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      `open scenario ${path}: ${(cause as Error).message}; give the path of a scenario's file`,
      { cause },
    );
  }
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (cause) {
    throw new KhalaError('FILE_FOREIGN', `open scenario ${path}: not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  return checkScenario(definition, path);
}

const fields = new WeakMap<Scenario, Field>();

/** The field that a scenario is played on. Its ground is made once a scenario: matches share it. */
export function fieldOf(scenario: Scenario): Field {
  const known = fields.get(scenario);
  if (known !== undefined) return known;
  const { width, height, border, map } = scenario;
  const ground: Ground | undefined = map ? createGround(map, border) : undefined;
  const field: Field = { width, height, border, ...(ground && { ground }) };
  fields.set(scenario, field);
  return field;
}

/** Where the middle of player 1's and of player 2's army is, when they stand face to face. */
export function startsOf({ map, width, height, distance }: Scenario): readonly (readonly [number, number])[] {
  if (map) return map.starts;
  return [
    [width / 2 - distance / 2, height / 2],
    [width / 2 + distance / 2, height / 2],
  ];
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
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Set) return [...part].sort();
    return typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  });
}
