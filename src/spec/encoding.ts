/**
 * The arrays that stand between observations and commands on one side and the policy on the other: their columns, shapes
 * and look-ups. `encode-observation.ts` and `command-classes.ts` fill and read them.
 * Shape letters: B batch, N entities, P map patches.
 */
import { ENTITY_COLUMN_NAMES, PLAYER_SCALAR_NAMES } from './columns.js';
import { functionKey, TARGET_KINDS, type Vocabulary } from './vocabulary.js';

/** Entity counts for which graphs are built; an observation is padded to the smallest that holds it. */
const ENTITY_BUCKETS = [16, 32, 64, 96, 128, 192, 256, 384, 512] as const;
/** Most entities that a policy can see at once. */
export const MAX_ENTITIES = 512;

/** Side of the raster that map layers are resampled to, and of the square patches that become tokens. */
export const MAP_RASTER = 32;
export const MAP_PATCH = 8;
export const MAP_PATCHES = (MAP_RASTER / MAP_PATCH) ** 2;
/** Channels of a map patch. */
export const MAP_CHANNELS = ['pathing', 'height', 'visible', 'explored', 'creep'] as const;
export const MAP_PATCH_SIZE = MAP_PATCH * MAP_PATCH * MAP_CHANNELS.length;
/** (MAP_RASTER, MAP_RASTER) where a raster's cell lies within the patches of a map, which are (MAP_PATCHES, MAP_PATCH_SIZE): its first channel. */
export const RASTER_PLACES = Int32Array.from({ length: MAP_RASTER * MAP_RASTER }, (_, i) => {
  const row = Math.floor(i / MAP_RASTER);
  const column = i % MAP_RASTER;
  const patch = Math.floor(row / MAP_PATCH) * (MAP_RASTER / MAP_PATCH) + Math.floor(column / MAP_PATCH);
  const within = (row % MAP_PATCH) * MAP_PATCH + (column % MAP_PATCH);
  return patch * MAP_PATCH_SIZE + within * MAP_CHANNELS.length;
});

/** A target point is a coarse cell of a LOCATION_GRID x LOCATION_GRID grid over the map, then one of FINE_GRID x FINE_GRID places in it. */
export const LOCATION_GRID = 16;
export const FINE_GRID = 8;
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
/**
 * Numbers of a past order: time since, time between it and the one before it, whether it points at a place; where it does, how
 * far that is from what is there now (the nearest own, hostile and neutral entity, as 1 / (1 + distance)), from the middle of the
 * player's own entities, and from the place of the order before.
 */
export const HISTORY_FEATURES = [
  ...(['since_log', 'gap_log', 'placed'] as const),
  ...(['near_own', 'near_foe', 'near_neutral', 'centre_distance', 'step_distance'] as const),
] as const;
/**
 * Ids of a past order: function and unit type, of which 0 is "unknown to the vocabulary", and the classes of the time since and of the time
 * between it and the one before it (classes.ts).
 */
export const HISTORY_IDS = ['function', 'unit_type', 'since', 'gap'] as const;

/** The model's input arrays for B samples padded to N entities. */
export interface PolicyInputs {
  readonly batch: number;
  readonly entities: number;
  /** Past orders K that are shown; 0 for a policy without a memory of them. */
  readonly history: number;
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
  /** (B, K, HISTORY_IDS) newest first */
  readonly history_ids: Int32Array;
  /** (B, K, HISTORY_FEATURES) */
  readonly history_features: Float32Array;
  /** (B, K, 2) place of the target in units of the map raster */
  readonly history_place: Float32Array;
  /** (B, K) 1 where there was an order, 0 before the player's first */
  readonly history_mask: Float32Array;
  /** (B, tallies) what the player has, counted; tallies.ts. Empty for a policy that is not shown it. */
  readonly tallies: Float32Array;
  /** (B, habits) what the player is used to do; habits.ts. Empty for a policy that is not shown it. */
  readonly habits: Float32Array;
}

/** The part of the inputs that needs no entities one by one: scalars, past orders, tallies, and what is offered. */
export type ContextInputs = Pick<PolicyInputs, 'batch' | 'history' | ContextName>;
export const CONTEXT_NAMES = [
  ...(['scalars', 'scalar_ids', 'function_mask'] as const),
  ...(['history_ids', 'history_features', 'history_place', 'history_mask', 'tallies', 'habits'] as const),
] as const;
export type ContextName = (typeof CONTEXT_NAMES)[number];

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

/** Ids of unit types and abilities are 16 bits wide. */
const IDS = 65_536;

/** A vocabulary with its reverse look-ups. */
export interface VocabularyIndex {
  readonly vocabulary: Vocabulary;
  readonly unitType: ReadonlyMap<number, number>;
  readonly ability: ReadonlyMap<number, number>;
  /** (65,536) the same by id: `unitType` of each, 0 unknown; and `ability`. Asked of every entity of every observation. */
  readonly typeOf: Uint16Array;
  readonly abilityOf: Uint16Array;
  readonly buff: ReadonlyMap<number, number>;
  readonly upgrade: ReadonlyMap<number, number>;
  /** `functionKey` to function. */
  readonly functions: ReadonlyMap<string, number>;
  /** (functions, unit types + 1) 1 where the type can do the function. */
  readonly users: Float32Array;
  /** For each unit type (0 unknown), the functions that it can do. */
  readonly functionsOf: readonly (readonly number[])[];
}

function byId(places: ReadonlyMap<number, number>): Uint16Array {
  const table = new Uint16Array(IDS);
  for (const [id, place] of places) table[id] = place;
  return table;
}

/** Index 0 stays free for "unknown". */
const positions = (ids: readonly { readonly id: number }[]): Map<number, number> =>
  new Map(ids.map(({ id }, i) => [id, i + 1]));

export function indexVocabulary(vocabulary: Vocabulary): VocabularyIndex {
  const unitType = positions(vocabulary.unitTypes);
  const width = vocabulary.unitTypes.length + 1;
  const users = new Float32Array(vocabulary.functions.length * width);
  const functionsOf = Array.from({ length: width }, (): number[] => []);
  vocabulary.users.forEach((ids, f) => {
    for (const id of ids) {
      const type = unitType.get(id) ?? 0;
      if (users[f * width + type] === 0) functionsOf[type].push(f);
      users[f * width + type] = 1;
    }
  });
  const ability = positions(vocabulary.abilities);
  return {
    vocabulary,
    unitType,
    ability,
    typeOf: byId(unitType),
    abilityOf: byId(ability),
    buff: positions(vocabulary.buffs),
    upgrade: positions(vocabulary.upgrades),
    functions: new Map(vocabulary.functions.map((f, i) => [functionKey(f), i])),
    users,
    functionsOf,
  };
}

/** Smallest bucket that holds `count` entities, or `most` of them where there are more (the rest is cut). */
export function bucketFor(count: number, most: number): number {
  const held = Math.min(count, most);
  return ENTITY_BUCKETS.find((bucket) => held <= bucket) ?? MAX_ENTITIES;
}

/** Sizes of a context. */
export interface ContextSizes {
  readonly functions: number;
  /** Past orders K. */
  readonly history: number;
  readonly tallies: number;
  readonly habits: number;
}

/** Empty inputs for B samples of N entities. */
export function createInputs(batch: number, entities: number, sizes: ContextSizes): PolicyInputs {
  return {
    entities,
    entity_ids: new Int32Array(batch * entities * ENTITY_IDS.length),
    entity_features: new Float32Array(batch * entities * ENTITY_FEATURES.length),
    entity_position: new Float32Array(batch * entities * 4),
    entity_mask: new Float32Array(batch * entities),
    own_mask: new Float32Array(batch * entities),
    map: new Float32Array(batch * MAP_PATCHES * MAP_PATCH_SIZE),
    ...createContextInputs(batch, sizes),
  };
}

/** Empty context inputs; the same arrays as `createInputs` has. */
export function createContextInputs(
  batch: number,
  { functions, history, tallies, habits }: ContextSizes,
): ContextInputs {
  return {
    batch,
    history,
    scalars: new Float32Array(batch * SCALAR_FEATURES.length),
    scalar_ids: new Int32Array(batch * SCALAR_IDS.length),
    function_mask: new Float32Array(batch * functions),
    history_ids: new Int32Array(batch * history * HISTORY_IDS.length),
    history_features: new Float32Array(batch * history * HISTORY_FEATURES.length),
    history_place: new Float32Array(batch * history * 2),
    history_mask: new Float32Array(batch * history),
    tallies: new Float32Array(batch * tallies),
    habits: new Float32Array(batch * habits),
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
/** Index of each target kind, for masks inside the model. */
export const TARGET_KIND_INDEX = Object.fromEntries(TARGET_KINDS.map((kind, i) => [kind, i])) as {
  readonly [K in (typeof TARGET_KINDS)[number]]: number;
};
