/**
 * Columns of ours to a `Response` with an observation, as the game would send it: the way back of observation-reader.ts, and
 * what it gives is what was written. A value of 0 is left out, as every reader of protobuf takes it for absent.
 * Field numbers are those of s2client-proto (sc2api.proto, raw.proto).
 */
import type { EntityTable } from '../../src/spec/columns.js';
import { effectOfType, isEffectTag } from '../../src/spec/effects.js';
import type { Observation } from '../../src/spec/observation.js';
import { imageOfLayer } from './image.js';
import { wordsOf } from './observation-units.js';
import { writeMessage } from './schema/codec.js';
import { type Alert, Status } from './schema/enums.js';
import type { Action, ActionError, ChatReceived, PlayerRaw, PlayerResult, Score } from './schema/messages.js';
import { WIRE, WireWriter } from './schema/wire.js';

/** What a server says of one game loop to one player. */
export interface FrameToWrite {
  readonly observation: Observation;
  /** Size of its layers. */
  readonly layers: { readonly width: number; readonly height: number };
  /** The request's id and the game's status. */
  readonly id?: number | undefined;
  readonly status?: Status | undefined;
  readonly score?: Score | undefined;
  readonly results?: readonly PlayerResult[] | undefined;
  readonly alerts?: readonly Alert[] | undefined;
  readonly actions?: readonly Action[] | undefined;
  readonly actionErrors?: readonly ActionError[] | undefined;
  readonly chat?: readonly ChatReceived[] | undefined;
  readonly deadUnits?: readonly bigint[] | undefined;
  /** Camera and power sources, which columns do not have. */
  readonly player?: Pick<PlayerRaw, 'camera' | 'powerSources'> | undefined;
}

const SCALARS = 11;
/** Fields of a message of which the length comes before the content. */
const PART = WIRE.bytes;

/** The bytes of a whole `Response`. @example socket.send(encodeObservation({ observation, layers, id: 4, status: 'in_game' })) */
export function encodeObservation(frame: FrameToWrite): Uint8Array<ArrayBuffer> {
  const w = new WireWriter();
  w.tag(10, PART);
  const response = w.begin();
  writeMessage(w, 'ResponseObservation', {
    ...(frame.actions?.length ? { actions: frame.actions } : {}),
    ...(frame.actionErrors?.length ? { actionErrors: frame.actionErrors } : {}),
  });
  w.tag(3, PART);
  const observation = w.begin();
  writeObservation(w, frame);
  w.end(observation);
  writeMessage(w, 'ResponseObservation', {
    ...(frame.results?.length ? { playerResult: frame.results } : {}),
    ...(frame.chat?.length ? { chat: frame.chat } : {}),
  });
  w.end(response);
  const { id, status } = frame;
  if (id !== undefined) number(w, 97, id);
  if (status !== undefined) number(w, 99, Status[status]);
  return w.finish();
}

function writeObservation(w: WireWriter, frame: FrameToWrite): void {
  const { observation, score, alerts = [] } = frame;
  w.tag(1, PART);
  const player = w.begin();
  // All of them, also those that are 0: a client may tell a player who has nothing from one who is not told.
  for (let i = 0; i < SCALARS; i++) number(w, i + 1, observation.player[i]);
  w.end(player);
  writeMessage(w, 'Observation', score ? { score } : {});
  w.tag(5, PART);
  const raw = w.begin();
  writeRaw(w, frame);
  w.end(raw);
  number(w, 9, observation.gameLoop);
  writeMessage(w, 'Observation', alerts.length > 0 ? { alerts } : {});
}

function writeRaw(w: WireWriter, { observation, layers, player, deadUnits = [] }: FrameToWrite): void {
  const { entities, count, upgrades, visibility, creep } = observation;
  w.tag(1, PART);
  const start = w.begin();
  writeMessage(w, 'PlayerRaw', { ...player, ...(upgrades.length > 0 ? { upgradeIds: [...upgrades] } : {}) });
  w.end(start);
  const words: TagWords = {
    tag: wordsOf(entities.tag),
    add_on: wordsOf(entities.add_on),
    engaged_target: wordsOf(entities.engaged_target),
  };
  const effects: number[] = [];
  for (let row = 0; row < count; row++) {
    if (effectOfType(entities.unit_type[row]) >= 0 && isEffectTag(entities.tag[row])) {
      effects.push(row);
      continue;
    }
    w.tag(2, PART);
    const unit = w.begin();
    writeUnit(w, entities, words, row);
    w.end(unit);
  }
  const { width, height } = layers;
  w.tag(3, PART);
  const map = w.begin();
  writeMessage(w, 'MapState', {
    ...(visibility.length > 0 ? { visibility: imageOfLayer(visibility, width, height, 8) } : {}),
    ...(creep.length > 0 ? { creep: imageOfLayer(creep, width, height, 1) } : {}),
  });
  w.end(map);
  writeMessage(w, 'ObservationRaw', deadUnits.length > 0 ? { event: { deadUnits } } : {});
  for (const row of effects) {
    w.tag(5, PART);
    const effect = w.begin();
    number(w, 1, effectOfType(entities.unit_type[row]));
    w.tag(2, PART);
    const place = w.begin();
    float(w, 1, entities.x[row]);
    float(w, 2, entities.y[row]);
    w.end(place);
    number(w, 3, entities.alliance[row]);
    number(w, 4, entities.owner[row]);
    float(w, 5, entities.radius[row]);
    w.end(effect);
  }
}

type TagWords = Readonly<Record<'tag' | 'add_on' | 'engaged_target', Uint32Array>>;

function number(w: WireWriter, field: number, value: number): void {
  w.tag(field, WIRE.varint);
  w.uint32(value);
}

function float(w: WireWriter, field: number, value: number): void {
  w.tag(field, WIRE.fixed32);
  w.float(value);
}

/** One unit, its fields in the order of their numbers, as the game writes them. */
function writeUnit(w: WireWriter, t: EntityTable, words: TagWords, row: number): void {
  const whole = (field: number, value: number): void => {
    if (value === 0) return;
    w.tag(field, WIRE.varint);
    w.int32(value);
  };
  const real = (field: number, value: number): void => {
    if (value !== 0 || Object.is(value, -0)) float(w, field, value);
  };
  const tag = (field: number, column: Uint32Array): void => {
    const low = column[row * 2];
    const high = column[row * 2 + 1];
    if (low === 0 && high === 0) return;
    w.tag(field, WIRE.varint);
    w.uint64(low, high);
  };
  whole(1, t.display_type[row]);
  whole(2, t.alliance[row]);
  tag(3, words.tag);
  whole(4, t.unit_type[row]);
  whole(5, t.owner[row]);
  w.tag(6, PART);
  const place = w.begin();
  float(w, 1, t.x[row]);
  float(w, 2, t.y[row]);
  float(w, 3, t.z[row]);
  w.end(place);
  real(7, t.facing[row]);
  real(8, t.radius[row]);
  real(9, t.build_progress[row]);
  whole(10, t.cloak[row]);
  whole(11, t.selected[row]);
  whole(12, t.on_screen[row]);
  real(14, t.health[row]);
  real(15, t.health_max[row]);
  real(16, t.shield[row]);
  real(17, t.energy[row]);
  whole(18, t.mineral_contents[row]);
  whole(19, t.vespene_contents[row]);
  whole(20, t.flying[row]);
  whole(21, t.burrowed[row]);
  writeOrders(w, t, row);
  tag(23, words.add_on);
  whole(25, t.cargo_taken[row]);
  whole(26, t.cargo_max[row]);
  if (t.buff_0[row] !== 0 || t.buff_1[row] !== 0) number(w, 27, t.buff_0[row]);
  whole(27, t.buff_1[row]);
  whole(28, t.assigned_harvesters[row]);
  whole(29, t.ideal_harvesters[row]);
  real(30, t.weapon_cooldown[row]);
  tag(34, words.engaged_target);
  whole(35, t.powered[row]);
  real(36, t.shield_max[row]);
  real(37, t.energy_max[row]);
  whole(38, t.hallucination[row]);
  whole(39, t.active[row]);
  whole(40, t.attack_upgrade_level[row]);
  whole(41, t.armor_upgrade_level[row]);
  whole(42, t.shield_upgrade_level[row]);
}

/** The queue up to its last order, so that each comes back into its own slot. */
function writeOrders(w: WireWriter, t: EntityTable, row: number): void {
  const abilities = [t.order_0_ability, t.order_1_ability, t.order_2_ability, t.order_3_ability];
  const progresses = [t.order_0_progress, t.order_1_progress, t.order_2_progress, t.order_3_progress];
  let count = abilities.length;
  while (count > 0 && abilities[count - 1][row] === 0 && Object.is(progresses[count - 1][row], 0)) count--;
  for (let slot = 0; slot < count; slot++) {
    w.tag(22, PART);
    const order = w.begin();
    number(w, 1, abilities[slot][row]);
    const progress = progresses[slot][row];
    if (!Object.is(progress, 0)) float(w, 4, progress);
    w.end(order);
  }
}
