/**
 * Settings of a match and limits of a bridge. Each default stands here and nowhere else. The game's own limits
 * (`stepLoops`, `commandsPerSecond`, `maxLoops`) belong to the scenario and reach the player in `start`.
 */
import { z } from 'zod';
import { KhalaError } from '../src/spec/errors.js';

export const matchSettingsSchema = z.strictObject({
  /** `lockstep`: the game waits for every decision. `real-time`: it does not. */
  mode: z.enum(['lockstep', 'real-time']).default('lockstep'),
  /** Real time only: how many times 22.4 game loops a second. 1 is the speed people play at. */
  speed: z.number().positive().max(1000).default(1),
  /** Real time only: a command that comes later than this after its observation left is late. One loop at "faster". */
  latencyBudgetMs: z.number().min(0).default(44),
  /** Real time only: a late command is taken at the next decision, as in a real game, or dropped. */
  lateCommand: z.enum(['apply', 'drop']).default('apply'),
  /**
   * When an agent is gone and did not come back in time: its seat loses (as on ladders), its units stand idle and the
   * agent may still come back, or nobody wins.
   */
  absentAgent: z.enum(['forfeit', 'idle', 'abort']).default('forfeit'),
  /** How long a cut agent may take to come back: long enough for a restart of its network, short enough to wait for. */
  resumeSeconds: z.number().min(0).default(10),
  /** Lockstep only: longest time for one decision; then the seat loses by `timeout`. A person thinks faster. */
  decisionTimeoutMs: z.number().positive().default(30_000),
});

/** Settings with every field filled in. */
export type MatchSettings = z.output<typeof matchSettingsSchema>;
/** Settings as somebody gives them. */
export type MatchSettingsInput = z.input<typeof matchSettingsSchema>;

export const bridgeAddressSchema = z.strictObject({
  /** This machine only: whoever opens a bridge to a network should do so knowingly. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.number().int().min(0).max(65_535).default(0),
});

export type BridgeAddress = z.output<typeof bridgeAddressSchema>;

export const bridgeLimitsSchema = z.strictObject({
  /** Sockets open at the same time, players and spectators together. */
  connections: z.number().int().min(1).default(64),
  /** A client that has not said hello by then is cut. */
  handshakeSeconds: z.number().positive().default(5),
  /** Bytes of one message from a client. A command to 512 units has 4.2 KB. */
  incomingBytes: z.number().int().min(1024).default(65_536),
  /**
   * Unsent bytes of one socket; above it, observations that nobody waits for are left out. At 64 entities (6 KB) and a
   * decision every two loops it fills in 15 s.
   */
  backlogBytes: z.number().int().min(65_536).default(1_048_576),
  /** A client that does not answer a ping until the next one is cut. */
  heartbeatSeconds: z.number().positive().default(10),
  /** How long a `join` waits for a match with a free seat. */
  joinSeconds: z.number().min(0).default(60),
});

export type BridgeLimits = z.output<typeof bridgeLimitsSchema>;
export type BridgeLimitsInput = z.input<typeof bridgeLimitsSchema>;

export const clientLimitsSchema = z.strictObject({
  /** Longest time to connect and be welcomed. */
  welcomeSeconds: z.number().positive().default(5),
  /** After a cut: the wait before the first attempt to come back; it doubles with each, */
  retryFirstMs: z.number().positive().default(50),
  /** up to this. The attempts end when the match's resumeSeconds have passed. */
  retryMostMs: z.number().positive().default(2000),
});

export type ClientLimits = z.output<typeof clientLimitsSchema>;
export type ClientLimitsInput = z.input<typeof clientLimitsSchema>;

/** Fills in defaults. @throws KhalaError BAD_ARGUMENT naming the field that is wrong. */
export function parseSettings<T extends z.ZodType>(schema: T, input: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KhalaError('BAD_ARGUMENT', `${what}: ${[...issue.path, issue.message].join(': ')}`, {
    cause: parsed.error,
  });
}
