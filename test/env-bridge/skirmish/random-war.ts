/**
 * Random armies on random ground under random commands, and what must hold whatever comes: for tests that play them.
 */
import { expect } from 'vitest';
import { generateMap } from '../../../env-bridge/skirmish/ground/generate.js';
import { createGround } from '../../../env-bridge/skirmish/ground/ground.js';
import { MAPS, type MapName } from '../../../env-bridge/skirmish/ground/maps.js';
import { standAt, walkOf } from '../../../env-bridge/skirmish/ground/stand.js';
import { cellOf, isClear } from '../../../env-bridge/skirmish/ground/walk.js';
import { createBuffers, runLoop } from '../../../env-bridge/skirmish/loop.js';
import { observeState } from '../../../env-bridge/skirmish/observe.js';
import { giveCommand } from '../../../env-bridge/skirmish/orders.js';
import {
  createState,
  type Field,
  hashState,
  LIFE,
  ORDER_SLOTS,
  type Placement,
  type State,
} from '../../../env-bridge/skirmish/state.js';
import { KIND, KINDS, kindOf, UNITS, type UnitName } from '../../../env-bridge/skirmish/units.js';
import type { Upgrades } from '../../../env-bridge/skirmish/upgrades.js';
import { ALLIANCE } from '../../../src/spec/columns.js';
import { effectOfType } from '../../../src/spec/effects.js';
import { UPGRADE, type UpgradeName } from '../../../src/spec/game-ids.js';
import { type Command, type Target, VISIBILITY } from '../../../src/spec/observation.js';
import { createRandom, type Random } from '../../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../../src/spec/vocabulary.js';
import { seesOverGround } from './ground/line.js';

/** A flat field of 40 x 40 cells. */
const FLAT: Field = { width: 40, height: 40, border: 2 };

/** One of the maps drawn by hand, or one made by chance. */
export function anyField(seed: number): Field {
  const random = createRandom('any field', seed);
  const names = Object.keys(MAPS) as MapName[];
  const n = random.int(2 * names.length);
  const map =
    n < names.length
      ? MAPS[names[n]]
      : generateMap({
          seed,
          width: 32 + 2 * random.int(9),
          height: 32 + 2 * random.int(9),
          obstacles: 4 + random.int(12),
        });
  const ground = createGround(map, 2);
  return { width: ground.width, height: ground.height, border: 2, ground };
}

const CALLED: readonly UnitName[] = ['force_field', 'adept_shade', 'disruptor_nova', 'broodling', 'locust'];
const ARMY = (Object.keys(UNITS) as UnitName[]).filter((name) => !CALLED.includes(name));

/** Armies of any kinds, near each other; a side has all upgrades or none. */
export function battle(seed: number, size: number, field: Field = FLAT): State {
  const random = createRandom('random play', seed);
  const units = [1, 2].flatMap((player) =>
    Array.from({ length: size }, (_, i): Placement => {
      const kind = kindOf(ARMY[random.int(ARMY.length)]);
      const spot = { x: 0, y: 0 };
      const x = field.width / 2 + (player === 1 ? -1 : 1) * random.range(1, 12);
      standAt(field, kind, x, random.range(6, field.height - 6), spot);
      return {
        player,
        kind,
        ...spot,
        facing: 1,
        tag: BigInt(random.int(2 ** 31)) * 1000n + BigInt(player * 100 + i) + 1n,
      };
    }),
  );
  const all = Object.fromEntries(
    (Object.keys(UPGRADE) as UpgradeName[]).map((name) => [name, 1]),
  ) as Upgrades;
  return createState(field, units, {
    1: all,
    2: random.int(2) === 0 ? all : {},
  });
}

/** Sense and nonsense: known and unknown abilities, targets of every kind, tags of anybody and nobody. */
export function anyCommand(state: State, random: Random): Command {
  const { functions } = SKIRMISH_VOCABULARY;
  const size = state.field.width;
  const fn = functions[random.int(functions.length)];
  const tag = (): bigint => {
    const n = random.int(20);
    return n === 0 ? 987_654_321_987n : state.tag[random.int(state.count)];
  };
  const wild = [Number.NaN, -1, 1e9, Number.POSITIVE_INFINITY, size];
  const at = (): number => (random.int(30) === 0 ? wild[random.int(wild.length)] : random.range(0, size));
  const kind = random.int(8) === 0 ? (['none', 'entity', 'point'] as const)[random.int(3)] : fn.target;
  const target: Target =
    kind === 'none' ? { kind } : kind === 'entity' ? { kind, tag: tag() } : { kind, x: at(), y: at() };
  return {
    ability: random.int(40) === 0 ? random.int(5000) : fn.ability,
    delay: 1,
    queued: random.int(4) === 0,
    units: Array.from({ length: 1 + random.int(6) }, tag),
    target,
  };
}

/** What a command may change of a unit: all that decides what becomes of it. */
export function portrait(state: State, i: number): string {
  const parts = Object.values(state).filter(
    (part): part is Float64Array => ArrayBuffer.isView(part) && (part as Float64Array).length === state.count,
  );
  const orders = [state.orderAbility, state.orderTarget, state.orderX, state.orderY].map((part) =>
    part.slice(i * ORDER_SLOTS, i * ORDER_SLOTS + state.orderCount[i]).join(),
  );
  return [
    ...parts.filter((part) => part !== (state.byTag as unknown)).map((part) => part[i]),
    ...orders,
  ].join(' ');
}

export function check(state: State): void {
  const { width, height } = state.field;
  const tags = new Set<bigint>();
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] === LIFE.dead) continue;
    const kind = state.kind[i];
    // On ground with obstacles walkers keep out of the border as out of any closed cell.
    const room = 2 + (walkOf(state.field, kind) === null ? KIND.radius[kind] : 0);
    const sound =
      state.health[i] > 0 &&
      state.health[i] <= state.healthMax[i] + 1e-9 &&
      state.shield[i] >= 0 &&
      state.shield[i] <= KIND.shield[kind] &&
      state.energy[i] >= 0 &&
      state.energy[i] <= KIND.energy[kind] &&
      stands(state, i) &&
      state.x[i] >= room - 1e-9 &&
      state.x[i] <= width - room + 1e-9 &&
      state.y[i] >= room - 1e-9 &&
      state.y[i] <= height - room + 1e-9 &&
      Number.isFinite(state.cooldown[i]) &&
      state.cooldown[i] > -4 &&
      state.speed[i] >= 0 &&
      state.cargo[i] <= KIND.cargo[kind] &&
      state.orderCount[i] <= ORDER_SLOTS &&
      state.indexOfTag.get(state.tag[i]) === i;
    if (!sound) throw new Error(`loop ${state.loop}: unit ${i} (${KINDS[kind].id}): ${portrait(state, i)}`);
    if (tags.has(state.tag[i])) throw new Error(`loop ${state.loop}: tag ${state.tag[i]} twice`);
    tags.add(state.tag[i]);
    if (state.alive[i] === LIFE.aboard && state.alive[state.carrier[i]] !== LIFE.field)
      throw new Error(`loop ${state.loop}: unit ${i} is aboard of nothing`);
  }
}

/** Nobody stands in a cliff, a wall or water, nor partly. */
function stands(state: State, i: number): boolean {
  const walk = walkOf(state.field, state.kind[i]);
  if (walk === null || state.alive[i] !== LIFE.field) return true;
  return walk.open[cellOf(walk, state.x[i], state.y[i])] === 1 && isClear(walk, state.x[i], state.y[i]);
}

/** An observation against the full state, by definitions of its own. */
export function checkSight(state: State, player: number): void {
  const { entities, count, visibility } = observeState(state, player, null);
  const { ground, width } = state.field;
  const sees = (x: number, y: number): boolean => {
    for (let i = 0; i < state.count; i++) {
      if (state.player[i] !== player || state.alive[i] !== LIFE.field) continue;
      const dx = Math.floor(x) - Math.floor(state.x[i]);
      const dy = Math.floor(y) - Math.floor(state.y[i]);
      const range = KIND.sight[state.kind[i]];
      if (dx * dx + dy * dy > range * range) continue;
      if (!ground || KIND.flying[state.kind[i]] === 1) return true;
      if (seesOverGround(ground, cellOf(ground, state.x[i], state.y[i]), cellOf(ground, x, y))) return true;
    }
    return false;
  };
  const shown = new Set<bigint>();
  for (let r = 0; r < count; r++) {
    shown.add(entities.tag[r]);
    if (effectOfType(entities.unit_type[r]) >= 0) {
      if (entities.owner[r] !== player) expect(sees(entities.x[r], entities.y[r])).toBe(true);
      continue;
    }
    if (entities.alliance[r] !== ALLIANCE.enemy) continue;
    const i = state.indexOfTag.get(entities.tag[r]) ?? -1;
    expect(state.alive[i]).toBe(LIFE.field);
    expect(state.hidden[i]).toBe(0);
    expect(sees(state.x[i], state.y[i])).toBe(true);
    for (const column of ['order_0_ability', 'weapon_cooldown', 'engaged_target', 'cargo_taken'] as const)
      expect(Number(entities[column][r])).toBe(0);
  }
  for (let i = 0; i < state.count; i++) {
    const open = state.alive[i] === LIFE.field && state.player[i] !== player && state.hidden[i] === 0;
    if (!open) continue;
    const seen = sees(state.x[i], state.y[i]);
    expect(shown.has(state.tag[i])).toBe(seen);
    const cell = Math.floor(state.y[i]) * width + Math.floor(state.x[i]);
    expect(visibility[cell] === VISIBILITY.visible).toBe(seen);
  }
}

/** Plays one match of random commands; returns the hash of its last state. */
export function play(
  seed: number,
  size: number,
  loops: number,
  watch: (state: State) => void,
  field: Field = FLAT,
): string {
  const state = battle(seed, size, field);
  const buffers = createBuffers(state);
  const random = createRandom('commands', seed);
  while (state.loop < loops) {
    if (random.int(3) === 0) giveCommand(state, 1 + random.int(2), anyCommand(state, random));
    runLoop(state, buffers);
    watch(state);
  }
  return hashState(state);
}
