/**
 * What one player sees, written straight into an observation's columns. Own units first, then enemies, each by tag;
 * of enemies only what the SC2 API tells of them: no orders, no cooldown, no target.
 */
import {
  ALLIANCE,
  createEntityTable,
  DISPLAY_TYPE,
  PLAYER_SCALAR_INDEX,
  PLAYER_SCALAR_NAMES,
  RACE,
} from '../../src/spec/columns.js';
import { effectTagHigh, effectTagLow, effectType } from '../../src/spec/effects.js';
import { EFFECT } from '../../src/spec/game-ids.js';
import type { Command, MapInfo, Observation } from '../../src/spec/observation.js';
import { BUFF_SLOTS, BUFFS } from './abilities/buffs.js';
import { ABILITIES } from './abilities/table.js';
import { ZONES } from './abilities/zones.js';
import { cellOf } from './ground/walk.js';
import { seesPoint, visibilityLayer } from './sight.js';
import { LIFE, NEUTRAL, NOBODY, ORDER_SLOTS, type State, seesUnit, ZONE_SLOTS } from './state.js';
import { ZONE_RADIUS } from './targets.js';
import { KIND, KINDS } from './units.js';
import { upgradeIds } from './upgrades.js';

/** Cells: the lowest ground, from one half level to the next, and how high above the ground air units fly. As in the game. */
const GROUND_Z = 8;
const HALF_LEVEL_Z = 1;
const FLIGHT_Z = 3.75;
/** Values of the cloak column. Who is cloaked and not detected is shown to his owner only, as the API does unless asked. */
const CLOAK = { hidden: 1, detected: 2, none: 3 } as const;
/** What the API has for the owner of neutral units. */
const NEUTRAL_OWNER = 16;

/** The map as every player knows it. */
export function describeMap(name: string, field: State['field']): MapInfo {
  const { width, height, border, ground } = field;
  const pathing = ground?.walkers.open.slice() ?? new Uint8Array(width * height);
  if (!ground)
    for (let y = border; y < height - border; y++)
      pathing.fill(1, y * width + border, (y + 1) * width - border);
  const heights = ground?.halfLevels ?? new Uint8Array(width * height);
  const terrainHeight = heights.map((half) => (GROUND_Z + HALF_LEVEL_Z * half + 16) * 8);
  return {
    name,
    width,
    height,
    layerWidth: width,
    layerHeight: height,
    pathing,
    placement: ground?.level.slice() ?? pathing.slice(),
    terrainHeight,
  };
}

/** Height of the ground, cells. */
function groundZ({ ground }: State['field'], x: number, y: number): number {
  return ground ? GROUND_Z + HALF_LEVEL_Z * ground.halfLevels[cellOf(ground, x, y)] : GROUND_Z;
}

/** An effect on the ground that a player sees. */
interface Effect {
  readonly id: number;
  readonly owner: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** The observation of `player` (1 or 2). */
export function observeState(state: State, player: number, lastCommand: Command | null): Observation {
  const rows: number[] = [];
  for (const i of state.byTag) if (state.player[i] === player && state.alive[i] === LIFE.field) rows.push(i);
  const own = rows.length;
  for (const i of state.byTag)
    if (state.player[i] !== player && state.alive[i] === LIFE.field && seesUnit(state, player, i))
      rows.push(i);
  const effects = seenEffects(state, player);
  const t = createEntityTable(rows.length + effects.length);
  for (let r = 0; r < rows.length; r++) writeUnit(state, t, r, rows[r], player);
  for (let r = 0; r < own; r++) writeOwn(state, t, r, rows[r]);
  for (const [n, effect] of effects.entries()) writeEffect(t, rows.length + n, effect, player);
  return {
    gameLoop: state.loop,
    count: rows.length + effects.length,
    entities: t,
    unknown: [],
    player: playerScalars(state, player),
    upgrades: Uint16Array.from(upgradeIds(state.sides[player].upgrades)),
    lastCommand,
    visibility: visibilityLayer(state.sight, player),
    creep: new Uint8Array(0),
  };
}

/** Columns that everybody knows who sees the unit. */
function writeUnit(state: State, t: Observation['entities'], r: number, i: number, player: number): void {
  const kind = state.kind[i];
  const unit = KINDS[kind];
  const owner = state.player[i];
  const side = state.sides[owner];
  t.tag[r] = state.tag[i];
  t.unit_type[r] = unit.id;
  t.alliance[r] = owner === player ? ALLIANCE.self : owner === NEUTRAL ? ALLIANCE.neutral : ALLIANCE.enemy;
  t.owner[r] = owner === NEUTRAL ? NEUTRAL_OWNER : owner;
  t.display_type[r] = DISPLAY_TYPE.visible;
  t.x[r] = state.x[i];
  t.y[r] = state.y[i];
  t.z[r] = groundZ(state.field, state.x[i], state.y[i]) + (unit.flying ? FLIGHT_Z : 0);
  t.facing[r] = angle(state.lookX[i], state.lookY[i]);
  t.radius[r] = unit.radius;
  t.health[r] = state.health[i];
  t.health_max[r] = state.healthMax[i];
  t.shield[r] = state.shield[i];
  t.shield_max[r] = unit.shield;
  t.energy[r] = state.energy[i];
  t.energy_max[r] = unit.energy;
  t.build_progress[r] = 1;
  t.cloak[r] = state.cloaked[i] === 0 ? CLOAK.none : owner === player ? CLOAK.hidden : CLOAK.detected;
  t.burrowed[r] = KIND.burrowed[kind];
  t.flying[r] = KIND.flying[kind];
  t.on_screen[r] = 1;
  t.attack_upgrade_level[r] = side.weaponLevel[kind];
  t.armor_upgrade_level[r] = side.armorLevel[kind];
  t.shield_upgrade_level[r] = unit.shield > 0 ? side.shieldLevel : 0;
  t.last_seen[r] = state.loop;
  if (state.buffs[i] !== 0) writeBuffs(state, t, r, i);
}

function writeBuffs(state: State, t: Observation['entities'], r: number, i: number): void {
  for (let b = 0; b < BUFF_SLOTS; b++) {
    if ((state.buffs[i] & (1 << b)) === 0) continue;
    if (t.buff_0[r] === 0) t.buff_0[r] = BUFFS[b].id;
    else if (t.buff_1[r] === 0) t.buff_1[r] = BUFFS[b].id;
  }
}

/** Effects on cells that the player sees, and his own. What follows a unit is seen with it. */
function seenEffects(state: State, player: number): Effect[] {
  const effects: Effect[] = [];
  const see = (id: number, owner: number, x: number, y: number, radius: number): void => {
    if (owner === player || seesPoint(state.sight, player, x, y)) effects.push({ id, owner, x, y, radius });
  };
  for (let z = 0; z < ZONE_SLOTS; z++) {
    const zone = ZONES[state.zoneKind[z]];
    if (zone === null || zone.effect === 0) continue;
    see(zone.effect, state.zoneOwner[z], state.zoneX[z], state.zoneY[z], zone.radius);
  }
  for (let i = 0; i < state.count; i++)
    if (state.alive[i] === LIFE.field && KIND.zoned[state.kind[i]] === 1)
      see(EFFECT.liberator_zone, state.player[i], state.anchorX[i], state.anchorY[i], ZONE_RADIUS);
  return effects;
}

function writeEffect(t: Observation['entities'], r: number, effect: Effect, player: number): void {
  const { id, owner, x, y, radius } = effect;
  t.tag[r] = (BigInt(effectTagHigh(id, owner)) << 32n) | BigInt(effectTagLow(x, y));
  t.unit_type[r] = effectType(id);
  t.alliance[r] = owner === player ? ALLIANCE.self : ALLIANCE.enemy;
  t.owner[r] = owner;
  t.display_type[r] = DISPLAY_TYPE.visible;
  t.x[r] = x;
  t.y[r] = y;
  t.radius[r] = radius;
}

const ORDER_COLUMNS = ['order_0_ability', 'order_1_ability', 'order_2_ability', 'order_3_ability'] as const;

/** Columns that only the owner knows. */
function writeOwn(state: State, t: Observation['entities'], r: number, i: number): void {
  const first = i * ORDER_SLOTS;
  const orders = state.orderCount[i];
  t.weapon_cooldown[r] = Math.max(0, state.cooldown[i]);
  t.cargo_max[r] = KINDS[state.kind[i]].cargo;
  t.cargo_taken[r] = state.cargo[i];
  // What it is at (changing form, aiming a Snipe) is its order, before those that wait.
  const busy = state.busy[i] !== NOBODY;
  const at = busy ? 1 : 0;
  if (busy) t.order_0_ability[r] = ABILITIES[state.busy[i]].ability;
  for (let k = 0; k < orders && k + at < ORDER_COLUMNS.length; k++)
    t[ORDER_COLUMNS[k + at]][r] = state.orderAbility[first + k];
  const engaged = state.engaged[i];
  // It may have died, or gone into the fog, at the end of the loop.
  if (engaged !== NOBODY && seesUnit(state, state.player[i], engaged))
    t.engaged_target[r] = state.tag[engaged];
}

function playerScalars(state: State, player: number): Int32Array {
  const scalars = new Int32Array(PLAYER_SCALAR_NAMES.length);
  let food = 0;
  let army = 0;
  for (let i = 0; i < state.count; i++) {
    if (state.player[i] !== player || state.alive[i] === LIFE.dead) continue;
    food += KINDS[state.kind[i]].food;
    army++;
  }
  scalars[PLAYER_SCALAR_INDEX.player_id] = player;
  scalars[PLAYER_SCALAR_INDEX.food_used] = Math.floor(food);
  scalars[PLAYER_SCALAR_INDEX.food_army] = Math.floor(food);
  scalars[PLAYER_SCALAR_INDEX.army_count] = army;
  scalars[PLAYER_SCALAR_INDEX.race] = raceOf(state, player);
  // Both armies are known before the match, as the scenario is.
  scalars[PLAYER_SCALAR_INDEX.enemy_race] = raceOf(state, player === 1 ? 2 : 1);
  return scalars;
}

/** Of anybody that he has or had: a player keeps his race when all his units are dead. */
function raceOf(state: State, player: number): number {
  const unit = state.player.indexOf(player);
  return unit < 0 ? RACE.none : RACE[KINDS[state.kind[unit]].race];
}

/** Radians in [0, 2 pi), 0 to the right, counter-clockwise. */
function angle(x: number, y: number): number {
  const radians = Math.fround(Math.atan2(y, x));
  return radians < 0 ? radians + 2 * Math.PI : radians;
}
