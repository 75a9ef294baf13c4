/**
 * A trained policy in a seat, or in many at a time: encodes what it sees, has its batcher decide, says the command.
 */
import type { Player } from '../env-bridge/environment.js';
import type { Engine } from '../src/engine/index.js';
import type { Checkpoint } from '../src/model/checkpoint.js';
import type { Policy } from '../src/model/policy.js';
import { decodeCommand } from '../src/spec/command-classes.js';
import { encodeDecision } from '../src/spec/encode-decision.js';
import { KhalaError } from '../src/spec/errors.js';
import type { MatchInfo, TimeStep } from '../src/spec/match.js';
import type { Command } from '../src/spec/observation.js';
import { createRandom, type Random } from '../src/spec/random.js';
import type { Vocabulary } from '../src/spec/vocabulary.js';
import { type Batcher, createBatcher } from './batcher.js';
import { fillNoise, memorySize } from './decision.js';
import { createOrderMemory } from './order-memory.js';

export interface PolicyPlayerOptions {
  readonly name: string;
  /** 0 takes the likeliest choice of each head, 1 samples the policy. */
  readonly temperature: number;
  /** Seed of the sampling; the match's seed and the seat are mixed in. */
  readonly seed: number;
}

/** One seat of one match at a time. */
export interface SeatedPolicy extends Player {
  /** Milliseconds of computing that the last decision took: its encoding, and its share of its batch. */
  decisionMilliseconds(): number;
}

/** One policy for many matches at a time; their decisions are made in batches and are the same as if each were made alone. */
export interface PolicySeats {
  seat(): SeatedPolicy;
  /** For when no seat is playing any more. */
  dispose(): Promise<void>;
}

export function createPolicySeats(
  { policy, parameters }: Pick<Checkpoint, 'policy' | 'parameters'>,
  engine: Engine,
  options: PolicyPlayerOptions,
): PolicySeats {
  const batcher = createBatcher(policy, parameters, engine, () => performance.now());
  return { seat: () => takeSeat(policy, batcher, options), dispose: () => batcher.dispose() };
}

function takeSeat(policy: Policy, batcher: Batcher, options: PolicyPlayerOptions): SeatedPolicy {
  let info: MatchInfo | null = null;
  let random: Random = createRandom(options.seed);
  let orders = createOrderMemory();
  /** What the policy remembers of this match: nothing at its start, whatever it played before. */
  let remembered: Float32Array = new Float32Array(memorySize(policy));
  let took = 0;
  return {
    name: options.name,
    start: (match) => {
      checkVocabulary(policy.index.vocabulary, match.vocabulary, options.name);
      info = match;
      random = createRandom(options.seed, match.seed, match.player);
      orders = createOrderMemory();
      remembered = new Float32Array(memorySize(policy));
    },
    act: async ({ observation, info: { rejected } }: TimeStep): Promise<Command> => {
      if (!info)
        throw new KhalaError(
          'PROTOCOL_STATE',
          `decide with ${options.name}: no match has started; call start before act`,
        );
      const { map } = info;
      const past = orders.before(rejected);
      let rows: Int32Array = new Int32Array(0);
      const decision = await batcher.decide(observation.count, (inputs, b, noise, memory) => {
        rows = encodeDecision(observation, past, map, policy.index, inputs, b);
        memory.set(remembered);
        if (options.temperature > 0) fillNoise(noise, policy, inputs.entities, options.temperature, random);
      });
      const { choice } = decision;
      took = decision.milliseconds;
      remembered = decision.memory;
      const command = decodeCommand(choice, observation, map, policy.index.vocabulary, rows);
      orders.note(command, observation);
      return command;
    },
    end: () => undefined,
    decisionMilliseconds: () => took,
  };
}

/** A policy can play where the game offers the functions that it was trained on. @throws CHECKPOINT_MISMATCH */
export function checkVocabulary(own: Vocabulary, game: Vocabulary, name: string): void {
  const offered = new Set(game.functions.map((fn) => `${fn.ability}:${fn.target}`));
  const missing = own.functions.filter((fn) => !offered.has(`${fn.ability}:${fn.target}`));
  const common = own.functions.length - missing.length; // no_op is common to all games.
  if (common <= 1 || own.name !== game.name) {
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `start ${name}: it was trained with vocabulary ${own.name} (${own.functions.length} functions), the game has ${game.name} (${game.functions.length}); train one on recordings of this game`,
    );
  }
}
