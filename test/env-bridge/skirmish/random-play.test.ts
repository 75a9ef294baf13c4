/**
 * Anybody may say anything: random commands to random armies of every kind, and what must hold whatever comes. Nothing that
 * the rules hide is ever shown, nobody's units but one's own are changed by a command, and the same seed is the same match.
 */
import { describe, expect, test } from 'vitest';
import { ActionResult } from '../../../env-bridge/sc2/schema/enums.js';
import { createBuffers, runLoop } from '../../../env-bridge/skirmish/loop.js';
import { observeState } from '../../../env-bridge/skirmish/observe.js';
import { giveCommand } from '../../../env-bridge/skirmish/orders.js';
import {
  createState,
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
import type { Command, Target } from '../../../src/spec/observation.js';
import { createRandom, type Random } from '../../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../../src/spec/vocabulary.js';

const SIZE = 40;
const CALLED: readonly UnitName[] = ['force_field', 'adept_shade', 'disruptor_nova', 'broodling', 'locust'];
const ARMY = (Object.keys(UNITS) as UnitName[]).filter((name) => !CALLED.includes(name));

/** Armies of any kinds, near each other; a side has all upgrades or none. */
function battle(seed: number, size: number): State {
  const random = createRandom('random play', seed);
  const units = [1, 2].flatMap((player) =>
    Array.from({ length: size }, (_, i): Placement => {
      const kind = kindOf(ARMY[random.int(ARMY.length)]);
      const x = SIZE / 2 + (player === 1 ? -1 : 1) * random.range(1, 12);
      const y = random.range(6, SIZE - 6);
      return {
        player,
        kind,
        x,
        y,
        facing: 1,
        tag: BigInt(random.int(2 ** 31)) * 1000n + BigInt(player * 100 + i) + 1n,
      };
    }),
  );
  const all = Object.fromEntries(
    (Object.keys(UPGRADE) as UpgradeName[]).map((name) => [name, 1]),
  ) as Upgrades;
  return createState({ width: SIZE, height: SIZE, border: 2 }, units, {
    1: all,
    2: random.int(2) === 0 ? all : {},
  });
}

/** Sense and nonsense: known and unknown abilities, targets of every kind, tags of anybody and nobody. */
function anyCommand(state: State, random: Random): Command {
  const { functions } = SKIRMISH_VOCABULARY;
  const fn = functions[random.int(functions.length)];
  const tag = (): bigint => {
    const n = random.int(20);
    return n === 0 ? 987_654_321_987n : state.tag[random.int(state.count)];
  };
  const wild = [Number.NaN, -1, 1e9, Number.POSITIVE_INFINITY, SIZE];
  const at = (): number => (random.int(30) === 0 ? wild[random.int(wild.length)] : random.range(0, SIZE));
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
function portrait(state: State, i: number): string {
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

function check(state: State): void {
  const tags = new Set<bigint>();
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] === LIFE.dead) continue;
    const kind = state.kind[i];
    const radius = KIND.radius[kind];
    const sound =
      state.health[i] > 0 &&
      state.health[i] <= state.healthMax[i] + 1e-9 &&
      state.shield[i] >= 0 &&
      state.shield[i] <= KIND.shield[kind] &&
      state.energy[i] >= 0 &&
      state.energy[i] <= KIND.energy[kind] &&
      state.x[i] >= 2 + radius - 1e-9 &&
      state.x[i] <= SIZE - 2 - radius + 1e-9 &&
      state.y[i] >= 2 + radius - 1e-9 &&
      state.y[i] <= SIZE - 2 - radius + 1e-9 &&
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

/** An observation against the full state, by definitions of its own. */
function checkSight(state: State, player: number): void {
  const { entities, count } = observeState(state, player, null);
  const sees = (x: number, y: number): boolean => {
    for (let i = 0; i < state.count; i++) {
      if (state.player[i] !== player || state.alive[i] !== LIFE.field) continue;
      const dx = Math.floor(x) - Math.floor(state.x[i]);
      const dy = Math.floor(y) - Math.floor(state.y[i]);
      const range = KIND.sight[state.kind[i]];
      if (dx * dx + dy * dy <= range * range) return true;
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
    if (open) expect(shown.has(state.tag[i])).toBe(sees(state.x[i], state.y[i]));
  }
}

function play(seed: number, size: number, loops: number, watch: (state: State) => void): string {
  const state = battle(seed, size);
  const buffers = createBuffers(state);
  const random = createRandom('commands', seed);
  while (state.loop < loops) {
    if (random.int(3) === 0) giveCommand(state, 1 + random.int(2), anyCommand(state, random));
    runLoop(state, buffers);
    watch(state);
  }
  return hashState(state);
}

test('bounds hold in every loop, and the same seed is the same match', () => {
  for (let seed = 0; seed < 40; seed++) {
    const hash = play(seed, 12, 500, check);
    if (seed % 8 === 0) expect(play(seed, 12, 500, () => undefined)).toBe(hash);
  }
});

test('an observation has all that a player sees, and nothing that fog or cloak hides', () => {
  for (let seed = 100; seed < 112; seed++)
    play(seed, 10, 300, (state) => {
      if (state.loop % 20 === 0) for (const player of [1, 2]) checkSight(state, player);
    });
});

describe('a command', () => {
  test('changes nobody but the units of who gives it, and is refused with a name of the API', () => {
    for (let seed = 200; seed < 212; seed++) {
      const state = battle(seed, 10);
      const buffers = createBuffers(state);
      const random = createRandom('foreign', seed);
      while (state.loop < 200) {
        const player = 1 + random.int(2);
        const foreign = Array.from({ length: state.count }, (_, i) => i).filter(
          (i) => state.player[i] === 3 - player && state.alive[i] !== LIFE.dead,
        );
        const before = foreign.map((i) => portrait(state, i));
        const { refused } = giveCommand(state, player, anyCommand(state, random));
        for (const { result } of refused) expect(Object.keys(ActionResult)).toContain(result);
        expect(foreign.map((i) => portrait(state, i))).toEqual(before);
        runLoop(state, buffers);
      }
    }
  });

  test('tells nothing of what is hidden: a hidden tag and an invented one are refused alike', () => {
    let asked = 0;
    for (let seed = 300; seed < 312; seed++) {
      const state = battle(seed, 10);
      runLoop(state, createBuffers(state));
      const own = state.tag[state.player.indexOf(1)];
      const hidden = Array.from({ length: state.count }, (_, i) => i).filter(
        (i) => state.player[i] === 2 && state.hidden[i] === 1,
      );
      for (const i of hidden)
        for (const { ability, target } of SKIRMISH_VOCABULARY.functions) {
          if (target !== 'entity') continue;
          const results = [state.tag[i], 123_456_789_012_345n].map((tag) => {
            const command: Command = {
              ability,
              delay: 1,
              queued: false,
              units: [own],
              target: { kind: 'entity', tag },
            };
            return giveCommand(state, 1, command).refused.map(({ result }) => result);
          });
          expect(results[0]).toEqual(results[1]);
          asked++;
        }
    }
    expect(asked).toBeGreaterThan(100);
  });

  test('to thousands of units is obeyed by those who can, and takes no time worth naming', () => {
    const state = battle(7, 10);
    const units = [...state.tag, ...Array.from({ length: 20_000 }, (_, i) => BigInt(i) + 10n ** 15n)];
    const command: Command = {
      ability: 3794,
      delay: 1,
      queued: false,
      units,
      target: { kind: 'point', x: 9, y: 9 },
    };
    const { accepted, refused } = giveCommand(state, 1, command);
    expect(accepted?.units.length).toBeLessThanOrEqual(10);
    expect(
      refused.find(({ result }) => result === 'YouCantControlThatUnit')?.command.units.length,
    ).toBeGreaterThan(20_000);
  });
});
