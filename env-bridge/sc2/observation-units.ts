/**
 * `Unit` and `Effect` of the API's raw observation straight into columns: one pass over the bytes, no object a unit.
 * Field numbers are those of s2client-proto's raw.proto; a case below is number * 8 + wire type.
 */
import { DISPLAY_TYPE, type EntityColumn, type EntityTable } from '../../src/spec/columns.js';
import { effectTagHigh, effectTagLow, effectType } from '../../src/spec/effects.js';
import { WIRE, type WireReader } from './schema/wire.js';

/** Columns that hold one field of `Unit` as it stands, by the field's number. */
const FLOATS = {
  facing: 7,
  radius: 8,
  build_progress: 9,
  health: 14,
  health_max: 15,
  shield: 16,
  shield_max: 36,
  energy: 17,
  energy_max: 37,
  weapon_cooldown: 30,
} as const;
const FLAGS = {
  selected: 11,
  on_screen: 12,
  flying: 20,
  burrowed: 21,
  powered: 35,
  hallucination: 38,
  active: 39,
} as const;
/** Enums and small numbers: 8 bits. */
const BYTES = {
  display_type: 1,
  alliance: 2,
  owner: 5,
  cloak: 10,
  cargo_taken: 25,
  cargo_max: 26,
  attack_upgrade_level: 40,
  armor_upgrade_level: 41,
  shield_upgrade_level: 42,
} as const;
const INTEGERS = {
  mineral_contents: 18,
  vespene_contents: 19,
  assigned_harvesters: 28,
  ideal_harvesters: 29,
} as const;
const TAGS = { tag: 3, add_on: 23, engaged_target: 34 } as const;
const UNIT_TYPE = 4;
const POS = 6;
const CLOAK = BYTES.cloak;
const ORDERS = 22;
const BUFFS = 27;

/** Field numbers below this are looked at; the API's highest of a unit is 45. */
const FIELDS = 64;
/** How a field of a unit is read: one of the tables above, or by itself. */
const READ = { not: 0, float: 1, flag: 2, byte: 3, integer: 4, tag: 5, type: 6, buff: 7, part: 8 } as const;
const HOW = new Uint8Array(FIELDS);
for (const [numbers, how] of [
  [Object.values(FLOATS), READ.float],
  [Object.values(FLAGS), READ.flag],
  [Object.values(BYTES), READ.byte],
  [Object.values(INTEGERS), READ.integer],
  [Object.values(TAGS), READ.tag],
  [[UNIT_TYPE], READ.type],
  [[BUFFS], READ.buff],
  [[POS, ORDERS], READ.part],
] as const)
  for (const number of numbers) HOW[number] = how;

/** The API's fourth state is our first: cloaked, of one's own side. */
const CLOAKED_ALLIED = 4;
const CLOAKED = 1;
const MAX_ID = 0xffff;

/** A number for an 8-bit column: what does not fit is the nearest that does. */
const small = (value: number): number => (value > 0x7fff_ffff ? 0 : Math.min(value, 255));
/** An id for a 16-bit column; 0 (unknown) when the game has one that does not fit. */
const id = (value: number): number => (value > MAX_ID ? 0 : value);

/** The columns of a table's names, each at the number of its field. */
function atNumbers<N extends EntityColumn, T>(
  numbers: readonly (readonly [N, number])[],
  columnOf: (name: N) => T,
): T[] {
  const columns = new Array<T>(FIELDS).fill(columnOf(numbers[0][0]));
  for (const [name, number] of numbers) columns[number] = columnOf(name);
  return columns;
}

const entries = <N extends EntityColumn>(numbers: Readonly<Record<N, number>>): [N, number][] =>
  Object.entries(numbers) as [N, number][];
const FLOAT_FIELDS = entries(FLOATS);
const FLAG_FIELDS = entries(FLAGS);
const BYTE_FIELDS = entries(BYTES);
const INTEGER_FIELDS = entries(INTEGERS);
const TAG_FIELDS = entries(TAGS);

/** Reads units into consecutive rows of a table. */
export interface UnitRows {
  /** Reads the unit from `reader.at` to `reader.end` into `row`. */
  unit(row: number): void;
  /** Reads an effect into rows from `row` on, one a position; returns how many. */
  effect(row: number): number;
}

/**
 * @param forms general form of each ability; an id that is not in it stands for itself
 * @throws (its functions) PROTOCOL_MESSAGE when a value is cut, has another wire type, or is not finite
 */
export function createUnitRows(reader: WireReader, t: EntityTable, forms: Uint16Array): UnitRows {
  const { bytes, view } = reader;
  const { unit_type, alliance, owner, display_type, x, y, z, radius, buff_0, buff_1 } = t;
  const floats = atNumbers(FLOAT_FIELDS, (name) => t[name]);
  const flags = atNumbers(FLAG_FIELDS, (name) => t[name]);
  const small8 = atNumbers(BYTE_FIELDS, (name) => t[name]);
  const integers = atNumbers(INTEGER_FIELDS, (name) => t[name]);
  const words = atNumbers(TAG_FIELDS, (name) => wordsOf(t[name]));
  const abilities = [t.order_0_ability, t.order_1_ability, t.order_2_ability, t.order_3_ability];
  const progresses = [t.order_0_progress, t.order_1_progress, t.order_2_progress, t.order_3_progress];

  const float = (): number => {
    const at = reader.at;
    if (reader.end - at < 4) throw reader.truncated();
    reader.at = at + 4;
    const value = view.getFloat32(at, true);
    // Infinity minus itself is no number either.
    if (value - value !== 0) throw reader.broken('has a number that is not finite');
    return value;
  };

  /** `Point` or `Point2D`. */
  const point = (row: number): void => {
    const { end } = reader;
    const length = reader.length();
    const stop = reader.at + length;
    reader.end = stop;
    while (reader.at < stop) {
      const tag = reader.tag();
      if (tag === 13) x[row] = float();
      else if (tag === 21) y[row] = float();
      else if (tag === 29) z[row] = float();
      else if (tag >> 3 <= 3) throw reader.wrongType('Point', tag);
      else reader.skip(tag);
    }
    reader.end = end;
  };

  const order = (row: number, slot: number): void => {
    const { end } = reader;
    const length = reader.length();
    const stop = reader.at + length;
    reader.end = stop;
    while (reader.at < stop) {
      const tag = reader.tag();
      if (tag === 8) {
        const ability = reader.varint();
        if (slot < 4) abilities[slot][row] = ability < forms.length ? forms[ability] : id(ability);
      } else if (tag === 37) {
        const progress = float();
        if (slot < 4) progresses[slot][row] = progress;
      } else if (tag >> 3 === 1 || tag >> 3 === 4) throw reader.wrongType('UnitOrder', tag);
      else reader.skip(tag);
    }
    reader.end = end;
  };

  const unit = (row: number): void => {
    const { end } = reader;
    let orders = 0;
    let buffs = 0;
    const buff = (value: number): void => {
      if (buffs === 0) buff_0[row] = id(value);
      else if (buffs === 1) buff_1[row] = id(value);
      buffs++;
    };
    let at = reader.at;
    while (at < end) {
      let tag = bytes[at];
      if (tag >= 8 && tag < 0x80) at++;
      else {
        reader.at = at;
        tag = reader.tag();
        at = reader.at;
      }
      const field = tag >> 3;
      const wire = tag & 7;
      const how = field < FIELDS && field > 0 ? HOW[field] : READ.not;
      if (wire === WIRE.fixed32 && how === READ.float) {
        if (end - at < 4) throw reader.truncated();
        const value = view.getFloat32(at, true);
        // Infinity minus itself is no number either.
        if (value - value !== 0) throw reader.broken('has a number that is not finite');
        floats[field][row] = value;
        at += 4;
      } else if (wire === WIRE.varint && how >= READ.flag && how <= READ.buff) {
        let value = bytes[at];
        let high = 0;
        if (value < 0x80 && at < end) at++;
        else {
          reader.at = at;
          value = reader.varint();
          high = reader.high;
          at = reader.at;
        }
        if (how === READ.flag) flags[field][row] = value !== 0 || high !== 0 ? 1 : 0;
        else if (how === READ.byte)
          small8[field][row] = field === CLOAK && value === CLOAKED_ALLIED ? CLOAKED : small(value);
        else if (how === READ.type) unit_type[row] = id(value);
        else if (how === READ.tag) {
          words[field][row * 2] = value;
          words[field][row * 2 + 1] = high;
        } else if (how === READ.integer) integers[field][row] = value;
        else buff(value);
      } else {
        reader.at = at;
        if (field === POS && wire === WIRE.bytes) point(row);
        else if (field === ORDERS && wire === WIRE.bytes) order(row, orders++);
        else if (field === BUFFS && wire === WIRE.bytes) {
          // The same list, packed.
          const length = reader.length();
          const stop = reader.at + length;
          reader.end = stop;
          while (reader.at < stop) buff(reader.varint());
          reader.end = end;
        } else if (how !== READ.not) throw reader.wrongType(`Unit field ${field}`, tag);
        else reader.skip(tag);
        at = reader.at;
      }
    }
    reader.at = at;
  };

  const effect = (row: number): number => {
    const { end } = reader;
    let kind = 0;
    let side = 0;
    let player = 0;
    let size = 0;
    let rows = 0;
    while (reader.at < end) {
      const tag = reader.tag();
      if (tag === 8) kind = reader.varint();
      else if (tag === 18) point(row + rows++);
      else if (tag === 24) side = small(reader.varint());
      else if (tag === 32) player = small(reader.varint());
      else if (tag === 45) size = float();
      else if (tag >> 3 <= 5) throw reader.wrongType('Effect', tag);
      else reader.skip(tag);
    }
    for (let i = row; i < row + rows; i++) {
      words[TAGS.tag][i * 2] = effectTagLow(x[i], y[i]);
      words[TAGS.tag][i * 2 + 1] = effectTagHigh(kind, player);
      unit_type[i] = effectType(kind);
      alliance[i] = side;
      owner[i] = player;
      radius[i] = size;
      display_type[i] = DISPLAY_TYPE.visible;
    }
    return rows;
  };

  return { unit, effect };
}

/** A column of tags as two words each, the lower one first: no BigInt is made. */
export function wordsOf(column: BigUint64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}
