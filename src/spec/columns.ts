/**
 * The columns of an observation's entity table. One row an entity, one typed array a column. Names and meanings follow
 * `Unit` of the SC2 API (s2client-proto, raw.proto), so a real game, the simulator and a replay fill the same table.
 */

/** Storage of a column. */
export const DTYPES = {
  u8: Uint8Array,
  u16: Uint16Array,
  i32: Int32Array,
  f32: Float32Array,
  u64: BigUint64Array,
} as const;
export type Dtype = keyof typeof DTYPES;
export type ArrayOf<D extends Dtype> = D extends 'u64'
  ? BigUint64Array<ArrayBuffer>
  : D extends 'u8'
    ? Uint8Array<ArrayBuffer>
    : D extends 'u16'
      ? Uint16Array<ArrayBuffer>
      : D extends 'i32'
        ? Int32Array<ArrayBuffer>
        : Float32Array<ArrayBuffer>;

interface ColumnSpec {
  readonly dtype: Dtype;
  readonly unit: string;
  readonly doc: string;
}

/** Every entity column: dtype, unit of measure, meaning. The order is the order of the wire and of the docs. */
export const ENTITY_COLUMNS = {
  tag: { dtype: 'u64', unit: 'id', doc: 'Unique for the whole match; never reused.' },
  unit_type: { dtype: 'u16', unit: 'id', doc: 'Unit type id of the game (48 = Marine).' },
  alliance: { dtype: 'u8', unit: 'enum', doc: '1 self, 2 ally, 3 neutral, 4 enemy.' },
  owner: { dtype: 'u8', unit: 'player id', doc: 'Player who owns it; 16 is neutral.' },
  display_type: {
    dtype: 'u8',
    unit: 'enum',
    doc: '1 visible, 2 snapshot (remembered), 3 hidden, 4 placeholder.',
  },
  x: { dtype: 'f32', unit: 'cells', doc: 'Position, from the left edge of the map.' },
  y: { dtype: 'f32', unit: 'cells', doc: 'Position, from the bottom edge of the map.' },
  z: { dtype: 'f32', unit: 'cells', doc: 'Height.' },
  facing: { dtype: 'f32', unit: 'radians', doc: '0 is to the right, counter-clockwise, in [0, 2 pi).' },
  radius: { dtype: 'f32', unit: 'cells', doc: 'Collision radius.' },
  health: { dtype: 'f32', unit: 'points', doc: '' },
  health_max: { dtype: 'f32', unit: 'points', doc: '' },
  shield: { dtype: 'f32', unit: 'points', doc: '' },
  shield_max: { dtype: 'f32', unit: 'points', doc: '' },
  energy: { dtype: 'f32', unit: 'points', doc: '' },
  energy_max: { dtype: 'f32', unit: 'points', doc: '' },
  weapon_cooldown: { dtype: 'f32', unit: 'loops', doc: 'Loops until the weapon may fire again.' },
  build_progress: { dtype: 'f32', unit: 'fraction', doc: '1 when finished.' },
  cloak: { dtype: 'u8', unit: 'enum', doc: '0 unknown, 1 cloaked, 2 cloaked but detected, 3 not cloaked.' },
  flying: { dtype: 'u8', unit: 'bool', doc: '' },
  burrowed: { dtype: 'u8', unit: 'bool', doc: '' },
  hallucination: { dtype: 'u8', unit: 'bool', doc: '' },
  active: { dtype: 'u8', unit: 'bool', doc: 'Is training or researching.' },
  powered: { dtype: 'u8', unit: 'bool', doc: '' },
  on_screen: { dtype: 'u8', unit: 'bool', doc: 'Is in the camera view.' },
  mineral_contents: { dtype: 'i32', unit: 'minerals', doc: 'Left in a mineral field.' },
  vespene_contents: { dtype: 'i32', unit: 'vespene', doc: 'Left in a geyser.' },
  cargo_taken: { dtype: 'u8', unit: 'slots', doc: 'Cargo space in use.' },
  cargo_max: { dtype: 'u8', unit: 'slots', doc: 'Cargo space in all.' },
  assigned_harvesters: { dtype: 'i32', unit: 'workers', doc: '' },
  ideal_harvesters: { dtype: 'i32', unit: 'workers', doc: '' },
  order_0_ability: {
    dtype: 'u16',
    unit: 'id',
    doc: 'Ability of the current order, general form; 0 none. Own units only.',
  },
  order_0_progress: { dtype: 'f32', unit: 'fraction', doc: '' },
  order_1_ability: { dtype: 'u16', unit: 'id', doc: 'Next order in the queue; 0 none.' },
  order_1_progress: { dtype: 'f32', unit: 'fraction', doc: '' },
  order_2_ability: { dtype: 'u16', unit: 'id', doc: '' },
  order_2_progress: { dtype: 'f32', unit: 'fraction', doc: '' },
  order_3_ability: { dtype: 'u16', unit: 'id', doc: '' },
  order_3_progress: { dtype: 'f32', unit: 'fraction', doc: '' },
  buff_0: { dtype: 'u16', unit: 'id', doc: 'First buff; 0 none.' },
  buff_1: { dtype: 'u16', unit: 'id', doc: 'Second buff; 0 none.' },
  attack_upgrade_level: { dtype: 'u8', unit: 'level', doc: '' },
  armor_upgrade_level: { dtype: 'u8', unit: 'level', doc: '' },
  shield_upgrade_level: { dtype: 'u8', unit: 'level', doc: '' },
  add_on: { dtype: 'u64', unit: 'tag', doc: 'Tag of the add-on; 0 none.' },
  engaged_target: {
    dtype: 'u64',
    unit: 'tag',
    doc: 'Tag of the entity that it attacks, follows or heals; 0 none.',
  },
  selected: {
    dtype: 'u8',
    unit: 'bool',
    doc: 'In a human replay: got the last order; what was selected before the next would give it away.',
  },
  last_seen: {
    dtype: 'i32',
    unit: 'loop',
    doc: 'Game loop at which it was last seen; now, if visible. In a human replay: at which its place was last known exactly; until then x and y are estimates.',
  },
} as const satisfies Record<string, ColumnSpec>;

export type EntityColumn = keyof typeof ENTITY_COLUMNS;
export const ENTITY_COLUMN_NAMES = Object.keys(ENTITY_COLUMNS) as readonly EntityColumn[];

/** The entity table: every column has the same length, the number of entities N. */
export type EntityTable = { [C in EntityColumn]: ArrayOf<(typeof ENTITY_COLUMNS)[C]['dtype']> };

/** Values of `alliance`. */
export const ALLIANCE = { self: 1, ally: 2, neutral: 3, enemy: 4 } as const;
/** Values of `display_type`. */
export const DISPLAY_TYPE = { visible: 1, snapshot: 2, hidden: 3, placeholder: 4 } as const;

const ARRAYS = ENTITY_COLUMN_NAMES.map((name) => DTYPES[ENTITY_COLUMNS[name].dtype]);
const ROW_BYTES = ARRAYS.reduce((sum, { BYTES_PER_ELEMENT }) => sum + BYTES_PER_ELEMENT, 0);

/**
 * A table of `count` rows, all zero. Its columns lie behind each other in one buffer: a buffer a column would cost five times
 * as much to make, and more to collect.
 */
export function createEntityTable(count: number): EntityTable {
  const table = {} as Record<EntityColumn, unknown>;
  const buffer = new ArrayBuffer(ROW_BYTES * count + 8 * ARRAYS.length);
  let at = 0;
  for (const [i, name] of ENTITY_COLUMN_NAMES.entries()) {
    const Column = ARRAYS[i];
    table[name] = new Column(buffer, at, count);
    at += (Column.BYTES_PER_ELEMENT * count + 7) & ~7; // The widest element wants its place to be a multiple of 8.
  }
  return table as EntityTable;
}

/** Player scalars, in the order of `Observation.player`; the player-common block of the SC2 API and what goes with it. */
export const PLAYER_SCALARS = {
  player_id: { unit: 'id', doc: '' },
  minerals: { unit: 'minerals', doc: '' },
  vespene: { unit: 'vespene', doc: '' },
  food_cap: { unit: 'supply', doc: '' },
  food_used: { unit: 'supply', doc: '' },
  food_army: { unit: 'supply', doc: '' },
  food_workers: { unit: 'supply', doc: '' },
  idle_worker_count: { unit: 'units', doc: '' },
  army_count: { unit: 'units', doc: '' },
  warp_gate_count: { unit: 'units', doc: '' },
  larva_count: { unit: 'units', doc: '' },
  race: { unit: 'enum', doc: '0 none, 1 Terran, 2 Zerg, 3 Protoss, 4 random; as in the SC2 API.' },
  enemy_race: { unit: 'enum', doc: 'As far as the player knows it.' },
} as const;
export type PlayerScalar = keyof typeof PLAYER_SCALARS;
export const PLAYER_SCALAR_NAMES = Object.keys(PLAYER_SCALARS) as readonly PlayerScalar[];
/** Index of each scalar in `Observation.player`. */
export const PLAYER_SCALAR_INDEX = Object.fromEntries(PLAYER_SCALAR_NAMES.map((n, i) => [n, i])) as {
  readonly [S in PlayerScalar]: number;
};
/** Values of `race`. */
export const RACE = { none: 0, terran: 1, zerg: 2, protoss: 3, random: 4 } as const;
