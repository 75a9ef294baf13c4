/**
 * From an observation to the arrays that the policy reads: one pass over the columns, no object an entity.
 */
import {
  ALLIANCE,
  DISPLAY_TYPE,
  ENTITY_COLUMN_NAMES,
  type EntityColumn,
  PLAYER_SCALAR_INDEX,
  type PLAYER_SCALAR_NAMES,
} from './columns.js';
import {
  type ContextInputs,
  ENTITY_FEATURES,
  ENTITY_IDS,
  MAP_PATCH_SIZE,
  MAP_PATCHES,
  MAP_RASTER,
  MAX_ENTITIES,
  type PolicyInputs,
  RASTER_PLACES,
  SCALAR_FEATURES,
  SCALAR_IDS,
  type VocabularyIndex,
} from './encoding.js';
import {
  type ContextObservation,
  LOOPS_PER_SECOND,
  type MapInfo,
  type Observation,
  VISIBILITY,
} from './observation.js';
import { DELAY_BINS, delayBin, functionKey } from './vocabulary.js';

type EntityFeature = (typeof ENTITY_FEATURES)[number];
const F = Object.fromEntries(ENTITY_FEATURES.map((name, i) => [name, i])) as Record<EntityFeature, number>;

/** Distance within which a hostile entity counts as near, edge to edge, in cells. */
const NEAR_CELLS = 6;
/** Order in which entities are kept when there are more than the bucket holds: own, enemy, ally, neutral. */
const KEEP_ORDER = [ALLIANCE.self, ALLIANCE.enemy, ALLIANCE.ally, ALLIANCE.neutral] as const;

/** The observation's rows that go into a bucket, in order. All of them, in the table's own order, when they fit. */
function keptRows(
  { count, entities }: Pick<ContextObservation, 'count' | 'entities'>,
  bucket: number,
  rows: Int32Array = new Int32Array(Math.min(count, bucket)),
): Int32Array {
  let n = 0;
  if (count <= bucket) {
    while (n < count) rows[n] = n++;
    return rows.length === n ? rows : rows.subarray(0, n);
  }
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

const contextRows = new Int32Array(MAX_ENTITIES);

/** Writes only what needs no entities one by one into row `b`, as if at most `most` of them were shown. */
export function encodeContext(
  observation: ContextObservation,
  map: MapInfo,
  index: VocabularyIndex,
  most: number,
  out: ContextInputs,
  b: number,
): void {
  const rows = keptRows(observation, most, contextRows);
  encodeScalars(observation, map, rows, index, out, b);
  encodeFunctionMask(observation, rows, index, out, b);
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
  // A zero would say something where these are not known: ready to fire, facing right, never seen.
  const knowsCooldown = !observation.unknown.includes('weapon_cooldown');
  const knowsFacing = !observation.unknown.includes('facing');
  const knowsLastSeen = !observation.unknown.includes('last_seen');
  const engagedBy = new Uint16Array(observation.count);
  for (const i of rows) {
    const target = e.engaged_target[i] === 0n ? undefined : rowOfTag.get(e.engaged_target[i]);
    if (target !== undefined && e.alliance[i] === ALLIANCE.self) engagedBy[target]++;
  }
  for (let n = 0; n < rows.length; n++) {
    const i = rows[n];
    const at = (first + n) * width;
    const ids = (first + n) * ENTITY_IDS.length;
    out.entity_ids[ids] = index.typeOf[e.unit_type[i]];
    out.entity_ids[ids + 1] = index.abilityOf[e.order_0_ability[i]];
    out.entity_ids[ids + 2] = index.abilityOf[e.order_1_ability[i]];
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
    if (knowsCooldown && alliance === ALLIANCE.self && e.weapon_cooldown[i] <= 0)
      features[at + F.weapon_ready] = 1;
    features[at + F.build_progress] = e.build_progress[i];
    features[at + F.radius] = e.radius[i];
    features[at + F.height] = e.z[i] / 8;
    if (knowsFacing) {
      features[at + F.facing_cos] = Math.cos(e.facing[i]);
      features[at + F.facing_sin] = Math.sin(e.facing[i]);
    }
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
    if (knowsLastSeen)
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

const known = (layer: Uint8Array): Uint8Array | null => (layer.length > 0 ? layer : null);

/**
 * Resamples the layers to the raster by nearest value and cuts it into patches; channels are innermost. What the source
 * does not know is 0.
 */
function encodeMap(observation: Observation, map: MapInfo, out: Float32Array, offset: number): void {
  const creep = known(observation.creep);
  const pathing = known(map.pathing);
  const terrainHeight = known(map.terrainHeight);
  for (let row = 0; row < MAP_RASTER; row++) {
    const sourceRow = Math.floor(((row + 0.5) * map.layerHeight) / MAP_RASTER) * map.layerWidth;
    for (let column = 0; column < MAP_RASTER; column++) {
      const cell = sourceRow + Math.floor(((column + 0.5) * map.layerWidth) / MAP_RASTER);
      const at = offset + RASTER_PLACES[row * MAP_RASTER + column];
      const seen = observation.visibility[cell];
      out[at] = pathing ? pathing[cell] : 0;
      out[at + 1] = terrainHeight ? terrainHeight[cell] / 255 : 0;
      out[at + 2] = seen === VISIBILITY.visible ? 1 : 0;
      out[at + 3] = seen === VISIBILITY.hidden ? 0 : 1;
      out[at + 4] = creep ? creep[cell] : 0;
    }
  }
}

const COLUMN_PLACE = Object.fromEntries(ENTITY_COLUMN_NAMES.map((name, i) => [name, i])) as Record<
  EntityColumn,
  number
>;
const UNKNOWN_OFFSET = SCALAR_FEATURES.length - ENTITY_COLUMN_NAMES.length;
const LOGGED = SCALAR_FEATURES.slice(
  0,
  SCALAR_FEATURES.indexOf('minutes'),
) as readonly (typeof PLAYER_SCALAR_NAMES)[number][];

function encodeScalars(
  observation: ContextObservation,
  map: MapInfo,
  rows: Int32Array,
  index: VocabularyIndex,
  out: ContextInputs,
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
  const { alliance } = observation.entities;
  for (let n = 0; n < rows.length; n++) {
    if (alliance[rows[n]] === ALLIANCE.self) own++;
    else if (alliance[rows[n]] === ALLIANCE.enemy) enemy++;
  }
  const last = observation.lastCommand;
  s[n++] = Math.min(observation.gameLoop / LOOPS_PER_SECOND / 60, 60) / 4;
  s[n++] = map.width / 128;
  s[n++] = map.height / 128;
  s[n++] = Math.log1p(own) / 2;
  s[n++] = Math.log1p(enemy) / 2;
  s[n++] = last ? delayBin(last.delay) / DELAY_BINS.length : 0;
  for (const name of observation.unknown) s[at + UNKNOWN_OFFSET + COLUMN_PLACE[name]] = 1;
  const ids = b * SCALAR_IDS.length;
  out.scalar_ids[ids] = observation.player[PLAYER_SCALAR_INDEX.race];
  out.scalar_ids[ids + 1] = observation.player[PLAYER_SCALAR_INDEX.enemy_race];
  out.scalar_ids[ids + 2] = last
    ? (index.functions.get(functionKey({ ability: last.ability, target: last.target.kind })) ?? 0)
    : 0;
}

/** A function is offered when an own unit can do it and, if it needs an entity, there is another entity. `no_op` always is. */
function encodeFunctionMask(
  { entities: { alliance, unit_type } }: ContextObservation,
  rows: Int32Array,
  index: VocabularyIndex,
  out: ContextInputs,
  b: number,
): void {
  const { functions } = index.vocabulary;
  const mask = out.function_mask.subarray(b * functions.length, (b + 1) * functions.length);
  mask.fill(0);
  mask[0] = 1;
  const seen = new Uint8Array(index.functionsOf.length);
  for (let n = 0; n < rows.length; n++) {
    const i = rows[n];
    if (alliance[i] !== ALLIANCE.self) continue;
    const type = index.typeOf[unit_type[i]];
    if (seen[type] === 1) continue;
    seen[type] = 1;
    for (const f of index.functionsOf[type])
      if (rows.length >= 2 || functions[f].target !== 'entity') mask[f] = 1;
  }
}
