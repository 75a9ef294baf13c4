/**
 * A trained policy in a seat: encodes what it sees, runs one graph, says the command.
 */
import type { Player } from '../env-bridge/environment.js';
import type { Engine, Runner } from '../src/engine/index.js';
import type { Checkpoint } from '../src/model/checkpoint.js';
import { inputArrays } from '../src/model/inputs.js';
import { policyInputs } from '../src/model/policy.js';
import { decodeCommand } from '../src/spec/command-classes.js';
import { encodeObservation } from '../src/spec/encode-observation.js';
import { bucketFor, type PolicyInputs } from '../src/spec/encoding.js';
import { KhalaError } from '../src/spec/errors.js';
import { encodeHabits } from '../src/spec/habits.js';
import { encodeHistory, type PastOrder, pastOrder, sameOrder } from '../src/spec/history.js';
import type { MatchInfo, TimeStep } from '../src/spec/match.js';
import { type Command, NO_OP_ABILITY } from '../src/spec/observation.js';
import { createRandom, type Random } from '../src/spec/random.js';
import { encodeTallies } from '../src/spec/tallies.js';
import type { Vocabulary } from '../src/spec/vocabulary.js';
import { decisionProgram, fillNoise, noiseSize, readAnswer } from './decision.js';

export interface PolicyPlayerOptions {
  readonly name: string;
  /** 0 takes the likeliest choice of each head, 1 samples the policy. */
  readonly temperature: number;
  /** Seed of the sampling; the match's seed and the seat are mixed in. */
  readonly seed: number;
}

interface Graph {
  readonly runner: Runner;
  readonly inputs: PolicyInputs;
  readonly noise: Float32Array;
}

export interface PolicyPlayer extends Player {
  dispose(): Promise<void>;
}

export function createPolicyPlayer(
  checkpoint: Checkpoint,
  engine: Engine,
  options: PolicyPlayerOptions,
): PolicyPlayer {
  const { policy, parameters } = checkpoint;
  const graphs = new Map<number, Promise<Graph>>();
  let info: MatchInfo | null = null;
  let random: Random = createRandom(options.seed);
  let orders: PastOrder[] = [];
  /** The last order, until the next time step tells whether it was refused. */
  let given: { readonly command: Command; readonly order: PastOrder } | null = null;

  const graphFor = (entities: number): Promise<Graph> => {
    const found = graphs.get(entities);
    if (found) return found;
    const made = engine.compile(decisionProgram(policy, parameters, entities)).then((runner) => ({
      runner,
      inputs: policyInputs(policy, 1, entities),
      noise: new Float32Array(noiseSize(policy, entities)),
    }));
    graphs.set(entities, made);
    return made;
  };

  return {
    name: options.name,
    start: (match) => {
      checkVocabulary(policy.index.vocabulary, match.vocabulary, options.name);
      info = match;
      random = createRandom(options.seed, match.seed, match.player);
      orders = [];
      given = null;
    },
    act: async ({ observation, info: { rejected } }: TimeStep): Promise<Command> => {
      if (!info)
        throw new KhalaError(
          'PROTOCOL_STATE',
          `decide with ${options.name}: no match has started; call start before act`,
        );
      const last = given;
      if (last && !rejected.some(({ command }) => sameOrder(command, last.command))) orders.push(last.order);
      const graph = await graphFor(bucketFor(observation.count, policy.config.maxEntities));
      const rows = encodeObservation(observation, info.map, policy.index, graph.inputs, 0);
      const past = { orders, count: orders.length };
      encodeTallies(observation, past, policy.index, graph.inputs, 0);
      encodeHabits(past, observation.gameLoop, policy.index, graph.inputs, 0);
      encodeHistory(past, observation, info.map, policy.index, graph.inputs, 0);
      if (options.temperature > 0)
        fillNoise(graph.noise, policy, graph.inputs.entities, options.temperature, random);
      const { answer } = await graph.runner.run({ ...inputArrays(graph.inputs), noise: graph.noise });
      const { choice } = readAnswer(answer, graph.inputs.entities);
      const command = decodeCommand(choice, observation, info.map, policy.index.vocabulary, rows);
      const waits = command.ability === NO_OP_ABILITY;
      given = waits ? null : { command, order: pastOrder(command, observation) };
      return command;
    },
    end: () => undefined,
    dispose: async () => {
      for (const graph of graphs.values()) await (await graph).runner.dispose();
      graphs.clear();
    },
  };
}

/** A policy can play where the game offers the functions that it was trained on. */
function checkVocabulary(own: Vocabulary, game: Vocabulary, name: string): void {
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
