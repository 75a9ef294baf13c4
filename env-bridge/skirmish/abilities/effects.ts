/** What abilities do, each kind of effect once. Called when all shots of a loop have hit, before the fallen are buried. */
import { ABILITY, type BuffName } from '../../../src/spec/game-ids.js';
import { LOOPS_PER_GAME_SECOND } from '../../../src/spec/observation.js';
import { burn, die, hit } from '../damage.js';
import { putDown, standAt } from '../ground/stand.js';
import { changeKind } from '../morph.js';
import { clearOrders, pushOrder } from '../order-queue.js';
import { seesPoint } from '../sight.js';
import { spawn } from '../spawn.js';
import { addBuff, LIFE, NEUTRAL, NOBODY, removeBuff, type State } from '../state.js';
import { board, hasRoom, unload } from '../transport.js';
import { KIND, kindOf } from '../units.js';
import { buffIndex } from './buffs.js';
import type { AbilitySpec, Effect } from './table.js';
import { addZone } from './zones.js';

/** Loops for which a held unit stays held after the caster's last loop of it. */
const HOLD_LOOPS = 2;

/** An ability is done. @param target a unit, or NOBODY; @param x where, for points and units alike */
export function perform(
  state: State,
  caster: number,
  { effect }: AbilitySpec,
  target: number,
  x: number,
  y: number,
): void {
  const on = target === NOBODY ? caster : target;
  switch (effect.kind) {
    case 'buff':
      addBuff(state, on, buffIndex(effect.buff));
      return;
    case 'unbuff':
      removeBuff(state, on, buffIndex(effect.buff));
      return;
    case 'hold':
      addBuff(state, on, buffIndex(effect.buff), HOLD_LOOPS);
      return;
    case 'blink':
      blink(state, caster, effect.distance, x, y);
      return;
    case 'morph':
      if (effect.anchors === true) {
        state.anchorX[caster] = x;
        state.anchorY[caster] = y;
      }
      changeKind(state, caster, kindOf(effect.into));
      return;
    case 'strike':
      burn(state, caster, target, effect.damage);
      return;
    case 'feedback':
      burn(state, caster, target, state.energy[target] * effect.perEnergy);
      state.energy[target] = 0;
      return;
    case 'burst':
      burstAround(
        state,
        caster,
        effect,
        target === NOBODY ? x : state.x[target],
        target === NOBODY ? y : state.y[target],
      );
      return;
    case 'zone':
      addZone(state, effect.zone, caster, x, y);
      return;
    case 'spawn':
      call(state, caster, effect, x, y);
      return;
    case 'mend':
      state.health[target] = Math.min(state.healthMax[target], state.health[target] + effect.health);
      addBuff(state, target, buffIndex(effect.buff));
      return;
    case 'pull':
      pull(state, caster, target);
      return;
    case 'charge':
      charge(state, caster, target);
      return;
    case 'load':
      if (hasRoom(state, caster, target)) board(state, target, caster);
      return;
    case 'explode':
      state.health[caster] = 0;
      return;
    case 'vanish':
      die(state, caster, false);
      return;
    case 'unload':
      unload(state, caster);
      return;
  }
}

/** Where a blink ends: at the point, or as far towards it as it reaches; null if its owner does not see that place. */
export function blinkEnd(
  state: State,
  caster: number,
  distance: number,
  x: number,
  y: number,
): { readonly x: number; readonly y: number } | null {
  const dx = x - state.x[caster];
  const dy = y - state.y[caster];
  const length = Math.sqrt(dx * dx + dy * dy);
  const part = length > distance ? distance / length : 1;
  const end = { x: 0, y: 0 };
  standAt(state.field, state.kind[caster], state.x[caster] + dx * part, state.y[caster] + dy * part, end);
  return seesPoint(state.sight, state.player[caster], end.x, end.y) ? end : null;
}

function blink(state: State, caster: number, distance: number, x: number, y: number): void {
  const end = blinkEnd(state, caster, distance, x, y);
  if (end === null) return;
  state.x[caster] = end.x;
  state.y[caster] = end.y;
  state.aimAt[caster] = NOBODY;
}

function burstAround(
  state: State,
  caster: number,
  effect: Extract<Effect, { kind: 'burst' }>,
  x: number,
  y: number,
): void {
  const buff = effect.buff === undefined ? NOBODY : buffIndex(effect.buff);
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] !== LIFE.field || KIND.untouchable[state.kind[i]] === 1) continue;
    if (effect.friendly !== true && state.player[i] === state.player[caster]) continue;
    const dx = state.x[i] - x;
    const dy = state.y[i] - y;
    const reach = effect.radius + KIND.radius[state.kind[i]];
    if (dx * dx + dy * dy > reach * reach) continue;
    state.shield[i] = Math.max(0, state.shield[i] - (effect.shields ?? 0));
    state.energy[i] = Math.max(0, state.energy[i] - (effect.energy ?? 0));
    if ((effect.shields ?? 0) > 0) state.hitLoop[i] = state.loop;
    if (buff !== NOBODY) addBuff(state, i, buff);
  }
}

function call(
  state: State,
  caster: number,
  effect: Extract<Effect, { kind: 'spawn' }>,
  x: number,
  y: number,
): void {
  for (let n = 0; n < effect.count; n++) {
    const unit = spawn(state, {
      player: effect.neutral === true ? NEUTRAL : state.player[caster],
      kind: kindOf(effect.unit),
      x: effect.order === undefined ? x : state.x[caster],
      y: effect.order === undefined ? y : state.y[caster],
      loops: Math.round(effect.seconds * LOOPS_PER_GAME_SECOND),
      parent: caster,
    });
    if (unit !== NOBODY && effect.order !== undefined)
      pushOrder(state, unit, ABILITY[effect.order], NOBODY, x, y);
  }
}

/** Brings the target to the caster, edge to edge. */
function pull(state: State, caster: number, target: number): void {
  const dx = state.x[target] - state.x[caster];
  const dy = state.y[target] - state.y[caster];
  const apart = Math.sqrt(dx * dx + dy * dy);
  const touch = KIND.radius[state.kind[target]] + KIND.radius[state.kind[caster]];
  if (apart <= touch) return;
  putDown(state, target, state.x[caster] + (dx / apart) * touch, state.y[caster] + (dy / apart) * touch);
}

const CHARGING: BuffName = 'charging';

/** A Zealot rushes at the target, and goes on to attack it. */
function charge(state: State, caster: number, target: number): void {
  addBuff(state, caster, buffIndex(CHARGING));
  clearOrders(state, caster);
  pushOrder(state, caster, ABILITY.attack, target, state.x[target], state.y[target]);
}

/** What becomes of a unit whose time is over. */
export function endOf(state: State, unit: number): void {
  const kind = state.kind[unit];
  if (kind === NOVA) nova(state, unit);
  if (kind === SHADE) follow(state, unit);
  die(state, unit, false);
}
const NOVA = kindOf('disruptor_nova');
const SHADE = kindOf('adept_shade');
/** Liquipedia, "Purification Nova": 145 (+55 to shields) within 1.5 cells, friend or foe. */
const NOVA_DAMAGE = 145;
const NOVA_TO_SHIELDS = 55;
const NOVA_RADIUS = 1.5;

function nova(state: State, unit: number): void {
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] !== LIFE.field || KIND.flying[state.kind[i]] === 1) continue;
    const dx = state.x[i] - state.x[unit];
    const dy = state.y[i] - state.y[unit];
    const reach = NOVA_RADIUS + KIND.radius[state.kind[i]];
    if (dx * dx + dy * dy > reach * reach) continue;
    hit(state, unit, i, NOVA_DAMAGE + (state.shield[i] > 0 ? NOVA_TO_SHIELDS : 0), false);
  }
}

/** The Adept comes after its shade. */
function follow(state: State, shade: number): void {
  const adept = state.parent[shade];
  if (state.alive[adept] !== LIFE.field) return;
  putDown(state, adept, state.x[shade], state.y[shade]);
  state.aimAt[adept] = NOBODY;
}
