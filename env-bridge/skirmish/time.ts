/** What time does to units: weapons get ready, shields and flesh come back, buffs work and end, lives run out. */
import { LOOPS_PER_GAME_SECOND } from '../../src/spec/observation.js';
import { BUFF_SLOTS, BUFFS, buffIndex } from './abilities/buffs.js';
import { endOf } from './abilities/effects.js';
import { burn } from './damage.js';
import { gap, LIFE, NOBODY, removeBuff, type State } from './state.js';
import { KIND, kindOf, REGENERATION } from './units.js';

const SHIELD_DELAY = REGENERATION.shieldDelay * LOOPS_PER_GAME_SECOND;
const SHIELD_RATE = REGENERATION.shield / LOOPS_PER_GAME_SECOND;
const ENERGY_RATE = REGENERATION.energy / LOOPS_PER_GAME_SECOND;

/** Time passes for weapons, shields, energy, flesh and buffs. */
export function passTime(state: State): void {
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] === LIFE.dead) continue;
    const kind = state.kind[i];
    // Not below zero, but for the rest of the loop in which it became ready.
    state.cooldown[i] = state.cooldown[i] > 0 ? state.cooldown[i] - state.rate[i] : 0;
    const rested = state.loop - state.hitLoop[i] >= SHIELD_DELAY;
    if (state.shield[i] < KIND.shield[kind] && rested)
      state.shield[i] = Math.min(KIND.shield[kind], state.shield[i] + SHIELD_RATE);
    if (state.energy[i] < KIND.energy[kind])
      state.energy[i] = Math.min(KIND.energy[kind], state.energy[i] + ENERGY_RATE);
    if (state.health[i] < state.healthMax[i]) {
      const grown = KIND.regeneration[kind] + (rested ? KIND.rest[kind] : 0);
      state.health[i] = Math.min(state.healthMax[i], state.health[i] + grown);
    }
    if (state.buffs[i] !== 0) passBuffs(state, i);
  }
}

const PARASITE = buffIndex('parasitic_bomb');
/** Liquipedia, "Parasitic Bomb": 120 points in 7.1 s at "faster", to all flyers of the bearer's side within 3 cells. */
const PARASITE_RADIUS = 3;
const PARASITE_RATE = 120 / 10 / LOOPS_PER_GAME_SECOND;

function passBuffs(state: State, i: number): void {
  for (let b = 0; b < BUFF_SLOTS; b++) {
    if ((state.buffs[i] & (1 << b)) === 0) continue;
    const buff = BUFFS[b];
    if (buff.drain > 0) state.energy[i] = Math.max(0, state.energy[i] - buff.drain / LOOPS_PER_GAME_SECOND);
    if (buff.mends > 0)
      state.health[i] = Math.min(state.healthMax[i], state.health[i] + buff.mends / LOOPS_PER_GAME_SECOND);
    const over =
      state.loop >= state.buffEnds[i * BUFF_SLOTS + b] || (buff.drain > 0 && state.energy[i] === 0);
    if (over) removeBuff(state, i, b);
  }
}

/** Damage of the buffs, dealt with the other damage of the loop. */
export function sufferBuffs(state: State): void {
  for (let i = 0; i < state.count; i++) {
    if (state.buffs[i] === 0 || state.alive[i] !== LIFE.field) continue;
    for (let b = 0; b < BUFF_SLOTS; b++)
      if ((state.buffs[i] & (1 << b)) !== 0 && BUFFS[b].hurts > 0)
        burn(state, NOBODY, i, BUFFS[b].hurts / LOOPS_PER_GAME_SECOND);
    if ((state.buffs[i] & (1 << PARASITE)) !== 0) infest(state, i);
  }
}

function infest(state: State, bearer: number): void {
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] !== LIFE.field || state.player[i] !== state.player[bearer]) continue;
    if (
      KIND.flying[state.kind[i]] === 1 &&
      gap(state, bearer, i) <= PARASITE_RADIUS - KIND.radius[state.kind[bearer]]
    )
      burn(state, NOBODY, i, PARASITE_RATE);
  }
}

const FORCE_FIELD = kindOf('force_field');
/** A massive unit this near (cells, edge to edge) walks through a Force Field. */
const TREAD = 0.1;

/** Ends those whose time is over, and the Force Fields that massive units tread on. */
export function endLives(state: State): void {
  for (let i = 0; i < state.count; i++) {
    if (state.endsAt[i] === 0 || state.alive[i] !== LIFE.field) continue;
    if (state.loop >= state.endsAt[i] || (state.kind[i] === FORCE_FIELD && isTrodden(state, i)))
      endOf(state, i);
  }
}

function isTrodden(state: State, field: number): boolean {
  for (let i = 0; i < state.count; i++)
    if (
      state.alive[i] === LIFE.field &&
      KIND.massive[state.kind[i]] === 1 &&
      KIND.flying[state.kind[i]] === 0 &&
      gap(state, i, field) <= TREAD
    )
      return true;
  return false;
}
