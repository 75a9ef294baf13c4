/**
 * A `Response` with an observation to the columns of ours. The bytes are walked twice: once to find the parts and count
 * the entities, once to fill the table. Nothing is made before it is counted, and no object a unit.
 * Field numbers are those of s2client-proto (sc2api.proto, raw.proto); a case below is number * 8 + wire type.
 */
import {
  createEntityTable,
  type EntityColumn,
  PLAYER_SCALAR_INDEX,
  PLAYER_SCALAR_NAMES,
} from '../../src/spec/columns.js';
import { KhalaError } from '../../src/spec/errors.js';
import { type Command, type Observation, VISIBILITY } from '../../src/spec/observation.js';
import { readLayer } from './image.js';
import { createUnitRows } from './observation-units.js';
import { decodeMessage, type MessageName } from './schema/codec.js';
import { Alert, Status } from './schema/enums.js';
import type { Action, ActionError, ChatReceived, Messages, PlayerResult } from './schema/messages.js';
import { checkSize, WireReader } from './schema/wire.js';
import { createSightings } from './sightings.js';

/**
 * Most entities of an observation, effects included; as many as our own protocol carries.
 * @internal
 */
export const MAX_OBSERVED = 4096;
/** Most elements of any other list in an observation. */
const MAX_LISTED = 16_384;
/** The API tells every column. */
const UNKNOWN: readonly EntityColumn[] = [];
const EMPTY = new Uint8Array(0);

export interface ObservationContext {
  /** RACE of the player; of his opponent, as far as he knows it. */
  readonly race: number;
  readonly enemyRace: number;
  /** Size that the map's layers have; null takes the size as it comes. */
  readonly layers: { readonly width: number; readonly height: number } | null;
  /** General form of each ability (`abilityForms`); an id beyond its end stands for itself. */
  readonly forms: Uint16Array;
}

/** What a response to RequestObservation says. */
export interface ObservedFrame {
  /** The request's id, the game's status, its errors and warnings; of any response. */
  readonly id: number | null;
  readonly status: Status | null;
  readonly errors: readonly string[];
  /** Null when the response has none: then `errors` says why. */
  readonly observation: Observation | null;
  /** The game's score; null when it was not asked for. */
  readonly score: number | null;
  /** One a player, once the game has ended. */
  readonly results: readonly PlayerResult[];
  readonly alerts: readonly Alert[];
  /** What the player did since his last observation, as the game understood it. */
  readonly actions: readonly Action[];
  /** Orders that failed later than at once (the red text on the screen). */
  readonly actionErrors: readonly ActionError[];
  readonly chat: readonly ChatReceived[];
  /** Tags of units that died since the last observation. */
  readonly deadUnits: BigUint64Array;
}

export interface ObservationReader {
  /**
   * @param bytes a `Response`
   * @param lastCommand for the observation: the API does not tell it as ours does
   * @throws PROTOCOL_LIMIT when a budget is exceeded; PROTOCOL_MESSAGE when the bytes are cut or malformed, a number is not
   * finite, or a layer has another size than the map
   */
  read(bytes: Uint8Array, lastCommand: Command | null): ObservedFrame;
}

/** Where the parts of an observation lie, as start and end in turn; a part that comes in pieces is put together. */
interface Found {
  id: number | null;
  status: Status | null;
  readonly errors: string[];
  readonly results: PlayerResult[];
  readonly actions: Action[];
  readonly actionErrors: ActionError[];
  readonly chat: ChatReceived[];
  readonly alerts: Alert[];
  readonly upgrades: number[];
  readonly dead: bigint[];
  readonly player: Int32Array;
  readonly raw: number[];
  gameLoop: number;
  score: number | null;
  observed: boolean;
  units: number;
  effects: number;
  /** Elements of lists so far. */
  listed: number;
  visibility: Picture | null;
  creep: Picture | null;
}

interface Picture {
  bits: number;
  width: number;
  height: number;
  data: Uint8Array;
}

const STATUS = new Map<number, Status>(
  Object.entries(Status).map(([name, number]) => [number, name as Status]),
);
const ALERT = new Map<number, Alert>(Object.entries(Alert).map(([name, number]) => [number, name as Alert]));
const TEXT = new TextDecoder();

/**
 * Reads the observations of one player in one match, in the order of their loops: it remembers when entities were last seen.
 * @example const { observation } = createObservationReader(context).read(bytes, null);
 */
export function createObservationReader(context: ObservationContext): ObservationReader {
  const sightings = createSightings();
  return {
    read(bytes, lastCommand) {
      checkSize('observation', bytes);
      const reader = new WireReader('observation', bytes);
      const found: Found = {
        id: null,
        status: null,
        errors: [],
        results: [],
        actions: [],
        actionErrors: [],
        chat: [],
        alerts: [],
        upgrades: [],
        dead: [],
        player: new Int32Array(PLAYER_SCALAR_NAMES.length),
        raw: [],
        gameLoop: 0,
        score: null,
        observed: false,
        units: 0,
        effects: 0,
        listed: 0,
        visibility: null,
        creep: null,
      };
      walkResponse(reader, found);
      const { id, status, errors, score, results, alerts, actions, actionErrors, chat } = found;
      let observation: Observation | null = null;
      if (found.observed) {
        observation = observationOf(reader, found, context, lastCommand);
        sightings.update(observation.entities, observation.count, observation.gameLoop);
      }
      return {
        ...{ id, status, errors, observation, score, results, alerts, actions, actionErrors, chat },
        deadUnits: BigUint64Array.from(found.dead),
      };
    },
  };
}

function observationOf(
  reader: WireReader,
  found: Found,
  { race, enemyRace, layers, forms }: ObservationContext,
  lastCommand: Command | null,
): Observation {
  const count = found.units + found.effects;
  const entities = createEntityTable(count);
  const rows = createUnitRows(reader, entities, forms);
  let unit = 0;
  let effect = found.units;
  for (let i = 0; i < found.raw.length; i += 2) {
    reader.at = found.raw[i];
    const stop = found.raw[i + 1];
    while (reader.at < stop) {
      reader.end = stop;
      const tag = reader.tag();
      if (tag !== UNITS && tag !== EFFECTS) {
        reader.skip(tag);
        continue;
      }
      const length = reader.length();
      reader.end = reader.at + length;
      if (tag === UNITS) rows.unit(unit++);
      else effect += rows.effect(effect);
    }
  }
  found.player[PLAYER_SCALAR_INDEX.race] = race;
  found.player[PLAYER_SCALAR_INDEX.enemy_race] = enemyRace;
  const visibility = layerOf('visibility', found.visibility, layers);
  hideUnknown(visibility);
  const creep = layerOf('creep', found.creep, layers);
  if (found.creep?.bits === 8) asBits(creep);
  return {
    gameLoop: found.gameLoop,
    count,
    entities,
    unknown: UNKNOWN,
    player: found.player,
    upgrades: Uint16Array.from(found.upgrades),
    lastCommand,
    // The simulator and the model want a layer of the map's size; a game that sends none shows nothing.
    visibility: visibility.length > 0 || !layers ? visibility : new Uint8Array(layers.width * layers.height),
    creep,
  };
}

function layerOf(name: string, picture: Picture | null, layers: ObservationContext['layers']): Uint8Array {
  if (!picture) return EMPTY;
  const { bits, width, height, data } = picture;
  if (layers && (width !== layers.width || height !== layers.height))
    throw new KhalaError(
      'PROTOCOL_MESSAGE',
      `read observation: ${name} has ${width} x ${height} values, the map's layers ${layers.width} x ${layers.height}; do not crop to the playable area`,
    );
  return readLayer(`observation: ${name}`, bits, width, height, data);
}

/** The API's fourth value. It is hidden to us: both are of places that were never seen. */
const FULLY_HIDDEN = 3;

function hideUnknown(visibility: Uint8Array): void {
  // Buffer's search looks at many bytes at once; the value is rare.
  const search = Buffer.from(visibility.buffer, visibility.byteOffset, visibility.length);
  for (let at = search.indexOf(FULLY_HIDDEN); at >= 0; at = search.indexOf(FULLY_HIDDEN, at + 1))
    visibility[at] = VISIBILITY.hidden;
}

/** What is not 0 becomes 1. */
function asBits(layer: Uint8Array): void {
  for (let at = 0; at < layer.length; at++) if (layer[at] > 1) layer[at] = 1;
}

/** Goes into the field of which the tag was just read, and comes out at its end. */
function inside(reader: WireReader, work: (reader: WireReader, found: Found) => void, found: Found): void {
  const { end } = reader;
  const length = reader.length();
  const stop = reader.at + length;
  reader.end = stop;
  work(reader, found);
  reader.at = stop;
  reader.end = end;
}

function list(reader: WireReader, found: Found): void {
  if (++found.listed > MAX_LISTED)
    throw new KhalaError(
      'PROTOCOL_LIMIT',
      `read observation: more than ${MAX_LISTED} actions, errors, results, upgrades and deaths at byte ${reader.at}`,
    );
}

/** A message that comes seldom, by the codec. */
function part<N extends MessageName>(reader: WireReader, found: Found, name: N): Messages[N] {
  list(reader, found);
  const length = reader.length();
  const start = reader.at;
  reader.at += length;
  return decodeMessage(name, reader.bytes.subarray(start, start + length));
}

const OBSERVATION = 82;
const UNITS = 18;
const EFFECTS = 42;

function walkResponse(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === OBSERVATION) inside(reader, walkResponseObservation, found);
    else if (tag === 776) found.id = reader.varint() >>> 0;
    else if (tag === 786) {
      list(reader, found);
      const length = reader.length();
      found.errors.push(TEXT.decode(reader.bytes.subarray(reader.at, reader.at + length)));
      reader.at += length;
    } else if (tag === 792) found.status = STATUS.get(reader.varint()) ?? null;
    else if (tag >> 3 === OBSERVATION >> 3 || (tag >> 3 >= 97 && tag >> 3 <= 99))
      throw reader.wrongType('Response', tag);
    else reader.skip(tag);
  }
}

function walkResponseObservation(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === 10) found.actions.push(part(reader, found, 'Action'));
    else if (tag === 18) found.actionErrors.push(part(reader, found, 'ActionError'));
    else if (tag === 26) {
      found.observed = true;
      inside(reader, walkObservation, found);
    } else if (tag === 34) found.results.push(part(reader, found, 'PlayerResult'));
    else if (tag === 42) found.chat.push(part(reader, found, 'ChatReceived'));
    else if (tag >> 3 <= 5) throw reader.wrongType('ResponseObservation', tag);
    else reader.skip(tag);
  }
}

function walkObservation(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === 10) inside(reader, walkPlayer, found);
    else if (tag === 34) inside(reader, walkScore, found);
    else if (tag === 42) inside(reader, walkRaw, found);
    else if (tag === 72) found.gameLoop = reader.varint() | 0;
    else if (tag === 80) alert(reader, found);
    else if (tag === 82) inside(reader, walkAlerts, found);
    else if ([1, 4, 5, 9, 10].includes(tag >> 3)) throw reader.wrongType('Observation', tag);
    else reader.skip(tag);
  }
}

function alert(reader: WireReader, found: Found): void {
  list(reader, found);
  const known = ALERT.get(reader.varint());
  if (known) found.alerts.push(known);
}

function walkAlerts(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) alert(reader, found);
}

/** Fields 1 to 11 are the first eleven of our scalars, in their order. */
function walkPlayer(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag > 88) reader.skip(tag);
    else if ((tag & 7) !== 0) throw reader.wrongType('PlayerCommon', tag);
    else found.player[(tag >> 3) - 1] = reader.varint();
  }
}

function walkScore(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === 56) found.score = reader.varint() | 0;
    else if (tag >> 3 === 7) throw reader.wrongType('Score', tag);
    else reader.skip(tag);
  }
}

/** Counts units and effects, and reads what else there is. */
function walkRaw(reader: WireReader, found: Found): void {
  found.raw.push(reader.at, reader.end);
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === UNITS) {
      found.units++;
      reader.skip(tag);
    } else if (tag === EFFECTS) inside(reader, countPlaces, found);
    else if (tag === 10) inside(reader, walkPlayerRaw, found);
    else if (tag === 26) inside(reader, walkMapState, found);
    else if (tag === 34) inside(reader, walkEvent, found);
    else if (tag >> 3 <= 5) throw reader.wrongType('ObservationRaw', tag);
    else reader.skip(tag);
    if (found.units + found.effects > MAX_OBSERVED)
      throw new KhalaError(
        'PROTOCOL_LIMIT',
        `read observation: more than ${MAX_OBSERVED} units and effects at byte ${reader.at}`,
      );
  }
}

function countPlaces(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === 18) found.effects++;
    reader.skip(tag);
  }
}

function walkPlayerRaw(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === 24) upgrade(reader, found);
    else if (tag === 26) inside(reader, walkUpgrades, found);
    else if (tag >> 3 === 3) throw reader.wrongType('PlayerRaw', tag);
    else reader.skip(tag);
  }
}

function upgrade(reader: WireReader, found: Found): void {
  list(reader, found);
  const id = reader.varint();
  if (id <= 0xffff) found.upgrades.push(id);
}

function walkUpgrades(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) upgrade(reader, found);
}

function walkEvent(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === 8) dead(reader, found);
    else if (tag === 10) inside(reader, walkDead, found);
    else if (tag >> 3 === 1) throw reader.wrongType('Event', tag);
    else reader.skip(tag);
  }
}

function dead(reader: WireReader, found: Found): void {
  list(reader, found);
  const low = reader.varint() >>> 0;
  found.dead.push((BigInt(reader.high) << 32n) | BigInt(low));
}

function walkDead(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) dead(reader, found);
}

function walkMapState(reader: WireReader, found: Found): void {
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === 10) found.visibility = picture(reader, found);
    else if (tag === 18) found.creep = picture(reader, found);
    else if (tag >> 3 <= 2) throw reader.wrongType('MapState', tag);
    else reader.skip(tag);
  }
}

/** A picture's parts; its content is a view into the message. */
function picture(reader: WireReader, found: Found): Picture {
  const image: Picture = { bits: 0, width: 0, height: 0, data: EMPTY };
  inside(
    reader,
    () => {
      while (reader.at < reader.end) {
        const tag = reader.tag();
        if (tag === 8) image.bits = reader.varint() | 0;
        else if (tag === 18)
          inside(
            reader,
            () => {
              while (reader.at < reader.end) {
                const size = reader.tag();
                if (size === 8) image.width = reader.varint() | 0;
                else if (size === 16) image.height = reader.varint() | 0;
                else if (size >> 3 <= 2) throw reader.wrongType('Size2DI', size);
                else reader.skip(size);
              }
            },
            found,
          );
        else if (tag === 26) {
          const length = reader.length();
          image.data = reader.bytes.subarray(reader.at, reader.at + length);
          reader.at += length;
        } else if (tag >> 3 <= 3) throw reader.wrongType('ImageData', tag);
        else reader.skip(tag);
      }
    },
    found,
  );
  return image;
}
