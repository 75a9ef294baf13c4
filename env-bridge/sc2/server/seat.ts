/** A client's seat in a game: whose eyes it has, and what it is to be told at its next observation. */
import type { PlayerId } from '../../../src/spec/match.js';
import type { Race } from '../schema/enums.js';
import type { Action, ActionError, ChatReceived, InterfaceOptions } from '../schema/messages.js';
import { MOST_NEWS } from './limits.js';
import type { ReplayLog } from './replay-log.js';

export interface ApiSeat {
  /** The player that it is, or whom it observes. */
  readonly player: PlayerId;
  /** False for an observer. */
  readonly plays: boolean;
  readonly name: string;
  readonly race: Race;
  readonly options: InterfaceOptions;
  /** Null for an observer, and where nobody keeps recordings. */
  log: ReplayLog | null;
  /** Game loop up to which it has stepped. */
  due: number;
  /** Ends its waiting for a loop. */
  wake: (() => void) | null;
  /** Left, or its connection is gone. */
  gone: boolean;
  /** Deaths that it was told of. */
  deaths: number;
  readonly news: News;
}

/** Since its last observation. */
export interface News {
  actions: Action[];
  errors: ActionError[];
  chat: ChatReceived[];
}

export function createSeat(
  description: Pick<ApiSeat, 'player' | 'plays' | 'name' | 'race' | 'options'>,
): ApiSeat {
  return {
    ...description,
    ...{ log: null, due: 0, wake: null, gone: false, deaths: 0 },
    news: { actions: [], errors: [], chat: [] },
  };
}

/** Back to the beginning of a match. */
export function resetSeat(seat: ApiSeat): void {
  seat.due = 0;
  seat.deaths = 0;
  takeNews(seat);
}

/** Adds to a list of news; the oldest goes where there are too many. */
export function tell<T>(list: T[], one: T): void {
  if (list.length >= MOST_NEWS) list.shift();
  list.push(one);
}

/** The news, which are told once. */
export function takeNews({ news }: ApiSeat): News {
  const taken = { ...news };
  news.actions = [];
  news.errors = [];
  news.chat = [];
  return taken;
}
