/**
 * A field with hand-placed units, run loop by loop: for tests that need armies no scenario has.
 */
import { createBuffers, runLoop } from '../../../env-bridge/skirmish/loop.js';
import { giveCommand } from '../../../env-bridge/skirmish/orders.js';
import { sightEnters } from '../../../env-bridge/skirmish/sight.js';
import {
  createState,
  type Field,
  type SideUpgrades,
  type State,
} from '../../../env-bridge/skirmish/state.js';
import { KIND, kindOf, type UnitName } from '../../../env-bridge/skirmish/units.js';
import type { Command, Target } from '../../../src/spec/observation.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';

export type Put = readonly [player: 1 | 2, unit: UnitName, x: number, y: number];

export interface Lab {
  readonly state: State;
  run(loops: number): void;
  /** Runs until `done` or `most` loops have passed; returns the loop. */
  until(done: () => boolean, most: number): number;
  /** Puts a unit somewhere else. */
  place(unit: number, x: number, y: number): void;
  /** Orders units (by index); returns the ActionResult names of refusals. */
  order(units: readonly number[], ability: keyof typeof ABILITY, at?: At, queued?: boolean): string[];
}

/** Nothing, a unit by its index, or a point. */
export type At = undefined | number | readonly [x: number, y: number];

/** @param on a field, or the cells along a side of a flat one */
export function lab(
  units: readonly Put[],
  on: number | Field = 48,
  upgrades: SideUpgrades = { 1: {}, 2: {} },
): Lab {
  const state = createState(
    typeof on === 'number' ? { width: on, height: on, border: 2 } : on,
    units.map(([player, unit, x, y], i) => ({
      player,
      kind: kindOf(unit),
      x,
      y,
      facing: 1,
      tag: BigInt(i + 1),
    })),
    upgrades,
  );
  const buffers = createBuffers(state);
  const run = (loops: number): void => {
    for (let n = 0; n < loops; n++) runLoop(state, buffers);
  };
  return {
    state,
    run,
    until: (done, most) => {
      while (!done() && state.loop < most) run(1);
      return state.loop;
    },
    place: (unit, x, y) => {
      state.x[unit] = x;
      state.y[unit] = y;
      sightEnters(
        state.sight,
        unit,
        state.player[unit],
        x,
        y,
        KIND.sight[state.kind[unit]],
        KIND.flying[state.kind[unit]],
      );
    },
    order: (ids, ability, at, queued = false) => {
      const command: Command = {
        ability: ABILITY[ability],
        delay: 1,
        queued,
        units: ids.map((i) => state.tag[i]),
        target: targetOf(state, at),
      };
      const { refused } = giveCommand(state, state.player[ids[0]], command);
      return refused.map(({ result }) => result);
    },
  };
}

function targetOf(state: State, at: At): Target {
  if (at === undefined) return { kind: 'none' };
  return typeof at === 'number'
    ? { kind: 'entity', tag: state.tag[at] }
    : { kind: 'point', x: at[0], y: at[1] };
}
