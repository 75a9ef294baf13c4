/**
 * Agents by name, the same everywhere: `scripted:Elite`, `base` (the policy that comes with the project), or the path of a checkpoint.
 */
import { existsSync } from 'node:fs';
import type { Player } from '../env-bridge/environment.js';
import { createEngine, type EngineName } from '../src/engine/index.js';
import { KhalaError } from '../src/spec/errors.js';
import { nearest } from '../src/spec/nearest.js';
import { openPolicy } from './exported.js';
import { createPolicySeats, type SeatedPolicy } from './policy-player.js';
import { createScripted, DIFFICULTIES, type Difficulty } from './scripted/index.js';
import { createRecall, RECALL } from './scripted/recall.js';
import { policyPath, SHIPPED_POLICIES } from './shipped.js';

const SCRIPTED = 'scripted:';

export interface AgentOptions {
  /** 0: the likeliest command; 1: samples of the policy. Policies only. */
  readonly temperature: number;
  /** Seed of a policy's samples. */
  readonly seed: number;
  readonly engine: EngineName | 'auto';
  /** Threads of the engine. Decisions are small: one is best where several matches are played at once. */
  readonly threads: number;
}

export const DEFAULT_AGENT_OPTIONS: AgentOptions = { temperature: 0, seed: 1, engine: 'auto', threads: 1 };

/** An agent that is loaded once, for many matches at a time. */
export interface Crew {
  /** SHA-256 (hex) of a policy's weights. */
  readonly weightsHash?: string;
  /** Whether the decisions of several seats are made together: then it pays to play many matches at a time. */
  readonly batches: boolean;
  /** A player for one more match at the same time. */
  seat(): Player | SeatedPolicy;
  /** For when no seat is playing any more. */
  dispose(): Promise<void>;
}

export interface ResolvedAgent {
  readonly player: Player;
  /** SHA-256 (hex) of a policy's weights. */
  readonly weightsHash?: string;
  dispose(): Promise<void>;
}

/** Names of all scripted agents: the difficulties, and the one that remembers. */
function scriptedNames(): string[] {
  return [...Object.keys(DIFFICULTIES).map((difficulty) => `${SCRIPTED}${difficulty}`), RECALL];
}

/** As an opponent: the agent itself, loaded once more. */
const MIRROR = 'mirror';

/** The name of the opponent where `agent` plays: `mirror` is the agent's own, any other stands for itself. */
export function opponentName(name: string, agent: string): string {
  return name === MIRROR ? agent : name;
}

/**
 * The agent of this name for as many matches at a time as one likes.
 * @throws UNKNOWN_AGENT with the nearest names, and what loading a checkpoint throws
 * @example const crew = await openCrew('runs/demo', DEFAULT_AGENT_OPTIONS)
 */
export async function openCrew(name: string, options: AgentOptions): Promise<Crew> {
  if (name === RECALL) return { batches: false, seat: createRecall, dispose: () => Promise.resolve() };
  if (name.startsWith(SCRIPTED)) {
    const difficulty = difficultyOf(name);
    return { batches: false, seat: () => createScripted(difficulty), dispose: () => Promise.resolve() };
  }
  if (!existsSync(policyPath(name))) throw unknownAgent(name);
  const checkpoint = openPolicy(name);
  const engine = await createEngine(options.engine, { threads: options.threads });
  const { temperature, seed } = options;
  const seats = createPolicySeats(checkpoint, engine, { name, temperature, seed });
  return {
    weightsHash: checkpoint.description.weightsHash,
    batches: true,
    seat: seats.seat,
    dispose: async () => {
      await seats.dispose();
      await engine.dispose();
    },
  };
}

/**
 * The agent of this name, loaded and ready, for one match at a time.
 * @throws what `openCrew` throws
 * @example const { player } = await resolveAgent('scripted:Elite', DEFAULT_AGENT_OPTIONS)
 */
export async function resolveAgent(name: string, options: AgentOptions): Promise<ResolvedAgent> {
  const { seat, batches: _, ...rest } = await openCrew(name, options);
  return { player: seat(), ...rest };
}

function difficultyOf(name: string): Difficulty {
  const difficulty = name.slice(SCRIPTED.length);
  if (Object.hasOwn(DIFFICULTIES, difficulty)) return difficulty as Difficulty;
  throw new KhalaError(
    'UNKNOWN_AGENT',
    `find agent "${name}": there is no such script; did you mean ${nearest(name, scriptedNames(), 2).join(' or ')}?`,
  );
}

function unknownAgent(name: string): KhalaError {
  const names = [...SHIPPED_POLICIES, ...scriptedNames()];
  // Without what all scripts begin with, or a short name would always be nearer.
  const short = names.map((known) => known.replace(SCRIPTED, ''));
  const close = names[short.indexOf(nearest(name, short, 1)[0])];
  return new KhalaError(
    'UNKNOWN_AGENT',
    `find agent "${name}": it is neither a checkpoint's path nor one of ${names.join(', ')}; the nearest is ${close}`,
  );
}
