/** What is asked of a game: players, ports, in the API's words. */
import { KhalaError } from '../../../src/spec/errors.js';
import { nearest } from '../../../src/spec/nearest.js';
import { AIBuild, Difficulty, type Race } from '../schema/enums.js';
import type { PlayerSetup, RequestJoinGame } from '../schema/messages.js';

const BUILTIN = 'builtin:';
/** What the game's menus call some difficulties. */
const MENU_NAMES = {
  Elite: 'VeryHard',
  Cheater1: 'CheatVision',
  Cheater2: 'CheatMoney',
  Cheater3: 'CheatInsane',
} as const;

const DIFFICULTY_NAMES: readonly string[] = [...Object.keys(Difficulty), ...Object.keys(MENU_NAMES)];

/** Whether a name stands for the game's own AI. */
export const isBuiltin = (name: string): boolean => name.startsWith(BUILTIN);

/**
 * The game's own AI: `builtin:Hard`, `builtin:Elite`, `builtin:VeryHard:Rush`.
 * @throws UNKNOWN_AGENT with the nearest names
 */
export function builtinOpponent(name: string, race: Race): PlayerSetup {
  const [difficulty = '', build = 'RandomBuild', ...rest] = name.slice(BUILTIN.length).split(':');
  const menu: Readonly<Record<string, string>> = MENU_NAMES;
  const word = Object.hasOwn(menu, difficulty) ? menu[difficulty] : difficulty;
  if (!Object.hasOwn(Difficulty, word)) throw unknown(name, 'difficulty', difficulty, DIFFICULTY_NAMES);
  if (!Object.hasOwn(AIBuild, build) || rest.length > 0)
    throw unknown(name, 'build', [build, ...rest].join(':'), Object.keys(AIBuild));
  return { type: 'Computer', race, difficulty: word as Difficulty, aiBuild: build as AIBuild };
}

function unknown(name: string, part: string, got: string, names: readonly string[]): KhalaError {
  return new KhalaError(
    'UNKNOWN_AGENT',
    `find opponent "${name}": the game's AI has no ${part} "${got}"; nearest are ${nearest(got, names, 3).join(', ')}`,
  );
}

/** Ports over which game processes speak to each other. */
export type Ports = Pick<RequestJoinGame, 'sharedPort' | 'serverPorts' | 'clientPorts'>;

/** As ladders count them: five ports from the one behind `start`. */
export function portsFrom(start: number): Ports {
  return {
    sharedPort: start + 1,
    serverPorts: { gamePort: start + 2, basePort: start + 3 },
    clientPorts: [{ gamePort: start + 4, basePort: start + 5 }],
  };
}
