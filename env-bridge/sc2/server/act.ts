/** RequestAction: commands are given at once, and each action has its result. */
import type { Rejection } from '../../../src/spec/match.js';
import { type Command, NO_OP_ABILITY } from '../../../src/spec/observation.js';
import { type OtherAction, readAction } from '../actions.js';
import { ActionResult } from '../schema/enums.js';
import type { Action, ActionChat } from '../schema/messages.js';
import type { Playing } from './client.js';
import { MOST_SELECTED } from './limits.js';
import { tell } from './seat.js';

/** Characters of a line of chat; more are cut off. */
const LONGEST_LINE = 255;

/** @param forms general form of each ability */
export function act(playing: Playing, actions: readonly Action[], forms: Uint16Array): ActionResult[] {
  return actions.map((action) => {
    const read = readAction(action, forms);
    if (read.kind === 'command') return order(playing, action, read.command);
    if (read.what === 'chat') chat(playing, action.actionChat ?? {});
    return OTHERS[read.what];
  });
}

/** What becomes of actions that order nothing: there is no camera, and no interface of pictures or panels. */
const OTHERS = {
  camera_move: 'Success',
  chat: 'Success',
  toggle_autocast: 'NotSupported',
  feature_layer: 'NotSupported',
  render: 'NotSupported',
  ui: 'NotSupported',
  none: 'Error',
} as const satisfies Record<OtherAction, ActionResult>;

function order({ session, seat, player }: Playing, action: Action, command: Command): ActionResult {
  if (command.ability === NO_OP_ABILITY) return 'NotSupported';
  if (command.units.length > MOST_SELECTED) return 'Error';
  const { accepted, refused } = session.give(player, command);
  for (const rejection of refused) tellRefusal(seat.news.errors, rejection, action);
  if (!accepted) return refused.length > 0 ? resultOf(refused[0]) : 'Error';
  const { unitCommand } = action.actionRaw ?? {};
  tell(seat.news.actions, {
    actionRaw: { unitCommand: { ...unitCommand, unitTags: accepted.units } },
    gameLoop: session.loop,
  });
  seat.log?.ordered(command);
  return 'Success';
}

/** The red text on the screen: one line a unit that did not obey, also where others did. */
function tellRefusal(
  errors: Playing['seat']['news']['errors'],
  { command, result }: Rejection,
  action: Action,
): void {
  const abilityId = BigInt(Math.max(0, action.actionRaw?.unitCommand?.abilityId ?? 0));
  const line = { abilityId, result: resultOf({ command, result }) };
  if (command.units.length === 0) tell(errors, line);
  for (const unitTag of command.units) tell(errors, { ...line, unitTag });
}

function resultOf({ result }: Rejection): ActionResult {
  return Object.hasOwn(ActionResult, result) ? (result as ActionResult) : 'Error';
}

function chat({ session, player }: Playing, { message = '' }: ActionChat): void {
  for (const seat of session.seats)
    if (!seat.gone) tell(seat.news.chat, { playerId: player, message: message.slice(0, LONGEST_LINE) });
}
