/**
 * From an observation to the arrays that the policy reads, and from a command to the classes that it is trained on.
 * One pass over the columns, no object an entity. Shape letters: B batch, N entities, P map patches.
 */
import {
  ALLIANCE,
  DISPLAY_TYPE,
  ENTITY_COLUMN_NAMES,
  PLAYER_SCALAR_INDEX,
  PLAYER_SCALAR_NAMES,
} from './columns.js';
import { KhalaError } from './errors.js';
import { type Command, LOOPS_PER_SECOND, type MapInfo, type Observation, VISIBILITY } from './observation.js';
import { DELAY_BINS, delayBin, TARGET_KINDS, type Vocabulary } from './vocabulary.js';

/** Entity counts for which graphs are built; an observation is padded to the smallest that holds it. */
const ENTITY_BUCKETS = [32, 64, 128, 256, 512] as const;
const MAX_ENTITIES = 512;

/** Side of the raster that map layers are resampled to, and of the square patches that become tokens. */
export const MAP_RASTER = 32;
export const MAP_PATCH = 8;
export const MAP_PATCHES = (MAP_RASTER / MAP_PATCH) ** 2;
/** Channels of a map patch. */
const MAP_CHANNELS = ['pathing', 'height', 'visible', 'explored', 'creep'] as const;
export const MAP_PATCH_SIZE = MAP_PATCH * MAP_PATCH * MAP_CHANNELS.length;

/** A target point is a coarse cell of a LOCATION_GRID x LOCATION_GRID grid over the map, then one of FINE_GRID x FINE_GRID places in it. */
export const LOCATION_GRID = 16;
const FINE_GRID = 8;
export const LOCATION_CELLS = LOCATION_GRID * LOCATION_GRID;
export const FINE_CELLS = FINE_GRID * FINE_GRID;

/** Ids of an entity that are embedded; index 0 of each is "none or unknown to the vocabulary". */
export const ENTITY_IDS = ['unit_type', 'order_0', 'order_1', 'buff_0'] as const;

/** Numbers of an entity, about in [-2, 2]. Wide ranges go through a square root or a logarithm. */
export const ENTITY_FEATURES = [
  'is_self',
  'is_ally',
  'is_neutral',
  'is_enemy',
  'health_fraction',
  'shield_fraction',
  'energy_fraction',
  'health_sqrt',
  'shield_sqrt',
  'toughness_log',
  'weapon_cooldown',
  'weapon_ready',
  'build_progress',
  'radius',
  'height',
  'facing_cos',
  'facing_sin',
  'flying',
  'burrowed',
  'hallucination',
  'active',
  'powered',
  'selected',
  'snapshot',
  'cloaked',
  'detected',
  'minerals_log',
  'vespene_log',
  'cargo_fraction',
  'harvesters_missing',
  'order_progress',
  'attack_upgrade',
  'armor_upgrade',
  'shield_upgrade',
  'unseen_log',
  'engaged',
  'engaged_dx',
  'engaged_dy',
  'engaged_by',
  'centre_dx',
  'centre_dy',
  'foe_dx',
  'foe_dy',
  'foe_gap',
  'foes_near',
] as const;
type EntityFeature = (typeof ENTITY_FEATURES)[number];
const F = Object.fromEntries(ENTITY_FEATURES.map((name, i) => [name, i])) as Record<EntityFeature, number>;

/** Numbers of the player: scalars by logarithm, time, the last command, and one flag a column that the source cannot know. */
export const SCALAR_FEATURES = [
  ...PLAYER_SCALAR_NAMES.filter((name) => name !== 'player_id' && name !== 'race' && name !== 'enemy_race'),
  'minutes',
  'map_width',
  'map_height',
  'own_log',
  'enemy_log',
  'last_delay',
  ...ENTITY_COLUMN_NAMES.map((name) => `unknown_${name}` as const),
] as const;
/** Ids of the player that are embedded: races (of RACE) and the last function given (0 none). */
export const SCALAR_IDS = ['race', 'enemy_race', 'last_function'] as const;

/** Distance within which a hostile entity counts as near, edge to edge, in cells. */
const NEAR_CELLS = 6;

/** The model's input arrays for B samples padded to N entities. */
export interface PolicyInputs {
  readonly batch: number;
  readonly entities: number;
  /** (B, N, ENTITY_IDS) */
  readonly entity_ids: Int32Array;
  /** (B, N, ENTITY_FEATURES) */
  readonly entity_features: Float32Array;
  /** (B, N, 4) x and y in cells, then x and y in units of the map raster (comparable with patches and location cells) */
  readonly entity_position: Float32Array;
  /** (B, N) 1 where a row is an entity, 0 where it is padding */
  readonly entity_mask: Float32Array;
  /** (B, N) 1 where a row is an own, controllable entity */
  readonly own_mask: Float32Array;
  /** (B, P, MAP_PATCH_SIZE) */
  readonly map: Float32Array;
  /** (B, SCALAR_FEATURES) */
  readonly scalars: Float32Array;
  /** (B, SCALAR_IDS) */
  readonly scalar_ids: Int32Array;
  /** (B, functions) 1 where the player has a unit that can do it and a target to do it to */
  readonly function_mask: Float32Array;
}

/** The classes of B commands, as the policy names them; what does not apply is 0 and masked by the function's target kind. */
export interface PolicyTargets {
  /** (B) */
  readonly function: Int32Array;
  /** (B) index into DELAY_BINS */
  readonly delay: Int32Array;
  /** (B) 0 or 1 */
  readonly queued: Int32Array;
  /** (B) row of the unit that the selection is conditioned on */
  readonly pivot: Int32Array;
  /** (B, N) 1 where selected */
  readonly selected: Float32Array;
  /** (B) row */
  readonly target_entity: Int32Array;
  /** (B) */
  readonly target_cell: Int32Array;
  /** (B) */
  readonly target_fine: Int32Array;
  /** (B) 1 win, 0.5 draw, 0 loss */
  readonly outcome: Float32Array;
  /** (B) 0 where the outcome is not known */
  readonly outcome_known: Float32Array;
}

/** A vocabulary with its reverse look-ups. */
export interface VocabularyIndex {
  readonly vocabulary: Vocabulary;
  readonly unitType: ReadonlyMap<number, number>;
  readonly ability: ReadonlyMap<number, number>;
  readonly buff: ReadonlyMap<number, number>;
  /** `${ability}:${target kind}` to function. */
  readonly functions: ReadonlyMap<string, number>;
  /** (functions, unit types + 1) 1 where the type can do the function. */
  readonly users: Float32Array;
}

/** Index 0 stays free for "unknown". */
const positions = (ids: readonly { readonly id: number }[]): Map<number, number> =>
  new Map(ids.map(({ id }, i) => [id, i + 1]));

export function indexVocabulary(vocabulary: Vocabulary): VocabularyIndex {
  const unitType = positions(vocabulary.unitTypes);
  const width = vocabulary.unitTypes.length + 1;
  const users = new Float32Array(vocabulary.functions.length * width);
  vocabulary.users.forEach((ids, f) => {
    for (const id of ids) users[f * width + (unitType.get(id) ?? 0)] = 1;
  });
  return {
    vocabulary,
    unitType,
    ability: positions(vocabulary.abilities),
    buff: positions(vocabulary.buffs),
    functions: new Map(vocabulary.functions.map((f, i) => [`${f.ability}:${f.target}`, i])),
    users,
  };
}

/** Smallest bucket that holds `count` entities; the largest if none does (the rest is cut). */
export function bucketFor(count: number): number {
  return ENTITY_BUCKETS.find((bucket) => count <= bucket) ?? MAX_ENTITIES;
}

export function createInputs(batch: number, entities: number, functions: number): PolicyInputs {
  return {
    batch,
    entities,
    entity_ids: new Int32Array(batch * entities * ENTITY_IDS.length),
    entity_features: new Float32Array(batch * entities * ENTITY_FEATURES.length),
    entity_position: new Float32Array(batch * entities * 4),
    entity_mask: new Float32Array(batch * entities),
    own_mask: new Float32Array(batch * entities),
    map: new Float32Array(batch * MAP_PATCHES * MAP_PATCH_SIZE),
    scalars: new Float32Array(batch * SCALAR_FEATURES.length),
    scalar_ids: new Int32Array(batch * SCALAR_IDS.length),
    function_mask: new Float32Array(batch * functions),
  };
}

export function createTargets(batch: number, entities: number): PolicyTargets {
  return {
    function: new Int32Array(batch),
    delay: new Int32Array(batch),
    queued: new Int32Array(batch),
    pivot: new Int32Array(batch),
    selected: new Float32Array(batch * entities),
    target_entity: new Int32Array(batch),
    target_cell: new Int32Array(batch),
    target_fine: new Int32Array(batch),
    outcome: new Float32Array(batch),
    outcome_known: new Float32Array(batch),
  };
}

/** Order in which entities are kept when there are more than the bucket holds: own, enemy, ally, neutral. */
const KEEP_ORDER = [ALLIANCE.self, ALLIANCE.enemy, ALLIANCE.ally, ALLIANCE.neutral] as const;

/** The observation's rows that go into a bucket, in order. All of them, in the table's own order, when they fit. */
function keptRows(observation: Observation, bucket: number): Int32Array {
  const { count, entities } = observation;
  if (count <= bucket) return Int32Array.from({ length: count }, (_, i) => i);
  const rows = new Int32Array(bucket);
  let n = 0;
  for (const alliance of KEEP_ORDER) {
    for (let i = 0; i < count && n < bucket; i++) if (entities.alliance[i] === alliance) rows[n++] = i;
  }
  return rows.subarray(0, n);
}

/** Writes one observation into row `b` of `out`. Returns the observation's row behind each of the model's rows. */
export function encodeObservation(
  observation: Observation,
  map: MapInfo,
  index: VocabularyIndex,
  out: PolicyInputs,
  b: number,
): Int32Array {
  const rows = keptRows(observation, out.entities);
  encodeEntities(observation, map, rows, index, out, b);
  encodeMap(observation, map, out.map, b * MAP_PATCHES * MAP_PATCH_SIZE);
  encodeScalars(observation, map, rows, index, out, b);
  encodeFunctionMask(observation, rows, index, out, b);
  return rows;
}

const fraction = (value: number, max: number): number => (max > 0 ? value / max : 0);
const clip = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

function encodeEntities(
  observation: Observation,
  map: MapInfo,
  rows: Int32Array,
  index: VocabularyIndex,
  out: PolicyInputs,
  b: number,
): void {
  const e = observation.entities;
  const width = ENTITY_FEATURES.length;
  const first = b * out.entities;
  out.entity_ids.fill(0, first * ENTITY_IDS.length, (first + out.entities) * ENTITY_IDS.length);
  out.entity_features.fill(0, first * width, (first + out.entities) * width);
  out.entity_position.fill(0, first * 4, (first + out.entities) * 4);
  out.entity_mask.fill(0, first, first + out.entities);
  out.own_mask.fill(0, first, first + out.entities);
  const features = out.entity_features;
  const rowOfTag = new Map<bigint, number>();
  let own = 0;
  let centreX = 0;
  let centreY = 0;
  for (const i of rows) {
    rowOfTag.set(e.tag[i], i);
    if (e.alliance[i] !== ALLIANCE.self) continue;
    own++;
    centreX += e.x[i];
    centreY += e.y[i];
  }
  centreX = own > 0 ? centreX / own : 0;
  centreY = own > 0 ? centreY / own : 0;
  const engagedBy = new Uint16Array(observation.count);
  for (const i of rows) {
    const target = e.engaged_target[i] === 0n ? undefined : rowOfTag.get(e.engaged_target[i]);
    if (target !== undefined && e.alliance[i] === ALLIANCE.self) engagedBy[target]++;
  }
  for (let n = 0; n < rows.length; n++) {
    const i = rows[n];
    const at = (first + n) * width;
    const ids = (first + n) * ENTITY_IDS.length;
    out.entity_ids[ids] = index.unitType.get(e.unit_type[i]) ?? 0;
    out.entity_ids[ids + 1] = index.ability.get(e.order_0_ability[i]) ?? 0;
    out.entity_ids[ids + 2] = index.ability.get(e.order_1_ability[i]) ?? 0;
    out.entity_ids[ids + 3] = index.buff.get(e.buff_0[i]) ?? 0;
    const place = (first + n) * 4;
    out.entity_position[place] = e.x[i];
    out.entity_position[place + 1] = e.y[i];
    out.entity_position[place + 2] = (e.x[i] / map.width) * MAP_RASTER;
    out.entity_position[place + 3] = (e.y[i] / map.height) * MAP_RASTER;
    out.entity_mask[first + n] = 1;
    const alliance = e.alliance[i];
    if (alliance === ALLIANCE.self) out.own_mask[first + n] = 1;
    if (alliance >= 1 && alliance <= 4) features[at + F.is_self + alliance - 1] = 1;
    features[at + F.health_fraction] = fraction(e.health[i], e.health_max[i]);
    features[at + F.shield_fraction] = fraction(e.shield[i], e.shield_max[i]);
    features[at + F.energy_fraction] = fraction(e.energy[i], e.energy_max[i]);
    features[at + F.health_sqrt] = Math.sqrt(e.health[i]) / 16;
    features[at + F.shield_sqrt] = Math.sqrt(e.shield[i]) / 16;
    features[at + F.toughness_log] = Math.log1p(e.health_max[i] + e.shield_max[i]) / 6;
    features[at + F.weapon_cooldown] = clip(e.weapon_cooldown[i] / 16, 4);
    features[at + F.weapon_ready] = alliance === ALLIANCE.self && e.weapon_cooldown[i] <= 0 ? 1 : 0;
    features[at + F.build_progress] = e.build_progress[i];
    features[at + F.radius] = e.radius[i];
    features[at + F.height] = e.z[i] / 8;
    features[at + F.facing_cos] = Math.cos(e.facing[i]);
    features[at + F.facing_sin] = Math.sin(e.facing[i]);
    features[at + F.flying] = e.flying[i];
    features[at + F.burrowed] = e.burrowed[i];
    features[at + F.hallucination] = e.hallucination[i];
    features[at + F.active] = e.active[i];
    features[at + F.powered] = e.powered[i];
    features[at + F.selected] = e.selected[i];
    features[at + F.snapshot] = e.display_type[i] === DISPLAY_TYPE.snapshot ? 1 : 0;
    features[at + F.cloaked] = e.cloak[i] === 1 || e.cloak[i] === 2 ? 1 : 0;
    features[at + F.detected] = e.cloak[i] === 2 ? 1 : 0;
    features[at + F.minerals_log] = Math.log1p(Math.max(0, e.mineral_contents[i])) / 8;
    features[at + F.vespene_log] = Math.log1p(Math.max(0, e.vespene_contents[i])) / 8;
    features[at + F.cargo_fraction] = fraction(e.cargo_taken[i], e.cargo_max[i]);
    features[at + F.harvesters_missing] = clip((e.ideal_harvesters[i] - e.assigned_harvesters[i]) / 8, 3);
    features[at + F.order_progress] = e.order_0_progress[i];
    features[at + F.attack_upgrade] = e.attack_upgrade_level[i] / 3;
    features[at + F.armor_upgrade] = e.armor_upgrade_level[i] / 3;
    features[at + F.shield_upgrade] = e.shield_upgrade_level[i] / 3;
    features[at + F.unseen_log] = Math.log1p(Math.max(0, observation.gameLoop - e.last_seen[i])) / 8;
    features[at + F.engaged_by] = engagedBy[i] / 4;
    features[at + F.centre_dx] = clip((e.x[i] - centreX) / 8, 8);
    features[at + F.centre_dy] = clip((e.y[i] - centreY) / 8, 8);
    const engaged = e.engaged_target[i] === 0n ? undefined : rowOfTag.get(e.engaged_target[i]);
    if (engaged !== undefined) {
      features[at + F.engaged] = 1;
      features[at + F.engaged_dx] = clip((e.x[engaged] - e.x[i]) / 8, 4);
      features[at + F.engaged_dy] = clip((e.y[engaged] - e.y[i]) / 8, 4);
    }
    encodeNearestFoe(observation, rows, i, features, at);
  }
}

/** Where the nearest hostile entity is, and how many are near: own against enemy and the other way round. */
function encodeNearestFoe(
  observation: Observation,
  rows: Int32Array,
  i: number,
  features: Float32Array,
  at: number,
): void {
  const { alliance, x, y, radius } = observation.entities;
  const side = alliance[i];
  const hostile = side === ALLIANCE.self ? ALLIANCE.enemy : side === ALLIANCE.enemy ? ALLIANCE.self : 0;
  if (hostile === 0) return;
  let best = Number.POSITIVE_INFINITY;
  let bestRow = -1;
  let near = 0;
  for (let m = 0; m < rows.length; m++) {
    const j = rows[m];
    if (alliance[j] !== hostile) continue;
    const dx = x[j] - x[i];
    const dy = y[j] - y[i];
    const gap = Math.sqrt(dx * dx + dy * dy) - radius[j] - radius[i];
    if (gap < NEAR_CELLS) near++;
    if (gap < best) {
      best = gap;
      bestRow = j;
    }
  }
  if (bestRow < 0) return;
  features[at + F.foe_dx] = clip((x[bestRow] - x[i]) / 8, 4);
  features[at + F.foe_dy] = clip((y[bestRow] - y[i]) / 8, 4);
  features[at + F.foe_gap] = 1 / (1 + Math.max(0, best));
  features[at + F.foes_near] = near / 8;
}

/** Resamples the layers to the raster by nearest cell and cuts it into patches; channels are innermost. */
function encodeMap(observation: Observation, map: MapInfo, out: Float32Array, offset: number): void {
  const side = MAP_RASTER / MAP_PATCH;
  const channels = MAP_CHANNELS.length;
  const creep = observation.creep.length > 0 ? observation.creep : null;
  for (let row = 0; row < MAP_RASTER; row++) {
    const sourceRow = Math.floor(((row + 0.5) * map.height) / MAP_RASTER) * map.width;
    const patchRow = (row / MAP_PATCH) | 0;
    for (let column = 0; column < MAP_RASTER; column++) {
      const cell = sourceRow + Math.floor(((column + 0.5) * map.width) / MAP_RASTER);
      const patch = patchRow * side + ((column / MAP_PATCH) | 0);
      const within = (row % MAP_PATCH) * MAP_PATCH + (column % MAP_PATCH);
      const at = offset + patch * MAP_PATCH_SIZE + within * channels;
      const seen = observation.visibility[cell];
      out[at] = map.pathing[cell];
      out[at + 1] = map.terrainHeight[cell] / 255;
      out[at + 2] = seen === VISIBILITY.visible ? 1 : 0;
      out[at + 3] = seen === VISIBILITY.hidden ? 0 : 1;
      out[at + 4] = creep ? creep[cell] : 0;
    }
  }
}

const UNKNOWN_OFFSET = SCALAR_FEATURES.length - ENTITY_COLUMN_NAMES.length;
const LOGGED = SCALAR_FEATURES.slice(
  0,
  SCALAR_FEATURES.indexOf('minutes'),
) as readonly (typeof PLAYER_SCALAR_NAMES)[number][];

function encodeScalars(
  observation: Observation,
  map: MapInfo,
  rows: Int32Array,
  index: VocabularyIndex,
  out: PolicyInputs,
  b: number,
): void {
  const at = b * SCALAR_FEATURES.length;
  const s = out.scalars;
  s.fill(0, at, at + SCALAR_FEATURES.length);
  let n = at;
  for (const name of LOGGED)
    s[n++] = Math.log1p(Math.max(0, observation.player[PLAYER_SCALAR_INDEX[name]])) / 4;
  let own = 0;
  let enemy = 0;
  for (const i of rows) {
    if (observation.entities.alliance[i] === ALLIANCE.self) own++;
    else if (observation.entities.alliance[i] === ALLIANCE.enemy) enemy++;
  }
  const last = observation.lastCommand;
  s[n++] = Math.min(observation.gameLoop / LOOPS_PER_SECOND / 60, 60) / 4;
  s[n++] = map.width / 128;
  s[n++] = map.height / 128;
  s[n++] = Math.log1p(own) / 2;
  s[n++] = Math.log1p(enemy) / 2;
  s[n++] = last ? delayBin(last.delay) / DELAY_BINS.length : 0;
  for (const name of observation.unknown) s[at + UNKNOWN_OFFSET + ENTITY_COLUMN_NAMES.indexOf(name)] = 1;
  const ids = b * SCALAR_IDS.length;
  out.scalar_ids[ids] = observation.player[PLAYER_SCALAR_INDEX.race];
  out.scalar_ids[ids + 1] = observation.player[PLAYER_SCALAR_INDEX.enemy_race];
  out.scalar_ids[ids + 2] = last ? (index.functions.get(`${last.ability}:${last.target.kind}`) ?? 0) : 0;
}

/** A function is offered when an own unit can do it and, if it needs an entity, there is another entity. `no_op` always is. */
function encodeFunctionMask(
  observation: Observation,
  rows: Int32Array,
  index: VocabularyIndex,
  out: PolicyInputs,
  b: number,
): void {
  const { functions, unitTypes } = index.vocabulary;
  const width = unitTypes.length + 1;
  const at = b * functions.length;
  const types = new Set<number>();
  for (const i of rows) {
    if (observation.entities.alliance[i] === ALLIANCE.self)
      types.add(index.unitType.get(observation.entities.unit_type[i]) ?? 0);
  }
  for (let f = 0; f < functions.length; f++) {
    let offered = f === 0 ? 1 : 0;
    for (const type of types) if (index.users[f * width + type] > 0) offered = 1;
    if (functions[f].target === 'entity' && rows.length < 2) offered = 0;
    out.function_mask[at + f] = offered;
  }
}

/**
 * Writes the classes of a command into row `b` of `out`. `rows` is what `encodeObservation` returned, `pick` chooses which
 * of the selected units is the pivot. Returns why the command cannot be a demonstration, or null.
 */
export function encodeCommand(
  command: Command,
  observation: Observation,
  map: MapInfo,
  index: VocabularyIndex,
  rows: Int32Array,
  inputs: PolicyInputs,
  out: PolicyTargets,
  b: number,
  pick: (count: number) => number,
): CommandFault | null {
  const entities = inputs.entities;
  out.selected.fill(0, b * entities, (b + 1) * entities);
  for (const name of ['function', 'queued', 'pivot', 'target_entity', 'target_cell', 'target_fine'] as const)
    out[name][b] = 0;
  out.delay[b] = delayBin(command.delay);
  const f = index.functions.get(`${command.ability}:${command.target.kind}`);
  if (f === undefined) return 'unknown_function';
  if (inputs.function_mask[b * index.vocabulary.functions.length + f] === 0) return 'function_not_offered';
  out.function[b] = f;
  if (f === 0) return null;
  out.queued[b] = command.queued ? 1 : 0;
  const wanted = new Set(command.units);
  const width = index.vocabulary.unitTypes.length + 1;
  const chosen: number[] = [];
  let target = -1;
  for (let n = 0; n < rows.length; n++) {
    const tag = observation.entities.tag[rows[n]];
    if (command.target.kind === 'entity' && tag === command.target.tag) target = n;
    if (!wanted.has(tag) || inputs.own_mask[b * entities + n] === 0) continue;
    const type = inputs.entity_ids[(b * entities + n) * ENTITY_IDS.length];
    if (index.users[f * width + type] === 0) continue;
    out.selected[b * entities + n] = 1;
    chosen.push(n);
  }
  if (chosen.length === 0) return 'no_unit';
  out.pivot[b] = chosen[pick(chosen.length)];
  if (command.target.kind === 'entity') {
    if (target < 0) return 'no_target';
    out.target_entity[b] = target;
  } else if (command.target.kind === 'point') {
    const { cell, fine } = encodePoint(command.target.x, command.target.y, map);
    out.target_cell[b] = cell;
    out.target_fine[b] = fine;
  }
  return null;
}

/** Why a command cannot be shown to the policy. */
export const COMMAND_FAULTS = ['unknown_function', 'function_not_offered', 'no_unit', 'no_target'] as const;
export type CommandFault = (typeof COMMAND_FAULTS)[number];

/** Coarse and fine cell of a point; points outside the map go to its edge. */
function encodePoint(x: number, y: number, map: MapInfo): { cell: number; fine: number } {
  const steps = LOCATION_GRID * FINE_GRID;
  const column = Math.max(0, Math.min(steps - 1, Math.floor((x / map.width) * steps)));
  const row = Math.max(0, Math.min(steps - 1, Math.floor((y / map.height) * steps)));
  return {
    cell: Math.floor(row / FINE_GRID) * LOCATION_GRID + Math.floor(column / FINE_GRID),
    fine: (row % FINE_GRID) * FINE_GRID + (column % FINE_GRID),
  };
}

/** The middle of a fine cell, in cells of the map. */
function decodePoint(cell: number, fine: number, map: MapInfo): { x: number; y: number } {
  const steps = LOCATION_GRID * FINE_GRID;
  const column = (cell % LOCATION_GRID) * FINE_GRID + (fine % FINE_GRID);
  const row = Math.floor(cell / LOCATION_GRID) * FINE_GRID + Math.floor(fine / FINE_GRID);
  return { x: ((column + 0.5) / steps) * map.width, y: ((row + 0.5) / steps) * map.height };
}

/** What the policy answers for one sample, as classes. */
export interface PolicyChoice {
  readonly function: number;
  readonly delay: number;
  readonly queued: number;
  /** Rows of the model that are selected. */
  readonly selected: readonly number[];
  readonly targetEntity: number;
  readonly cell: number;
  readonly fine: number;
}

/** The command that a choice means for this observation. */
export function decodeCommand(
  choice: PolicyChoice,
  observation: Observation,
  map: MapInfo,
  vocabulary: Vocabulary,
  rows: Int32Array,
): Command {
  const spec = vocabulary.functions[choice.function];
  if (!spec)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `decode command: function ${choice.function} is not among the ${vocabulary.functions.length} of vocabulary ${vocabulary.name}`,
    );
  const tag = (row: number): bigint => observation.entities.tag[rows[row]];
  const target = {
    none: () => ({ kind: 'none' }) as const,
    entity: () => ({ kind: 'entity', tag: tag(choice.targetEntity) }) as const,
    point: () => ({ kind: 'point', ...decodePoint(choice.cell, choice.fine, map) }) as const,
  }[spec.target]();
  return {
    ability: spec.ability,
    delay: DELAY_BINS[choice.delay],
    queued: choice.queued === 1,
    units: choice.selected.map(tag),
    target,
  };
}

/** Index of each target kind, for masks inside the model. */
export const TARGET_KIND_INDEX = Object.fromEntries(TARGET_KINDS.map((kind, i) => [kind, i])) as {
  readonly [K in (typeof TARGET_KINDS)[number]]: number;
};
