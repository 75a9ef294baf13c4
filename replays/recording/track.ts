/**
 * The track of an episode: a few numbers for every observation, saying what was ordered upon it. It lies beside the
 * messages, so that samples can be chosen and functions counted without decoding a single observation.
 */
import { z } from 'zod';
import { ALLIANCE } from '../../src/spec/columns.js';
import { pastOrder, sameOrder } from '../../src/spec/history.js';
import type { CommandMessage, LabelMessage, ObservationMessage } from '../../src/spec/messages.js';
import { type Command, NO_OP_ABILITY, type Observation } from '../../src/spec/observation.js';
import { NOWHERE } from '../../src/spec/past-orders.js';
import { TARGET_KINDS } from '../../src/spec/vocabulary.js';

/** In `command` and `label`: none was given. */
export const NO_ACTION = -1;

/** Bits of `flags`. */
export const TRACK_FLAGS = {
  /** The environment refused the command. */
  refused: 1,
  /** The label (or the command, where there is none) orders something, but none of its units is one's own and alive. */
  unitless: 2,
} as const;

/** Whole numbers of at least `least`. By hand: z.array(z.int()) makes opening a file four times slower. */
const column = (least: number) =>
  z.custom<number[]>(
    (value) => Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= least),
    `must be an array of integers from ${least}`,
  );

/** Columns, one row an observation; parsed where a file is opened. */
export const trackSchema = z
  .strictObject({
    /** Every function that occurs. */
    actions: z.array(z.strictObject({ ability: z.int().nonnegative(), target: z.enum(TARGET_KINDS) })),
    /** Game loop of the observation. */
    loop: column(0),
    /** Block of the episode in which the observation lies, from 0. */
    block: column(0),
    /** Place of the observation among the block's messages. */
    message: column(0),
    /** Row of `actions` that the player ordered, or NO_ACTION. */
    command: column(NO_ACTION),
    /** Row of `actions` that the teacher would have ordered, or NO_ACTION. */
    label: column(NO_ACTION),
    flags: column(0),
    /** Entities in the observation. Recordings of the first format lack this column and those below. */
    entities: column(0).optional(),
    /** Of the player's own order: unit type of the first of its units, or 0. */
    unitType: column(0).optional(),
    /** Of the player's own order: whole cells of its target's place, or NOWHERE. */
    x: column(NOWHERE).optional(),
    y: column(NOWHERE).optional(),
  })
  .refine(
    (track) =>
      [
        ...[track.block, track.message, track.command, track.label, track.flags],
        ...[track.entities, track.unitType, track.x, track.y],
      ].every((values) => values === undefined || values.length === track.loop.length) &&
      [track.command, track.label].every((rows) => rows.every((row) => row < track.actions.length)),
    'columns differ in length or name an action that is not there',
  );
export type Track = z.infer<typeof trackSchema>;

export interface TrackBuilder {
  readonly track: Track;
  /** Notes a message that lies at place `message` of the episode's block `block`. Messages come in their order. */
  add(message: ObservationMessage | CommandMessage | LabelMessage, block: number, place: number): void;
}

export function createTrackBuilder(): TrackBuilder {
  const past = { entities: [] as number[], unitType: [] as number[], x: [] as number[], y: [] as number[] };
  const track: Track = {
    ...{ actions: [], loop: [], block: [], message: [], command: [], label: [], flags: [] },
    ...past,
  };
  const rows = new Map<string, number>();
  let observation: Observation | null = null;
  let lastCommand: { readonly row: number; readonly command: Command } | null = null;

  const actionRow = (command: Command): number => {
    const key = `${command.ability} ${command.target.kind}`;
    const known = rows.get(key);
    if (known !== undefined) return known;
    rows.set(key, track.actions.length);
    return track.actions.push({ ability: command.ability, target: command.target.kind }) - 1;
  };
  const markUnits = (row: number, command: Command): void => {
    const unitless = command.ability !== NO_OP_ABILITY && !namesOwnUnit(observation, command);
    track.flags[row] = (track.flags[row] & ~TRACK_FLAGS.unitless) | (unitless ? TRACK_FLAGS.unitless : 0);
  };

  return {
    track,
    add(message, block, place) {
      const row = track.loop.length - 1;
      switch (message.type) {
        case 'observation': {
          observation = message.step.observation;
          const given = lastCommand;
          if (
            given &&
            message.step.info.rejected.some((rejection) => sameOrder(rejection.command, given.command))
          )
            track.flags[given.row] |= TRACK_FLAGS.refused;
          lastCommand = null;
          track.loop.push(observation.gameLoop);
          track.block.push(block);
          track.message.push(place);
          track.command.push(NO_ACTION);
          track.label.push(NO_ACTION);
          track.flags.push(0);
          past.entities.push(observation.count);
          past.unitType.push(0);
          past.x.push(NOWHERE);
          past.y.push(NOWHERE);
          break;
        }
        case 'label':
          track.label[row] = actionRow(message.command);
          markUnits(row, message.command);
          break;
        case 'command':
          track.command[row] = actionRow(message.command);
          lastCommand = { row, command: message.command };
          if (observation && message.command.ability !== NO_OP_ABILITY) {
            const order = pastOrder(message.command, observation);
            past.unitType[row] = order.unitType;
            past.x[row] = order.x;
            past.y[row] = order.y;
          }
          if (track.label[row] === NO_ACTION) markUnits(row, message.command);
          break;
      }
    },
  };
}

/** Entities that an observation lists are alive; the dead are not in it. */
function namesOwnUnit(observation: Observation | null, command: Command): boolean {
  if (!observation) return false;
  const { tag, alliance } = observation.entities;
  return command.units.some((unit) => {
    const row = tag.indexOf(unit);
    return row >= 0 && alliance[row] === ALLIANCE.self;
  });
}
