/** RequestDebug: units put up and removed, and a match ended. All of a request is done, or nothing. */
import { KhalaError } from '../../../src/spec/errors.js';
import type { DebugCommand } from '../schema/messages.js';
import type { Playing } from './client.js';

/** @throws PROTOCOL_STATE for a command that does not exist here, BAD_ARGUMENT for one that cannot be done */
export function debug(playing: Playing, commands: readonly DebugCommand[]): void {
  for (const command of commands) {
    const what = unsupported(command);
    if (what !== null)
      throw new KhalaError(
        'PROTOCOL_STATE',
        `debug: ${what} is not supported; create_unit, kill_unit and end_game are`,
      );
  }
  for (const command of commands) run(playing, command);
}

/** The API's name of what a command asks for and nobody here does; null for what is done, or has nothing to show for it. */
function unsupported({ gameState, testProcess, score, unitValue }: DebugCommand): string | null {
  if (gameState !== undefined) return `game_state ${gameState}`;
  if (testProcess) return 'test_process';
  if (score) return 'score';
  return unitValue ? 'unit_value' : null;
}

function run({ session, player }: Playing, { createUnit, killUnit, endGame }: DebugCommand): void {
  if (createUnit) {
    const { unitType = 0, owner = 0, pos = {}, quantity = 1 } = createUnit;
    session.create(owner, unitType, quantity, { x: pos.x ?? 0, y: pos.y ?? 0 });
  }
  if (killUnit) session.kill(killUnit.tag ?? []);
  if (endGame) session.decide(player, endGame.endResult === 'DeclareVictory' ? 'win' : 'loss');
}
