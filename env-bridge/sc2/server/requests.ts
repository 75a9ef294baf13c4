/**
 * Every request of the API: in which states it may come (the table at the head of s2client-proto's sc2api.proto) and what
 * answers it. A request in a wrong state gets a response with nothing but an error, as from the game; libraries look for some
 * of these words.
 */
import { KhalaError } from '../../../src/spec/errors.js';
import { abilityForms } from '../forms.js';
import { encodeResponse } from '../schema/codec.js';
import type { Status } from '../schema/enums.js';
import type { Request, Response } from '../schema/messages.js';
import { act } from './act.js';
import { type ApiClient, type Playing, statusOf } from './client.js';
import { debug } from './debug.js';
import type { Lobby } from './lobby.js';
import { gameInfo, observationResponse } from './observe.js';
import { query } from './query.js';
import { replayInfo } from './replay-session.js';
import type { Watching } from './watched.js';

type Name = Exclude<keyof Request, 'id'>;
type Answer = Response | Uint8Array;

/** What a handler works with. */
interface Call<N extends Name> {
  readonly client: ApiClient;
  readonly lobby: Lobby;
  readonly message: NonNullable<Request[N]>;
  readonly forms: Uint16Array;
  readonly id: number | undefined;
}

interface Rule<N extends Name> {
  readonly name: string;
  /** Empty: any. */
  readonly states: readonly Status[];
  readonly answer: (call: Call<N>) => Answer | Promise<Answer>;
}

const ANY: readonly Status[] = [];
const PLAYED: readonly Status[] = ['in_game', 'ended'];
const WATCHED: readonly Status[] = ['in_game', 'in_replay', 'ended'];

/** Words of the game itself, by which python-sc2 and pysc2 know what happened. */
const NOT_IN_GAME = 'Not in a game';
const ALREADY_ENDED = 'Game has already ended';
const NOT_IF_ENDED = 'Not supported if game has already ended';

const RULES: { readonly [N in Name]: Rule<N> } = {
  ping: { name: 'ping', states: ANY, answer: ({ lobby }) => ({ ping: lobby.options.catalog.version }) },
  availableMaps: {
    name: 'available_maps',
    states: ANY,
    answer: ({ lobby }) => ({ availableMaps: { localMapPaths: lobby.options.catalog.maps } }),
  },
  createGame: {
    name: 'create_game',
    states: ['launched', 'in_game', 'in_replay', 'ended'],
    answer: ({ client, lobby, message }) => {
      if (client.session && !client.session.single)
        throw refused('create_game: others are in this game; send leave_game first');
      return { createGame: lobby.create(client, message) };
    },
  },
  joinGame: {
    name: 'join_game',
    states: ['launched', 'init_game'],
    answer: async ({ client, lobby, message }) => ({ joinGame: await lobby.join(client, message) }),
  },
  restartGame: {
    name: 'restart_game',
    states: PLAYED,
    answer: async (call) => {
      const { session } = playing(call);
      if (!session.single)
        throw refused('restart_game: others are in this game; leave it and create another');
      await session.restart();
      return { restartGame: {} };
    },
  },
  leaveGame: {
    name: 'leave_game',
    states: WATCHED,
    answer: ({ client, lobby }) => {
      lobby.depart(client, 'surrender');
      return { leaveGame: {} };
    },
  },
  quit: {
    name: 'quit',
    states: ANY,
    answer: ({ client, lobby }) => {
      lobby.depart(client, 'surrender');
      client.quit = true;
      return { quit: {} };
    },
  },
  gameInfo: {
    name: 'game_info',
    states: WATCHED,
    answer: (call) => ({ gameInfo: gameInfo(watching(call)) }),
  },
  observation: {
    name: 'observation',
    states: WATCHED,
    answer: async (call) => {
      const { message, client, id } = call;
      if (message.disableFog)
        throw refused('observation: disable_fog: the fog cannot be lifted here; leave it out');
      if (client.session?.setup.realtime) {
        const { session, seat } = playing(call);
        await session.reach(seat, message.gameLoop ?? 0);
      }
      return observationResponse(watching(call), id, statusOf(client));
    },
  },
  action: {
    name: 'action',
    states: ['in_game'],
    answer: (call) => {
      const inGame = playing(call);
      if (!inGame.seat.plays) throw refused('action: an observer gives no orders; send obs_action');
      return { action: { result: act(inGame, call.message.actions ?? [], call.forms) } };
    },
  },
  obsAction: {
    name: 'obs_action',
    states: ['in_game', 'in_replay'],
    answer: (call) => {
      if (watching(call).seat.plays) throw refused('obs_action: it is for observers; send action');
      // All of them move a camera, and there is none.
      return { obsAction: {} };
    },
  },
  step: {
    name: 'step',
    states: ['in_game', 'in_replay'],
    answer: async (call) => {
      const count = Math.max(1, call.message.count ?? 1);
      if (call.client.replay) return { step: { simulationLoop: await call.client.replay.step(count) } };
      const { session, seat } = playing(call);
      if (session.setup.realtime)
        throw refused('step: the game runs in real time; observe it with game_loop');
      const simulationLoop = await session.step(seat, count);
      return { step: { simulationLoop } };
    },
  },
  data: {
    name: 'data',
    states: WATCHED,
    answer: ({ lobby, message }) => {
      const { abilities, units, upgrades, buffs, effects } = lobby.options.catalog.data;
      return {
        data: {
          ...(message.abilityId && abilities && { abilities }),
          ...(message.unitTypeId && units && { units }),
          ...(message.upgradeId && upgrades && { upgrades }),
          ...(message.buffId && buffs && { buffs }),
          ...(message.effectId && effects && { effects }),
        },
      };
    },
  },
  query: {
    name: 'query',
    states: WATCHED,
    answer: (call) => ({ query: query(watching(call), call.message, call.lobby.options.catalog.data) }),
  },
  saveReplay: {
    name: 'save_replay',
    states: PLAYED,
    answer: (call) => {
      const { session, seat } = playing(call);
      const { writeReplay } = call.lobby.options;
      const recorded = writeReplay && session.recording(seat);
      if (!recorded)
        throw refused('save_replay: there is no recording: it is kept for players, up to a limit of length');
      return { saveReplay: { data: writeReplay(recorded) } };
    },
  },
  debug: {
    name: 'debug',
    states: ['in_game'],
    answer: (call) => {
      debug(playing(call), call.message.debug ?? []);
      return { debug: {} };
    },
  },
  startReplay: {
    name: 'start_replay',
    states: ['launched', 'in_game', 'in_replay', 'ended'],
    answer: ({ client, lobby, message }) => {
      if (client.session && !client.session.single)
        throw refused('start_replay: others are in this game; send leave_game first');
      return { startReplay: lobby.watch(client, message) };
    },
  },
  replayInfo: {
    name: 'replay_info',
    states: ANY,
    answer: ({ lobby, message }) => ({ replayInfo: replayInfo(lobby.options, message) }),
  },
  saveMap: { name: 'save_map', states: ANY, answer: () => ({ saveMap: { error: 'InvalidMapData' } }) },
  mapCommand: {
    name: 'map_command',
    states: ['in_game'],
    answer: () => ({ mapCommand: { error: 'NoTriggerError', errorDetails: 'these maps have no triggers' } }),
  },
  quickSave: {
    name: 'quick_save',
    states: ['in_game'],
    answer: () => Promise.reject(noBookmarks('quick_save')),
  },
  quickLoad: { name: 'quick_load', states: PLAYED, answer: () => Promise.reject(noBookmarks('quick_load')) },
};

const NAMES = Object.keys(RULES) as Name[];

/** Answers requests of all clients of one lobby. */
export function createAnswers(lobby: Lobby) {
  const forms = abilityForms(lobby.options.catalog.data.abilities ?? []);

  /**
   * The bytes of the response. What a client does wrong is in it.
   * @throws whatever is not a KhalaError
   */
  return async (client: ApiClient, request: Request): Promise<Uint8Array> => {
    const { id } = request;
    const name = NAMES.find((one) => request[one] !== undefined);
    let answer: Answer;
    try {
      if (name === undefined) throw refused('request: it names no command that is known here');
      checkState(name, client);
      answer = await call(name, { client, lobby, message: request[name] as never, forms, id });
    } catch (error) {
      if (!(error instanceof KhalaError)) throw error;
      answer = { error: [error.message] };
    }
    if (answer instanceof Uint8Array) return answer;
    return encodeResponse({ ...answer, ...(id !== undefined && { id }), status: statusOf(client) });
  };
}

function call<N extends Name>(name: N, call: Call<N>): Answer | Promise<Answer> {
  return RULES[name].answer(call);
}

function checkState(name: Name, client: ApiClient): void {
  const { states, name: word } = RULES[name];
  const status = statusOf(client);
  if (states.length === 0 || states.includes(status)) return;
  if (status === 'ended') throw refused(name === 'step' ? ALREADY_ENDED : NOT_IF_ENDED);
  if (states.includes('in_game') && !states.includes('launched')) throw refused(NOT_IN_GAME);
  throw refused(`${word}: it may be sent in ${states.join(', ')}; the status is ${status}`);
}

function playing({ client }: { readonly client: ApiClient }): Playing {
  const { session, seat } = client;
  if (!session || !seat) throw refused(NOT_IN_GAME);
  return { session, seat, player: seat.player };
}

/** In a game, or before a replay. */
function watching({ client }: { readonly client: ApiClient }): Watching {
  const { replay } = client;
  return replay ? { session: replay, seat: replay.seat, player: replay.seat.player } : playing({ client });
}

function refused(message: string): KhalaError {
  return new KhalaError('PROTOCOL_STATE', message);
}

const noBookmarks = (name: string): KhalaError => refused(`${name}: there are no bookmarks here`);
