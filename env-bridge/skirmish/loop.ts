/**
 * One game loop, and when a match is over.
 */
import type { Outcome, Result } from '../../src/spec/match.js';
import { decideAll } from './behaviour.js';
import { regenerate, resolve } from './combat.js';
import { createMoveBuffers, type MoveBuffers, moveAll } from './movement.js';
import { sortNeighbours } from './ground/neighbours.js';
import type { State } from './state.js';
import { KIND } from './units.js';

/** Memory that loops use again and again. */
export interface LoopBuffers {
  /** (attacker, target) pairs of the shots of this loop. */
  readonly hits: number[];
  readonly moves: MoveBuffers;
}

export function createBuffers(state: State): LoopBuffers {
  return { hits: [], moves: createMoveBuffers(state.count) };
}

/**
 * Runs one loop: time passes, everyone decides upon the same moment, everyone moves, then the shots of this loop hit.
 * Orders are given between loops.
 */
export function runLoop(state: State, buffers: LoopBuffers): void {
  state.loop++;
  buffers.hits.length = 0;
  regenerate(state);
  sortNeighbours(state.near, state);
  decideAll(state, buffers.hits);
  moveAll(state, buffers.moves);
  resolve(state, buffers.hits);
}

/**
 * The outcome, if the match is over. As in SMAC, a side is eliminated when nobody is left who has a weapon: Medivacs
 * alone cannot win. Both sides eliminated in the same loop is a draw, and so is the time limit.
 */
export function judge(state: State, maxLoops: number): Outcome | null {
  const armed = [0, 0, 0];
  for (let i = 0; i < state.count; i++)
    if (state.alive[i] === 1) armed[state.player[i]] += KIND.armed[state.kind[i]];
  const over = armed[1] === 0 || armed[2] === 0;
  if (!over && state.loop < maxLoops) return null;
  const result = (own: number, enemy: number): Result =>
    !over || own === enemy ? 'draw' : own > 0 ? 'win' : 'loss';
  return {
    reason: over ? 'eliminated' : 'time_limit',
    results: { 1: result(armed[1], armed[2]), 2: result(armed[2], armed[1]) },
    faults: {},
    loops: state.loop,
  };
}
