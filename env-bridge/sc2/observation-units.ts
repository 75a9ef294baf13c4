/**
 * `Unit` and `Effect` of the API's raw observation straight into columns: one pass over the bytes, no object a unit.
 * Field numbers are those of s2client-proto's raw.proto; a case below is number * 8 + wire type.
 */
import type { EntityTable } from '../../src/spec/columns.js';
import { DISPLAY_TYPE } from '../../src/spec/columns.js';
import { effectTagHigh, effectTagLow, effectType } from './effects.js';
import { WIRE, type WireReader } from './schema/wire.js';

/** Fields of a unit that are read, by number, with their wire types: whatever else it has is passed over. */
const UNIT_WIRES = new Int8Array(64).fill(-1);
for (const n of [
  1, 2, 3, 4, 5, 10, 11, 12, 18, 19, 20, 21, 23, 25, 26, 27, 28, 29, 34, 35, 38, 39, 40, 41, 42,
])
  UNIT_WIRES[n] = WIRE.varint;
for (const n of [7, 8, 9, 14, 15, 16, 17, 30, 36, 37]) UNIT_WIRES[n] = WIRE.fixed32;
for (const n of [6, 22]) UNIT_WIRES[n] = WIRE.bytes;

/** The API's fourth state is our first: cloaked, of one's own side. */
const CLOAKED_ALLIED = 4;
const CLOAKED = 1;
const MAX_ID = 0xffff;

/** A number for an 8-bit column: what does not fit is the nearest that does. */
const small = (value: number): number => (value > 0x7fff_ffff ? 0 : Math.min(value, 255));
/** An id for a 16-bit column; 0 (unknown) when the game has one that does not fit. */
const id = (value: number): number => (value > MAX_ID ? 0 : value);

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
  const tags = new Uint32Array(t.tag.buffer, t.tag.byteOffset, t.tag.length * 2);
  const addOns = new Uint32Array(t.add_on.buffer, t.add_on.byteOffset, t.add_on.length * 2);
  const engaged = new Uint32Array(
    t.engaged_target.buffer,
    t.engaged_target.byteOffset,
    t.engaged_target.length * 2,
  );
  const { unit_type, alliance, owner, display_type, x, y, z, facing, radius } = t;
  const { health, health_max, shield, shield_max, energy, energy_max, weapon_cooldown, build_progress } = t;
  const { cloak, flying, burrowed, hallucination, active, powered, on_screen, selected } = t;
  const { mineral_contents, vespene_contents, cargo_taken, cargo_max } = t;
  const { assigned_harvesters, ideal_harvesters, buff_0, buff_1 } = t;
  const { attack_upgrade_level, armor_upgrade_level, shield_upgrade_level } = t;
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
  const bool = (): number => (reader.varint() !== 0 || reader.high !== 0 ? 1 : 0);

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
    while (reader.at < end) {
      let tag = bytes[reader.at];
      if (tag < 0x80 && tag >= 8) reader.at++;
      else tag = reader.tag();
      switch (tag) {
        case 8:
          display_type[row] = small(reader.varint());
          break;
        case 16:
          alliance[row] = small(reader.varint());
          break;
        case 24:
          tags[row * 2] = reader.varint();
          tags[row * 2 + 1] = reader.high;
          break;
        case 32:
          unit_type[row] = id(reader.varint());
          break;
        case 40:
          owner[row] = small(reader.varint());
          break;
        case 50:
          point(row);
          break;
        case 61:
          facing[row] = float();
          break;
        case 69:
          radius[row] = float();
          break;
        case 77:
          build_progress[row] = float();
          break;
        case 80: {
          const state = reader.varint();
          cloak[row] = state === CLOAKED_ALLIED ? CLOAKED : small(state);
          break;
        }
        case 88:
          selected[row] = bool();
          break;
        case 96:
          on_screen[row] = bool();
          break;
        case 117:
          health[row] = float();
          break;
        case 125:
          health_max[row] = float();
          break;
        case 133:
          shield[row] = float();
          break;
        case 141:
          energy[row] = float();
          break;
        case 144:
          mineral_contents[row] = reader.varint();
          break;
        case 152:
          vespene_contents[row] = reader.varint();
          break;
        case 160:
          flying[row] = bool();
          break;
        case 168:
          burrowed[row] = bool();
          break;
        case 178:
          order(row, orders++);
          break;
        case 184:
          addOns[row * 2] = reader.varint();
          addOns[row * 2 + 1] = reader.high;
          break;
        case 200:
          cargo_taken[row] = small(reader.varint());
          break;
        case 208:
          cargo_max[row] = small(reader.varint());
          break;
        case 216: {
          const buff = id(reader.varint());
          if (buffs === 0) buff_0[row] = buff;
          else if (buffs === 1) buff_1[row] = buff;
          buffs++;
          break;
        }
        case 218: {
          // The same list, packed.
          const length = reader.length();
          const stop = reader.at + length;
          reader.end = stop;
          while (reader.at < stop) {
            const buff = id(reader.varint());
            if (buffs === 0) buff_0[row] = buff;
            else if (buffs === 1) buff_1[row] = buff;
            buffs++;
          }
          reader.end = end;
          break;
        }
        case 224:
          assigned_harvesters[row] = reader.varint();
          break;
        case 232:
          ideal_harvesters[row] = reader.varint();
          break;
        case 245:
          weapon_cooldown[row] = float();
          break;
        case 272:
          engaged[row * 2] = reader.varint();
          engaged[row * 2 + 1] = reader.high;
          break;
        case 280:
          powered[row] = bool();
          break;
        case 293:
          shield_max[row] = float();
          break;
        case 301:
          energy_max[row] = float();
          break;
        case 304:
          hallucination[row] = bool();
          break;
        case 312:
          active[row] = bool();
          break;
        case 320:
          attack_upgrade_level[row] = small(reader.varint());
          break;
        case 328:
          armor_upgrade_level[row] = small(reader.varint());
          break;
        case 336:
          shield_upgrade_level[row] = small(reader.varint());
          break;
        default:
          if (tag < 64 * 8 && UNIT_WIRES[tag >> 3] >= 0)
            throw reader.wrongType(`Unit field ${tag >> 3}`, tag);
          reader.skip(tag);
      }
    }
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
      tags[i * 2] = effectTagLow(x[i], y[i]);
      tags[i * 2 + 1] = effectTagHigh(kind, player);
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
