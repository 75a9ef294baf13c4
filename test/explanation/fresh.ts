/** Policies of random weights, and a moment of a match that one of them plays. */

import { createOrderMemory } from '../../agent/order-memory.js';
import { createScripted } from '../../agent/scripted/index.js';
import { playMatch } from '../../env-bridge/match.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import type { Engine } from '../../src/engine/index.js';
import type { Moment, Seen } from '../../src/explanation/moment.js';
import type { Checkpoint } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { createPolicyPlayer } from '../agent/alone.js';

/** A small policy that was never trained; `about` changes its sizes. */
export function freshCheckpoint(about: Partial<ReturnType<typeof modelConfig>> = {}): Checkpoint {
  const policy = createPolicy({ ...modelConfig('nano'), ...about }, SKIRMISH_VOCABULARY);
  return {
    path: 'fresh',
    policy,
    // Larger than fresh weights, so that choices are clear.
    parameters: initialise(policy.layout, 3).map((weight) => weight * 1.5),
    description: {
      ...{ format: 'khala-policy', version: 1, step: 0, model: policy.config, training: {}, weightsHash: '' },
      vocabulary: structuredClone(SKIRMISH_VOCABULARY) as Checkpoint['description']['vocabulary'],
    },
  };
}

/** What the policy saw and commanded at one of its decisions in a match of 3m. */
export async function momentOf(checkpoint: Checkpoint, engine: Engine, decision: number): Promise<Moment> {
  const player = createPolicyPlayer(checkpoint, engine, { name: 'fresh', temperature: 0, seed: 1 });
  const memory = createOrderMemory();
  const moments: Moment[] = [];
  const before: Seen[] = [];
  let seen: Seen | null = null;
  let info: Moment['info'] | null = null;
  try {
    await playMatch(
      createSkirmish('3m'),
      new Map([
        [1, player],
        [2, createScripted('Easy')],
      ]),
      {
        seed: 4,
        observers: [
          {
            start: (started) => {
              if (started.player === 1) info = started;
            },
            observation: (id, { observation, info: { rejected } }) => {
              if (id === 1) seen = { observation, past: memory.before(rejected) };
            },
            command: (id, _, command) => {
              if (id !== 1 || !seen || !info) return;
              memory.note(command, seen.observation);
              moments.push({ info, ...seen, before: before.slice(), command, decision: moments.length });
              before.push(seen);
            },
          },
        ],
      },
    );
  } finally {
    await player.dispose();
  }
  return moments[Math.min(decision, moments.length - 1)];
}
