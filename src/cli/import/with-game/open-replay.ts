/** A replay in a game that runs: checked against its file, and seen through the eyes of each of its players. */
import { readAction } from '../../../../env-bridge/sc2/actions.js';
import type { GameConnection } from '../../../../env-bridge/sc2/client/connection.js';
import { askReplayInfo, watchReplay } from '../../../../env-bridge/sc2/client/replay.js';
import { abilityForms } from '../../../../env-bridge/sc2/forms.js';
import type {
  Action,
  ResponseData,
  ResponsePing,
  ResponseReplayInfo,
} from '../../../../env-bridge/sc2/schema/messages.js';
import { ABILITIES } from '../../../../replays/sc2replay/catalog/abilities.js';
import type { GamePlayer } from '../../../../replays/sc2replay/game/types.js';
import type { GameNames, OpenView, SeenOrder } from '../../../../replays/stepped/view.js';
import { effectType } from '../../../spec/effects.js';
import { KhalaError } from '../../../spec/errors.js';
import type { SourceReplay } from './source.js';
import { describeVersion } from './versions.js';

/** A game that runs, with what it says of itself. */
export interface ReadyGame {
  readonly connection: GameConnection;
  readonly ping: ResponsePing;
  /** The file of a map that the game knows by this path; null where it must find it itself. */
  mapOf(path: string): Uint8Array | null;
}

/** Characters of a name that is kept; the game's longest has some fifty. */
const LONGEST_NAME = 100;
/** Ids that 16-bit columns hold. */
const MOST_IDS = 0x1_0000;

/**
 * Asks the game what it knows of the replay, and compares it with what the file says.
 * @throws GAME_REFUSED with the game's words; GAME_NOT_FOUND when it is of another version; REPLAY_PLAYERS_DISAGREE,
 *   REPLAY_INCOMPLETE when game and file tell different things
 */
export async function openReplay(game: ReadyGame, replay: SourceReplay): Promise<OpenView> {
  const { connection } = game;
  const { bytes } = replay;
  const info = await askReplayInfo(connection, bytes);
  checkInfo(info, replay);
  const mapData = info.localMapPath ? game.mapOf(info.localMapPath) : null;
  return async (player) => {
    const view = await watchReplay(connection, { bytes, player, mapData, formsOf });
    const forms = formsOf(view.data);
    return {
      map: view.game.map,
      names: namesOf(view.data),
      look: async (loop) => {
        const { observation, actions, ended } = await view.look(loop);
        return { observation, ended, ...sortActions(actions, forms, observation.gameLoop) };
      },
    };
  };
}

/** General forms as the catalog has them, so that the words are those of data imported without the game; else the game's own. */
function formsOf({ abilities = [] }: ResponseData): Uint16Array {
  const told = abilityForms(abilities);
  const known = ABILITIES.filter(({ id }) => id < MOST_IDS && id > 0);
  const size = known.reduce((most, { id }) => Math.max(most, id + 1), told.length);
  const forms = Uint16Array.from({ length: size }, (_, id) => (id < told.length ? told[id] : id));
  for (const { id, general } of known) if (general < MOST_IDS) forms[id] = general;
  return forms;
}

/**
 * Orders, and the names of what else was done. An action later than the look that tells it cannot be.
 * @internal
 */
export function sortActions(
  actions: readonly Action[],
  forms: Uint16Array,
  now: number,
): { readonly orders: readonly SeenOrder[]; readonly others: readonly string[] } {
  const orders: SeenOrder[] = [];
  const others: string[] = [];
  for (const action of actions) {
    const { gameLoop = 0 } = action;
    if (gameLoop > now)
      throw new KhalaError(
        'PROTOCOL_STATE',
        `look at a replay: at loop ${now} the game tells an action of loop ${gameLoop}; it is left out`,
      );
    const read = readAction(action, forms);
    if (read.kind === 'other') others.push(read.what);
    else if (read.command.ability === 0) others.push('no_ability');
    else {
      const { ability, queued, units, target } = read.command;
      orders.push({ ability, queued, units, target });
    }
  }
  return { orders, others };
}

/** How far the lengths of a game may be apart that its file and the game tell. Not tried with the real game, so not taken to be 0. */
const LOOPS_APART = 224;
const RESULT_WORDS = { win: 'Victory', loss: 'Defeat', draw: 'Tie' } as const;

/** @internal */
export function checkInfo(
  info: ResponseReplayInfo,
  { setup, needs }: Pick<SourceReplay, 'setup' | 'needs'>,
): void {
  const { baseBuild, dataVersion, gameDurationLoops, playerInfo = [] } = info;
  if (
    (baseBuild !== undefined && baseBuild !== needs.baseBuild) ||
    (dataVersion && needs.dataHash !== null && dataVersion.toUpperCase() !== needs.dataHash.toUpperCase())
  )
    throw new KhalaError(
      'GAME_NOT_FOUND',
      `play a replay back: it needs ${describeVersion(needs)}, the game takes it for base build ${baseBuild} with data ${dataVersion}`,
    );
  if (gameDurationLoops !== undefined && Math.abs(gameDurationLoops - setup.loops) > LOOPS_APART)
    throw new KhalaError(
      'REPLAY_INCOMPLETE',
      `play a replay back: its file tells of ${setup.loops} loops, the game of ${gameDurationLoops}; they must be nearly the same`,
    );
  for (const player of setup.players) checkPlayer(playerInfo, player);
}

function checkPlayer(
  told: NonNullable<ResponseReplayInfo['playerInfo']>,
  { playerId, race, result }: GamePlayer,
): void {
  const found = told.find(({ playerInfo }) => playerInfo?.playerId === playerId);
  const { raceActual } = found?.playerInfo ?? {};
  const ended = found?.playerResult?.result;
  const agree =
    found !== undefined &&
    (raceActual === undefined || raceActual === race) &&
    (ended === undefined || ended === 'Undecided' || result === null || ended === RESULT_WORDS[result]);
  if (agree) return;
  throw new KhalaError(
    'REPLAY_PLAYERS_DISAGREE',
    `play a replay back: its file says that player ${playerId} is ${race} with a ${result}, the game ${found ? `${raceActual ?? 'of no race'} with ${ended ?? 'no result'}` : 'knows no such player'}; leave it out`,
  );
}

function namesOf({
  abilities = [],
  units = [],
  upgrades = [],
  buffs = [],
  effects = [],
}: ResponseData): GameNames {
  const named = (pairs: readonly (readonly [number | undefined, string | undefined])[]) =>
    new Map(pairs.map(([id = 0, name = '']) => [id, cleaned(name)] as const));
  return {
    abilities: named(
      abilities.map((one) => [one.abilityId, one.friendlyName || one.buttonName || one.linkName]),
    ),
    unitTypes: named([
      ...units.map((one) => [one.unitId, one.name] as const),
      ...effects.map((one) => [effectType(one.effectId ?? 0), one.friendlyName || one.name] as const),
    ]),
    upgrades: named(upgrades.map((one) => [one.upgradeId, one.name])),
    buffs: named(buffs.map((one) => [one.buffId, one.name])),
  };
}

const cleaned = (name: string): string => name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').slice(0, LONGEST_NAME);
