/**
 * All that decided a match, so that it can be played again: its seed, and what was ordered at which loop, by whom. The simulator
 * does the rest. Goes into what SaveReplay gives; comes back from strangers.
 */
import { z } from 'zod';
import { KhalaError } from '../../../src/spec/errors.js';
import { END_REASONS, type Outcome, type PlayerId, RESULTS } from '../../../src/spec/match.js';
import type { Command } from '../../../src/spec/observation.js';
import { AIBuild, Difficulty, PlayerType, Race } from '../schema/enums.js';
import type { ServedGame } from './catalog.js';
import { MOST_LOGGED, MOST_SELECTED } from './limits.js';

/** Loops of the longest match that is believed; the simulator's own last two minutes. */
const MOST_LOOPS = 1_000_000;
/** Units that RequestDebug puts up at once. */
const MOST_CREATED = 1024;

const words = <T extends Record<string, number>>(table: T) =>
  z.enum(Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]);
const id = z.int().min(0).max(0xffff);
const loop = z.int().min(0).max(MOST_LOOPS);
const cells = z.number().min(-1000).max(1000);
/** JSON has no 64-bit integers. */
const tag = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform((text) => BigInt(text))
  .refine((value) => value < 2n ** 64n, 'a tag has 64 bits');
const tags = z.array(tag).max(MOST_SELECTED).readonly();
const player = z.union([z.literal(1), z.literal(2)]);

const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('entity'), tag }),
  z.strictObject({ kind: z.literal('point'), x: cells, y: cells }),
]);

/** Something that changed the match from outside, before the loop of this number ran. */
const eventSchema = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('order'),
    ...{ loop, player, ability: id, queued: z.boolean(), units: tags, target: targetSchema },
  }),
  z.strictObject({
    what: z.literal('create'),
    ...{ loop, player, unitType: id, quantity: z.int().min(1).max(MOST_CREATED), x: cells, y: cells },
  }),
  z.strictObject({ what: z.literal('kill'), loop, units: tags }),
]);
export type MatchEvent = z.output<typeof eventSchema>;

const matchLogSchema = z.strictObject({
  /** Raised when a log means another match. */
  format: z.literal(1),
  /** As the client named it. */
  map: z.string().min(1).max(200),
  /** Of the map and the simulator's rules: with others it would be another match. */
  scenarioHash: z.string().max(100),
  version: z.strictObject({
    gameVersion: z.string().max(40),
    dataVersion: z.string().max(64),
    dataBuild: z.int(),
    baseBuild: z.int(),
  }),
  seed: z.int(),
  /** In the order of their ids, from 1. */
  players: z
    .array(
      z.strictObject({
        type: words(PlayerType),
        name: z.string().max(200),
        race: words(Race),
        difficulty: words(Difficulty).optional(),
        aiBuild: words(AIBuild).optional(),
      }),
    )
    .length(2)
    .readonly(),
  outcome: z.strictObject({
    reason: z.enum(END_REASONS),
    results: z.record(z.string().regex(/^[12]$/), z.enum(RESULTS)),
    faults: z.record(z.string().regex(/^[12]$/), z.string().max(100)),
    loops: loop,
  }),
  /** In the order in which they happened. */
  events: z.array(eventSchema).max(MOST_LOGGED.events).readonly(),
});
/** A match as it is kept; tags are texts in `MatchFile`. */
export type MatchLog = z.output<typeof matchLogSchema>;
/** The same as JSON has it. */
export type MatchFile = z.input<typeof matchLogSchema>;

/**
 * Reads what a replay of ours says about its match.
 * @throws FILE_FOREIGN where there is nothing of the kind; FILE_CORRUPT where it is none that can be played
 */
export function readMatchLog(value: unknown): MatchLog {
  if (value === undefined || value === null)
    throw new KhalaError(
      'FILE_FOREIGN',
      'read replay: it is a recording without the orders of its match, which cannot be played back; give what SaveReplay gave',
    );
  const parsed = matchLogSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new KhalaError(
      'FILE_CORRUPT',
      `read replay: ${issue.path.join('.')}: ${issue.message}; save it again`,
    );
  }
  const { events, outcome } = parsed.data;
  const late = events.findIndex((event, i) => event.loop < (events[i - 1]?.loop ?? 0));
  if (late >= 0 || (events.at(-1)?.loop ?? 0) > outcome.loops)
    throw new KhalaError(
      'FILE_CORRUPT',
      `read replay: its events must come in the order of their loops and end with the match, at loop ${outcome.loops}`,
    );
  return parsed.data;
}

/** Keeps the events of a match. */
export class MatchLogger {
  readonly events: MatchFile['events'][number][] = [];
  private tags = 0;

  /** True when the match had too many events to be kept. */
  get overflowed(): boolean {
    return this.events.length >= MOST_LOGGED.events || this.tags > MOST_LOGGED.tags;
  }

  clear(): void {
    this.events.length = 0;
    this.tags = 0;
  }

  ordered(at: number, by: PlayerId, { ability, queued, units, target }: Command): void {
    this.keep(units.length, {
      ...{ what: 'order', loop: at, player: by as 1 | 2, ability, queued, units: units.map(String) },
      target: target.kind === 'entity' ? { kind: 'entity', tag: String(target.tag) } : target,
    });
  }

  created(at: number, by: PlayerId, unitType: number, quantity: number, x: number, y: number): void {
    this.keep(0, { what: 'create', loop: at, player: by as 1 | 2, unitType, quantity, x, y });
  }

  killed(at: number, units: readonly bigint[]): void {
    for (let from = 0; from < units.length; from += MOST_SELECTED) {
      const some = units.slice(from, from + MOST_SELECTED);
      this.keep(some.length, { what: 'kill', loop: at, units: some.map(String) });
    }
  }

  /** What there is so far, for a file. */
  take(rest: Omit<MatchFile, 'format' | 'events' | 'outcome'>, outcome: Outcome): MatchFile {
    const { reason, results, faults, loops } = outcome;
    return {
      ...{ format: 1, ...rest, outcome: { reason, results: { ...results }, faults: { ...faults }, loops } },
      events: [...this.events],
    };
  }

  private keep(tagCount: number, event: MatchFile['events'][number]): void {
    if (this.overflowed) return;
    this.tags += tagCount;
    this.events.push(event);
  }
}

/** Lets an event happen. Returns the command as it was obeyed; null for what was none, or nobody obeyed. */
export function applyEvent(game: ServedGame, event: MatchEvent): Command | null {
  switch (event.what) {
    case 'order': {
      const { ability, queued, units, target } = event;
      return game.give(event.player, { ability, queued, units, target, delay: 1 }).accepted;
    }
    case 'create':
      game.create(event.player, event.unitType, event.quantity, { x: event.x, y: event.y });
      return null;
    case 'kill':
      game.kill(event.units);
      return null;
  }
}
