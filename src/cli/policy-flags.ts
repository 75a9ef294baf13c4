/** The flags of every command that plays a policy, and what they mean for the agent. */
import { z } from 'zod';
import { type AgentOptions, DEFAULT_AGENT_OPTIONS } from '../../agent/resolve.js';
import { ENGINE_NAMES } from '../engine/index.js';

export const POLICY_FLAGS = {
  temperature: z
    .number()
    .min(0)
    .max(4)
    .default(DEFAULT_AGENT_OPTIONS.temperature)
    .describe('0: likeliest command of a policy; 1: samples of it'),
  policySeed: z.int().default(DEFAULT_AGENT_OPTIONS.seed).describe("seed of a policy's samples"),
  engine: z
    .enum(['auto', ...ENGINE_NAMES])
    .default(DEFAULT_AGENT_OPTIONS.engine)
    .describe('engine that runs a policy'),
} as const;

type PolicyFlags = { readonly [K in keyof typeof POLICY_FLAGS]: z.output<(typeof POLICY_FLAGS)[K]> };

/** How the agent of these flags plays. */
export function agentOptions({ temperature, policySeed, engine }: PolicyFlags): AgentOptions {
  return { ...DEFAULT_AGENT_OPTIONS, temperature, seed: policySeed, engine };
}
