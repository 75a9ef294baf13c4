import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionOfCommand, OTHER_ACTIONS, readAction } from '../../../env-bridge/sc2/actions.js';
import { abilityForms, NO_FORMS } from '../../../env-bridge/sc2/forms.js';
import { decodeMessage, encodeMessage } from '../../../env-bridge/sc2/schema/codec.js';
import { ActionResult } from '../../../env-bridge/sc2/schema/enums.js';
import type { Action } from '../../../env-bridge/sc2/schema/messages.js';
import { skirmishData } from '../../../env-bridge/sc2/skirmish-data.js';
import { type Command, noOp, type Target } from '../../../src/spec/observation.js';

const tag = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const cells = fc.float({ min: 0, max: 256, noNaN: true });
const target: fc.Arbitrary<Target> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  tag.map((one) => ({ kind: 'entity', tag: one }) as const),
  fc.tuple(cells, cells).map(([x, y]) => ({ kind: 'point', x, y }) as const),
);
const anyCommand: fc.Arbitrary<Command> = fc.record({
  ability: fc.integer({ min: 1, max: 0xffff }),
  delay: fc.integer({ min: 1, max: 128 }),
  queued: fc.boolean(),
  units: fc.array(tag, { maxLength: 8 }),
  target,
});

describe('a command', () => {
  it('survives as an action, over the wire', () => {
    fc.assert(
      fc.property(anyCommand, (command) => {
        const action = actionOfCommand(command);
        const back = decodeMessage('Action', encodeMessage('Action', action ?? {}));
        expect(readAction(back, NO_FORMS, command.delay)).toEqual({ kind: 'command', command });
      }),
    );
  });

  it('that orders nothing is no action', () => {
    expect(actionOfCommand(noOp(8))).toBe(null);
  });
});

describe('an action', () => {
  it('with a special form of an ability is a command with the general one', () => {
    const forms = abilityForms(skirmishData().abilities ?? []);
    const action: Action = {
      actionRaw: { unitCommand: { abilityId: 23, targetUnitTag: 7n, unitTags: [1n] } },
    };
    expect(readAction(action, forms)).toEqual({
      kind: 'command',
      command: { ability: 3674, delay: 1, queued: false, units: [1n], target: { kind: 'entity', tag: 7n } },
    });
  });

  it('that is no command is named', () => {
    const actions: Action[] = [
      { actionRaw: { cameraMove: { centerWorldSpace: { x: 1, y: 2 } } } },
      { actionRaw: { toggleAutocast: { abilityId: 386, unitTags: [1n] } } },
      { actionChat: { channel: 'Broadcast', message: 'gg' } },
      { actionFeatureLayer: {} },
      { actionRender: {} },
      { actionUi: { selectArmy: {} } },
      {},
    ];
    expect(actions.map((action) => readAction(action, NO_FORMS))).toEqual(
      OTHER_ACTIONS.map((what) => ({ kind: 'other', what })),
    );
  });
});

it('results of actions are those of the API', () => {
  expect(Object.keys(ActionResult)).toHaveLength(214);
  expect(ActionResult).toMatchObject({ Success: 1, NotEnoughEnergy: 17, OrderQueueIsFull: 203 });
});
