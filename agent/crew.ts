/**
 * Agents by name for many matches at a time: a policy is loaded once and decides for all its seats in batches, anybody else
 * comes anew for each seat.
 */
import { existsSync } from 'node:fs';
import type { Player } from '../env-bridge/environment.js';
import { createEngine } from '../src/engine/index.js';
import { openPolicy } from './exported.js';
import { createPolicySeats, type SeatedPolicy } from './policy-player.js';
import { type AgentOptions, resolveAgent } from './resolve.js';
import { policyPath } from './shipped.js';

export interface Crew {
  readonly name: string;
  /** SHA-256 (hex) of a policy's weights. */
  readonly weightsHash?: string;
  /** Whether the decisions of several seats are made together: then it pays to play many matches at a time. */
  readonly batches: boolean;
  /** A player for one more match at the same time. @throws what resolveAgent throws */
  seat(): Promise<Player | SeatedPolicy>;
  /** For when no seat is playing any more. */
  dispose(): Promise<void>;
}

/**
 * @throws what resolveAgent throws
 * @example const crew = await openCrew('runs/demo', DEFAULT_AGENT_OPTIONS)
 */
export async function openCrew(name: string, options: AgentOptions): Promise<Crew> {
  if (name.startsWith('scripted:') || !existsSync(policyPath(name))) return crewOfOthers(name, options);
  const checkpoint = openPolicy(name);
  const engine = await createEngine(options.engine, { threads: options.threads });
  const { temperature, seed } = options;
  const seats = createPolicySeats(checkpoint, engine, { name, temperature, seed });
  return {
    name,
    weightsHash: checkpoint.description.weightsHash,
    batches: true,
    seat: () => Promise.resolve(seats.seat()),
    async dispose() {
      await seats.dispose();
      await engine.dispose();
    },
  };
}

async function crewOfOthers(name: string, options: AgentOptions): Promise<Crew> {
  const agents = [await resolveAgent(name, options)];
  let taken = 0;
  return {
    name: agents[0].player.name,
    ...(agents[0].weightsHash !== undefined && { weightsHash: agents[0].weightsHash }),
    batches: false,
    async seat() {
      if (taken === agents.length) agents.push(await resolveAgent(name, options));
      return agents[taken++].player;
    },
    async dispose() {
      for (const agent of agents) await agent.dispose();
    },
  };
}
