/** Commands of ours to actions of the API and back; both mean "these units, this ability, this target, now or behind the others". */
import { type Command, NO_OP_ABILITY, type Target } from '../../src/spec/observation.js';
import { generalForm } from './forms.js';
import type { Action, ActionRawUnitCommand } from './schema/messages.js';

/** The API's action for a command; null for a no_op, of which the game need not hear. @example { actions: [actionOfCommand(command)] } */
export function actionOfCommand({ ability, units, target, queued }: Command): Action | null {
  if (ability === NO_OP_ABILITY) return null;
  const unitCommand: ActionRawUnitCommand = {
    abilityId: ability,
    ...(target.kind === 'point' ? { targetWorldSpacePos: { x: target.x, y: target.y } } : {}),
    ...(target.kind === 'entity' ? { targetUnitTag: target.tag } : {}),
    unitTags: units,
    queueCommand: queued,
  };
  return { actionRaw: { unitCommand } };
}

/** What a client asked for with an action. */
export type ReadAction =
  | { readonly kind: 'command'; readonly command: Command }
  /** The camera, chat, autocast, or an action of the interfaces of pictures and panels: nothing for the units. */
  | { readonly kind: 'other'; readonly what: OtherAction };

/** Actions that are no command, by the API's name; `none` is an empty one. */
export const OTHER_ACTIONS = [
  'camera_move',
  'toggle_autocast',
  'chat',
  'feature_layer',
  'render',
  'ui',
  'none',
] as const;
export type OtherAction = (typeof OTHER_ACTIONS)[number];

/**
 * @param forms general form of each ability, as commands have it
 * @param delay loops of the command, which the API does not know; at least 1
 */
export function readAction(action: Action, forms: Uint16Array, delay = 1): ReadAction {
  const unitCommand = action.actionRaw?.unitCommand;
  if (!unitCommand) return { kind: 'other', what: otherAction(action) };
  return {
    kind: 'command',
    command: {
      ability: generalForm(forms, unitCommand.abilityId ?? 0),
      delay,
      queued: unitCommand.queueCommand ?? false,
      units: unitCommand.unitTags ?? [],
      target: targetOf(unitCommand),
    },
  };
}

function targetOf({ targetUnitTag, targetWorldSpacePos }: ActionRawUnitCommand): Target {
  if (targetUnitTag !== undefined) return { kind: 'entity', tag: targetUnitTag };
  if (targetWorldSpacePos === undefined) return { kind: 'none' };
  return { kind: 'point', x: targetWorldSpacePos.x ?? 0, y: targetWorldSpacePos.y ?? 0 };
}

function otherAction({
  actionRaw,
  actionChat,
  actionFeatureLayer,
  actionRender,
  actionUi,
}: Action): OtherAction {
  if (actionRaw?.cameraMove) return 'camera_move';
  if (actionRaw?.toggleAutocast) return 'toggle_autocast';
  if (actionChat) return 'chat';
  if (actionFeatureLayer) return 'feature_layer';
  if (actionRender) return 'render';
  return actionUi ? 'ui' : 'none';
}
