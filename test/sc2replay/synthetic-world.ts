/** The units of a synthetic game, and what the game itself reports of them. */
import { unitByName } from '../../replays/sc2replay/catalog/units.js';
import type { WritableEvent } from './write-stream.js';

export interface SyntheticUnit {
  readonly index: number;
  readonly recycle: number;
  /** As game events carry it. */
  readonly tag: number;
  type: string;
  readonly owner: number;
  /** Whole cells. */
  x: number;
  y: number;
  alive: boolean;
  /** False while it is being built. */
  done: boolean;
  /** Loop until which it makes something. */
  busyUntil: number;
}

const RECYCLE_BITS = 18;

export class SyntheticWorld {
  loop = 0;
  readonly units: SyntheticUnit[] = [];
  readonly events: WritableEvent[] = [];
  /** Numbers of dead units, the last dead first: they are used again. */
  readonly #free: { index: number; recycle: number }[] = [];
  #nextIndex = 1;
  readonly #later = new Map<number, (() => void)[]>();

  /** Does something when `loops` have passed, at least one. */
  after(loops: number, what: () => void): void {
    const at = this.loop + Math.max(1, Math.round(loops));
    this.#later.set(at, [...(this.#later.get(at) ?? []), what]);
  }

  /** Goes to the next loop and does what is due in it. */
  step(): void {
    this.loop++;
    for (const what of this.#later.get(this.loop) ?? []) what();
    this.#later.delete(this.loop);
  }

  report(event: string, fields: Omit<WritableEvent, 'event' | 'loop'>): void {
    this.events.push({ event, loop: this.loop, ...fields });
  }

  #create(
    event: string,
    type: string,
    owner: number,
    x: number,
    y: number,
    creator: SyntheticUnit | null,
    by: string,
  ): SyntheticUnit {
    const { index, recycle } = this.#free.pop() ?? { index: this.#nextIndex++, recycle: 1 };
    const tag = index * 2 ** RECYCLE_BITS + recycle;
    const unit = {
      index,
      recycle,
      tag,
      type,
      owner,
      x,
      y,
      alive: true,
      done: event === 'SUnitBornEvent',
      busyUntil: 0,
    };
    this.units.push(unit);
    this.report(event, {
      ...idOf(unit),
      m_unitTypeName: type,
      m_controlPlayerId: owner,
      m_upkeepPlayerId: owner,
      m_x: x,
      m_y: y,
      m_creatorUnitTagIndex: creator?.index ?? null,
      m_creatorUnitTagRecycle: creator?.recycle ?? null,
      m_creatorAbilityName: creator === null ? null : by,
    });
    return unit;
  }

  /** A unit that is there at once, out of `creator` where it has one. */
  born(
    type: string,
    owner: number,
    x: number,
    y: number,
    creator: SyntheticUnit | null = null,
    by = '',
  ): SyntheticUnit {
    return this.#create('SUnitBornEvent', type, owner, x, y, creator, by);
  }

  /** A structure that is begun and finished when its time has passed; `then` is called when it is. */
  build(
    type: string,
    owner: number,
    x: number,
    y: number,
    then: (unit: SyntheticUnit) => void,
  ): SyntheticUnit {
    const unit = this.#create('SUnitInitEvent', type, owner, x, y, null, '');
    this.after(unitByName(type)!.buildLoops, () => {
      if (!unit.alive) return;
      unit.done = true;
      this.report('SUnitDoneEvent', idOf(unit));
      then(unit);
    });
    return unit;
  }

  become(unit: SyntheticUnit, type: string): void {
    unit.type = type;
    this.report('SUnitTypeChangeEvent', { ...idOf(unit), m_unitTypeName: type });
  }

  died(unit: SyntheticUnit, killer: SyntheticUnit | null): void {
    unit.alive = false;
    this.#free.push({ index: unit.index, recycle: unit.recycle + 1 });
    this.report('SUnitDiedEvent', {
      ...idOf(unit),
      m_killerPlayerId: killer?.owner ?? null,
      m_x: unit.x,
      m_y: unit.y,
      m_killerUnitTagIndex: killer?.index ?? null,
      m_killerUnitTagRecycle: killer?.recycle ?? null,
    });
  }

  /** Tells where units are that were hurt. */
  positions(units: readonly SyntheticUnit[]): void {
    const sorted = [...units].sort((a, b) => a.index - b.index);
    const first = sorted[0]?.index ?? 0;
    let last = first;
    const items = sorted.flatMap((unit) => {
      const step = unit.index - last;
      last = unit.index;
      return [step, unit.x, unit.y];
    });
    this.report('SUnitPositionsEvent', { m_firstUnitIndex: first, m_items: items });
  }

  owned(owner: number, ...types: readonly string[]): SyntheticUnit[] {
    return this.units.filter((unit) => unit.alive && unit.owner === owner && types.includes(unit.type));
  }
}

const idOf = ({ index, recycle }: SyntheticUnit): { m_unitTagIndex: number; m_unitTagRecycle: number } => ({
  m_unitTagIndex: index,
  m_unitTagRecycle: recycle,
});
