/**
 * Schemas of the match messages as they cross the wire: the records of src/spec/messages.ts, but with tags in
 * BigUint64Arrays, since MessagePack's own 64-bit integers would be rounded.
 */
import { z } from 'zod';
import { ENTITY_COLUMN_NAMES, PLAYER_SCALAR_NAMES } from '../columns.js';
import { END_REASONS, RESULTS } from '../match.js';
import type { Command, MapInfo, Target } from '../observation.js';
import { TARGET_KINDS } from '../vocabulary.js';
import { MAX_ENTITIES } from './entities.js';

/** Longest delay that a command may ask for: twelve hours of play, far from what timers in milliseconds can hold. */
export const MAX_DELAY_LOOPS = 1_000_000;

const loop = z.number().int().min(0);
const playerId = z.number().int().min(1).max(16);
const id = z.number().int().min(0).max(0xffff);
const u8 = z.instanceof(Uint8Array<ArrayBuffer>);
const u16 = z.instanceof(Uint16Array<ArrayBuffer>);
const i32 = z.instanceof(Int32Array<ArrayBuffer>);
const u64 = z.instanceof(BigUint64Array<ArrayBuffer>);

/** Object keys are strings on the wire; JavaScript's own records of player ids have the same. */
const byPlayer = <T extends z.ZodType>(value: T) => z.record(z.string().regex(/^\d{1,2}$/), value);

const targetSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('entity'), tag: u64 }),
    z.strictObject({ kind: z.literal('point'), x: z.number(), y: z.number() }),
  ])
  .transform((target, context): Target => {
    if (target.kind !== 'entity') return target;
    if (target.tag.length === 1) return { kind: 'entity', tag: target.tag[0] };
    context.addIssue({
      code: 'custom',
      path: ['tag'],
      message: `has ${target.tag.length} elements; must be 1`,
    });
    return z.NEVER;
  });

const commandSchema = z
  .strictObject({
    ability: id,
    delay: z.number().min(0).max(MAX_DELAY_LOOPS),
    queued: z.boolean(),
    units: u64,
    target: targetSchema,
  })
  .transform((command): Command => ({ ...command, units: Array.from(command.units) }));

const outcomeSchema = z.strictObject({
  reason: z.enum(END_REASONS),
  results: byPlayer(z.enum(RESULTS)),
  faults: byPlayer(z.string()),
  loops: loop,
});

const observationSchema = z.strictObject({
  gameLoop: loop,
  count: z.number().int().min(0).max(MAX_ENTITIES),
  /** Checked column by column in entities.ts. */
  entities: z.unknown(),
  unknown: z.array(z.enum(ENTITY_COLUMN_NAMES as [string, ...string[]])).readonly(),
  player: i32.refine((row) => row.length === PLAYER_SCALAR_NAMES.length, {
    message: `must have ${PLAYER_SCALAR_NAMES.length} elements`,
  }),
  upgrades: u16,
  lastCommand: commandSchema.nullable(),
  visibility: u8,
  creep: u8,
});

const timeStepSchema = z.strictObject({
  observation: observationSchema,
  reward: z.number(),
  terminated: z.boolean(),
  truncated: z.boolean(),
  info: z.strictObject({
    rejected: z.array(z.strictObject({ command: commandSchema, result: z.string() })).readonly(),
    cooling: z
      .strictObject({ tag: u64, ability: u16 })
      .refine(({ tag, ability }) => tag.length === ability.length, {
        message: 'must have as many tags as abilities',
      })
      .optional(),
    outcome: outcomeSchema.optional(),
  }),
});

const namedIds = z.array(z.strictObject({ id, name: z.string() })).readonly();

const vocabularySchema = z.strictObject({
  name: z.string(),
  functions: z
    .array(z.strictObject({ name: z.string(), ability: id, target: z.enum(TARGET_KINDS) }))
    .readonly(),
  unitTypes: namedIds,
  abilities: namedIds,
  buffs: namedIds,
  upgrades: namedIds,
  users: z.array(z.array(id).readonly()).readonly(),
});

const side = z.number().int().min(1).max(1024);

/** A peer that names no shape of the layers (every one of before they had their own) means the map's. */
const mapInfoSchema = z
  .strictObject({
    name: z.string(),
    width: side,
    height: side,
    layerWidth: side.optional(),
    layerHeight: side.optional(),
    pathing: u8,
    placement: u8,
    terrainHeight: u8,
  })
  .transform(
    (map): MapInfo => ({
      ...map,
      layerWidth: map.layerWidth ?? map.width,
      layerHeight: map.layerHeight ?? map.height,
    }),
  )
  .superRefine((map, context) => {
    for (const layer of ['pathing', 'placement', 'terrainHeight'] as const)
      if (![0, map.layerWidth * map.layerHeight].includes(map[layer].length))
        context.addIssue({
          code: 'custom',
          path: [layer],
          message: `has ${map[layer].length} values where a layer has ${map.layerWidth} x ${map.layerHeight}, or none if unknown`,
        });
  });

const matchInfoSchema = z.strictObject({
  player: playerId,
  players: z.array(playerId).readonly(),
  map: mapInfoSchema,
  scenario: z.string(),
  scenarioHash: z.string(),
  seed: z.number(),
  limits: z.strictObject({
    stepLoops: z.number().int().min(1),
    commandsPerSecond: z.number().min(0),
    maxLoops: z.number().int().min(1),
  }),
  vocabulary: vocabularySchema,
});

/** One of the five match messages in its wire form. Entities are still unchecked. */
export const matchMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), info: matchInfoSchema }),
  z.strictObject({ type: z.literal('observation'), player: playerId, step: timeStepSchema }),
  z.strictObject({ type: z.literal('command'), player: playerId, gameLoop: loop, command: commandSchema }),
  z.strictObject({
    type: z.literal('label'),
    player: playerId,
    gameLoop: loop,
    teacher: z.string(),
    command: commandSchema,
  }),
  z.strictObject({ type: z.literal('outcome'), outcome: outcomeSchema }),
]);

/** The first thing that is wrong, as one line. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue.path.join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
