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
import type { Command, MapInfo, Observation } from '../../src/spec/observation.js';
import { sees, visibilityLayer } from './sight.js';
import { NOBODY, ORDER_SLOTS, type State } from './state.js';
import { KIND, KINDS } from './units.js';

/** Cells. The field is flat; air units fly as high above it as in the game. */
const GROUND_Z = 8;
const AIR_Z = GROUND_Z + 3.75;
/** Value of the cloak column for units that are not cloaked. */
const NOT_CLOAKED = 3;
const EMPTY_U16 = new Uint16Array(0);

/** The map as every player knows it. */
export function describeMap(name: string, field: State['field']): MapInfo {
  const { width, height, border } = field;
  const pathing = new Uint8Array(width * height);
  for (let y = border; y < height - border; y++)
    pathing.fill(1, y * width + border, (y + 1) * width - border);
  const terrainHeight = new Uint8Array(width * height).fill((GROUND_Z + 16) * 8);
  return {
    name,
    width,
    height,
    layerWidth: width,
    layerHeight: height,
    pathing,
    placement: pathing.slice(),
    terrainHeight,
  };
}

/** Unit indices in the order of their tags; made once a match. */
export function orderByTag(state: State): Uint16Array {
  return Uint16Array.from({ length: state.count }, (_, i) => i).sort((a, b) =>
    state.tag[a] < state.tag[b] ? -1 : 1,
  );
}

/** The observation of `player` (1 or 2). @param byTag as from `orderByTag` */
export function observeState(
  state: State,
  player: number,
  byTag: Uint16Array,
  lastCommand: Command | null,
): Observation {
  const rows: number[] = [];
  for (const i of byTag) if (state.player[i] === player && state.alive[i] === 1) rows.push(i);
  const own = rows.length;
  for (const i of byTag)
    if (state.player[i] !== player && state.alive[i] === 1 && sees(state.sight, player, i)) rows.push(i);
  const t = createEntityTable(rows.length);
  for (let r = 0; r < rows.length; r++) {
    const i = rows[r];
    const unit = KINDS[state.kind[i]];
    t.tag[r] = state.tag[i];
    t.unit_type[r] = unit.id;
    t.alliance[r] = r < own ? ALLIANCE.self : ALLIANCE.enemy;
    t.owner[r] = state.player[i];
    t.display_type[r] = DISPLAY_TYPE.visible;
    t.x[r] = state.x[i];
    t.y[r] = state.y[i];
    t.z[r] = unit.flying ? AIR_Z : GROUND_Z;
    t.facing[r] = angle(state.lookX[i], state.lookY[i]);
    t.radius[r] = unit.radius;
    t.health[r] = state.health[i];
    t.health_max[r] = unit.health;
    t.shield[r] = state.shield[i];
    t.shield_max[r] = unit.shield;
    t.energy[r] = state.energy[i];
    t.energy_max[r] = unit.energy;
    t.build_progress[r] = 1;
    t.cloak[r] = NOT_CLOAKED;
    t.flying[r] = KIND.flying[state.kind[i]];
    t.on_screen[r] = 1;
    t.last_seen[r] = state.loop;
  }
  for (let r = 0; r < own; r++) writeOwn(state, t, r, rows[r]);
  return {
    gameLoop: state.loop,
    count: rows.length,
    entities: t,
    unknown: [],
    player: playerScalars(state, player, rows, own),
    upgrades: EMPTY_U16.slice(),
    lastCommand,
    visibility: visibilityLayer(state.sight, player),
    creep: new Uint8Array(0),
  };
}

/** Columns that only the owner knows. */
function writeOwn(state: State, t: Observation['entities'], r: number, i: number): void {
  const first = i * ORDER_SLOTS;
  const orders = state.orderCount[i];
  t.weapon_cooldown[r] = Math.max(0, state.cooldown[i]);
  t.cargo_max[r] = KINDS[state.kind[i]].cargo;
  if (orders > 0) t.order_0_ability[r] = state.orderAbility[first];
  if (orders > 1) t.order_1_ability[r] = state.orderAbility[first + 1];
  if (orders > 2) t.order_2_ability[r] = state.orderAbility[first + 2];
  if (orders > 3) t.order_3_ability[r] = state.orderAbility[first + 3];
  const engaged = state.engaged[i];
  // It may have died, or gone into the fog, at the end of the loop.
  if (engaged !== NOBODY && sees(state.sight, state.player[i], engaged))
    t.engaged_target[r] = state.tag[engaged];
}

function playerScalars(state: State, player: number, rows: readonly number[], own: number): Int32Array {
  const scalars = new Int32Array(PLAYER_SCALAR_NAMES.length);
  let food = 0;
  for (let r = 0; r < own; r++) food += KINDS[state.kind[rows[r]]].food;
  // Of anybody that he has or had: a player keeps his race when all his units are dead.
  const race = RACE[KINDS[state.kind[state.player.indexOf(player)]].race];
  scalars[PLAYER_SCALAR_INDEX.player_id] = player;
  scalars[PLAYER_SCALAR_INDEX.food_used] = Math.floor(food);
  scalars[PLAYER_SCALAR_INDEX.food_army] = Math.floor(food);
  scalars[PLAYER_SCALAR_INDEX.army_count] = own;
  scalars[PLAYER_SCALAR_INDEX.race] = race;
  // Both sides have the same units, so the enemy's race is never a secret.
  scalars[PLAYER_SCALAR_INDEX.enemy_race] = race;
  return scalars;
}

/** Radians in [0, 2 pi), 0 to the right, counter-clockwise. */
function angle(x: number, y: number): number {
  const radians = Math.fround(Math.atan2(y, x));
  return radians < 0 ? radians + 2 * Math.PI : radians;
}
