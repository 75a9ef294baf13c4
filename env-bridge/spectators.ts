/** Those who watch a match: each gets the messages of one seat, with that seat's fog, and says nothing. */
import type { MatchInfo, Outcome, PlayerId, TimeStep } from '../src/spec/match.js';
import type { Command } from '../src/spec/observation.js';
import type { MatchObserver } from './match.js';
import { encodeMessage, type Message } from './protocol.js';
import type { Link } from './remote-seat.js';

export class Spectators implements MatchObserver {
  private readonly links = new Map<PlayerId, Set<Link>>();
  private readonly infos = new Map<PlayerId, MatchInfo>();

  /** `link` watches `player` from now on; in a match that runs it gets the start at once. */
  add(player: PlayerId, link: Link): void {
    const seat = this.links.get(player) ?? new Set();
    this.links.set(player, seat.add(link));
    const info = this.infos.get(player);
    if (info) link.send(encodeMessage({ type: 'start', info }));
  }

  remove(player: PlayerId, link: Link): void {
    this.links.get(player)?.delete(link);
  }

  start(info: MatchInfo): void {
    this.infos.set(info.player, info);
    this.tell(info.player, () => ({ type: 'start', info }));
  }

  observation(player: PlayerId, step: TimeStep): void {
    this.tell(player, () => ({ type: 'observation', player, step }));
  }

  command(player: PlayerId, gameLoop: number, command: Command): void {
    this.tell(player, () => ({ type: 'command', player, gameLoop, command }));
  }

  outcome(outcome: Outcome): void {
    for (const player of this.links.keys()) this.tell(player, () => ({ type: 'outcome', outcome }));
  }

  /** Encodes once for all who watch this seat, and not at all when nobody does. */
  private tell(player: PlayerId, message: () => Message): void {
    const seat = this.links.get(player);
    if (!seat || seat.size === 0) return;
    const content = message();
    const bytes = encodeMessage(content);
    const droppable = content.type === 'observation' || content.type === 'command';
    for (const link of seat) if (!(droppable && link.congested)) link.send(bytes);
  }
}
