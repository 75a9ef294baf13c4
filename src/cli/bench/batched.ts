/** Many matches of one policy in one process: how many decisions a second come out of the batches, without the game and with it. */
import { createPolicySeats } from '../../../agent/policy-player.js';
import { playMatch } from '../../../env-bridge/match.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { createEngine } from '../../engine/index.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { type ModelSize, modelConfig } from '../../model/config.js';
import { initialise } from '../../model/parameters.js';
import { createPolicy } from '../../model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../spec/vocabulary.js';
import type { BenchCase } from './measure.js';

const SCENARIO = '3s5z';
const MATCHES = 64;
/** Decisions of a run; the matches begin anew in each. */
const DECISIONS = 4096;

/** A policy of random weights: it plays badly, at the cost of one that plays well. */
function freshCheckpoint(size: ModelSize): Pick<Checkpoint, 'policy' | 'parameters'> {
  const policy = createPolicy(modelConfig(size), SKIRMISH_VOCABULARY);
  return { policy, parameters: initialise(policy.layout, 1) };
}

/** What 64 seats ask at the same time, of an observation from the beginning of a match: encoding, noise, and the graph. */
function batched(size: ModelSize, target: number): BenchCase {
  return {
    name: `batched-${size}`,
    what: `decisions of ${size} about ${SCENARIO} that ${MATCHES} seats ask for together, encoding and sampling included, 1 core`,
    unit: 'decisions/s',
    target,
    figure: (ms) => (MATCHES * 1000) / ms,
    prepare: async () => {
      const engine = await createEngine('auto', { threads: 1 });
      const options = { name: size, temperature: 1, seed: 1 };
      const crew = createPolicySeats(freshCheckpoint(size), engine, options);
      const environment = createSkirmish(SCENARIO);
      environment.reset(1);
      const step = environment.observe(1);
      const seats = Array.from({ length: MATCHES }, () => crew.seat());
      for (const seat of seats) await seat.start(environment.matchInfo(1));
      return {
        run: async () => {
          await Promise.all(seats.map((seat) => seat.act(step)));
        },
        dispose: async () => {
          await crew.dispose();
          await engine.dispose();
          environment.close();
        },
      };
    },
  };
}

function vectorised(size: ModelSize): BenchCase {
  let decisions = 1;
  return {
    name: `vectorised-${size}`,
    what: `decisions in ${MATCHES} matches of ${SCENARIO} at a time, ${size} on both sides, sampled, game included, 1 core`,
    unit: 'decisions/s',
    target: null,
    figure: (ms) => (decisions * 1000) / ms,
    prepare: async () => {
      const engine = await createEngine('auto', { threads: 1 });
      const options = { name: size, temperature: 1, seed: 1 };
      const seats = createPolicySeats(freshCheckpoint(size), engine, options);
      const tables = Array.from({ length: MATCHES }, (_, i) => ({
        seed: i,
        environment: createSkirmish(SCENARIO),
        players: new Map([1, 2].map((id) => [id, seats.seat()])),
      }));
      return {
        run: async () => {
          const enough = new AbortController();
          decisions = 0;
          const observers = [
            {
              command: () => {
                if (++decisions >= DECISIONS) enough.abort();
              },
            },
          ];
          await Promise.all(
            tables.map(({ environment, players, seed }) =>
              playMatch(environment, players, { seed, observers, signal: enough.signal }),
            ),
          );
        },
        dispose: async () => {
          await seats.dispose();
          await engine.dispose();
          for (const { environment } of tables) environment.close();
        },
      };
    },
  };
}

export const BATCHED_CASES: readonly BenchCase[] = [
  batched('nano', 8000),
  batched('base', 2000),
  vectorised('nano'),
  vectorised('base'),
];
