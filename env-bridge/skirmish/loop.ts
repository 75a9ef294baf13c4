/**
 * One game loop, and when a match is over.
 */
import type { Outcome, Result } from '../../src/spec/match.js';
import { decideAll } from './behaviour.js';
import { detect } from './cloak.js';
import { sortNeighbours } from './ground/neighbours.js';
import { createMoveBuffers, type MoveBuffers, moveAll } from './movement.js';
import { createIntents, type Intents, resolve } from './resolve.js';
import { LIFE, type State } from './state.js';
import { passTime } from './time.js';
import { KIND } from './units.js';

/** Memory that loops use again and again. */
export interface LoopBuffers {
  /** What units do to each other in this loop. */
  readonly intents: Intents;
  readonly moves: MoveBuffers;
}

export function createBuffers(state: State): LoopBuffers {
  return { intents: createIntents(), moves: createMoveBuffers(state.count) };
}

/**
 * Runs one loop: time passes, everyone decides upon the same moment, everyone moves, then the shots of this loop hit.
 * Orders are given between loops.
 */
export function runLoop(state: State, buffers: LoopBuffers): void {
  state.loop++;
  buffers.intents.hits.length = 0;
  buffers.intents.casts.length = 0;
  passTime(state);
  detect(state);
  sortNeighbours(state.near, state);
  decideAll(state, buffers.intents);
  moveAll(state, buffers.moves);
  resolve(state, buffers.intents);
}

/**
 * The outcome, if the match is over. As in SMAC, a side is eliminated when nobody is left who has a weapon: Medivacs
 * alone cannot win. Both sides eliminated in the same loop is a draw, and so is the time limit.
 */
export function judge(state: State, maxLoops: number): Outcome | null {
  const armed = [0, 0, 0];
  for (let i = 0; i < state.count; i++)
    // Who is aboard of a transport fights on; who lives for a moment only does not decide a battle.
    if (state.alive[i] !== LIFE.dead && state.endsAt[i] === 0)
      armed[state.player[i]] += KIND.fighter[state.kind[i]];
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
