/** Who plays a synthetic game: he makes workers, supply, buildings and soldiers, and sends the soldiers out. */
import { unitByName } from '../../replays/sc2replay/catalog/units.js';
import type { RaceName } from '../../replays/sc2replay/game/types.js';
import type { Random } from '../../src/spec/random.js';
import type { SyntheticClient } from './synthetic-client.js';
import { RACE_PLANS, type RacePlan } from './synthetic-races.js';
import type { SyntheticUnit, SyntheticWorld } from './synthetic-world.js';

export interface Place {
  readonly x: number;
  readonly y: number;
}

const MINERALS_A_WORKER_LOOP = 0.042;
const MAX_WORKERS = 30;
const MAX_BARRACKS = 3;
const LARVAE = 3;
const LARVA_LOOPS = 176;
const RESEARCH_LOOPS = 1800;
/** Supply that must be left, else more is made first. */
const SPARE_SUPPLY = 3;
/** Soldiers that go out together. */
const BAND = 3;
const ARMY_GROUP = 1;
/** Loops between two actions. */
const PACE = { least: 6, most: 26 } as const;
/** `m_scoreValueFood…` is in units of 1/4096. */
const FOOD_UNIT = 4096;

export class SyntheticPlayer {
  readonly #plan: RacePlan;
  #minerals = 50;
  /** Supply of what is being made. */
  #promised = 0;
  #nextAct = 5;
  #built = 0;
  #researched = false;
  #lost = 0;

  constructor(
    readonly id: number,
    readonly race: RaceName,
    private readonly world: SyntheticWorld,
    private readonly client: SyntheticClient,
    private readonly random: Random,
    private readonly home: Place,
    private readonly enemyHome: Place,
  ) {
    this.#plan = RACE_PLANS[race];
  }

  /** What stands there before the first loop. */
  start(workers: number): void {
    const { x, y } = this.home;
    const hall = this.world.born(this.#plan.townHall, this.id, x, y);
    for (let i = 0; i < workers; i++) this.world.born(this.#plan.worker, this.id, x - 3 + (i % 6), y + 3);
    if (this.race !== 'Zerg') return;
    this.world.born('Overlord', this.id, x + 4, y);
    for (let i = 0; i < LARVAE; i++) this.#larva(hall);
  }

  get soldiers(): readonly SyntheticUnit[] {
    return this.world.owned(this.id, this.#plan.soldier);
  }

  /** Those that are not becoming a building. */
  get workers(): readonly SyntheticUnit[] {
    return this.world.owned(this.id, this.#plan.worker).filter((unit) => unit.busyUntil !== Infinity);
  }

  lose(unit: SyntheticUnit, killer: SyntheticUnit): void {
    this.#lost += costOf(unit.type);
    this.world.died(unit, killer);
  }

  /** One loop. */
  act(): void {
    const { loop } = this.world;
    this.#minerals += this.workers.length * MINERALS_A_WORKER_LOOP;
    if (loop % LARVA_LOOPS === 0) this.#growLarva();
    if (loop < this.#nextAct) return;
    this.#nextAct = loop + PACE.least + this.random.int(PACE.most - PACE.least);
    if (this.#makeSupply()) return;
    const actions = [
      () => this.#make('worker', () => this.workers.length < MAX_WORKERS),
      () => this.#make('soldier', () => this.#finished('barracks').length > 0),
      () => this.#make('soldier', () => this.#finished('barracks').length > 0),
      () => this.#build('barracks', MAX_BARRACKS),
      () => this.#build('laboratory', 1),
      () => this.#build('townHall', 2),
      () => this.#research(),
      () => this.#harvest(),
      () => this.#scout(),
      () => this.#march(),
      () => this.#march(),
    ];
    actions[this.random.int(actions.length)]!();
  }

  /** Statistics as the game reports them. */
  stats(): void {
    const made = this.world.units
      .filter((unit) => unit.alive && unit.done && unit.owner === this.id)
      .reduce((sum, unit) => sum + unitByName(unit.type)!.provides, 0);
    const value = (units: readonly SyntheticUnit[]): number =>
      units.reduce((sum, unit) => sum + costOf(unit.type), 0);
    this.world.report('SPlayerStatsEvent', {
      m_playerId: this.id,
      m_stats: {
        m_scoreValueMineralsCurrent: Math.floor(this.#minerals),
        m_scoreValueMineralsCollectionRate: Math.floor(this.workers.length * MINERALS_A_WORKER_LOOP * 1344),
        m_scoreValueWorkersActiveCount: this.workers.length,
        m_scoreValueMineralsUsedCurrentArmy: value(this.soldiers),
        m_scoreValueMineralsUsedCurrentEconomy: value(this.workers),
        m_scoreValueMineralsLostArmy: this.#lost,
        m_scoreValueFoodUsed: Math.round(this.#food() * FOOD_UNIT),
        m_scoreValueFoodMade: Math.min(made, 200) * FOOD_UNIT,
      },
    });
  }

  /** Supply of units, those included that are being made. */
  #food(): number {
    return this.world.units
      .filter((unit) => unit.alive && unit.owner === this.id && unit.busyUntil !== Infinity)
      .reduce((sum, unit) => sum + unitByName(unit.type)!.food, this.#promised);
  }

  #supplyLeft(): number {
    const made = this.world.units
      .filter((unit) => unit.alive && unit.done && unit.owner === this.id)
      .reduce((sum, unit) => sum + unitByName(unit.type)!.provides, 0);
    return made - this.#food();
  }

  #finished(what: 'townHall' | 'barracks' | 'laboratory'): SyntheticUnit[] {
    return this.world.owned(this.id, this.#plan[what]).filter((unit) => unit.done);
  }

  #larva(hall: SyntheticUnit): void {
    this.world.born('Larva', this.id, hall.x, hall.y - 3, hall, '');
  }

  #growLarva(): void {
    if (this.race !== 'Zerg') return;
    for (const hall of this.#finished('townHall')) {
      if (this.world.owned(this.id, 'Larva').length < LARVAE * 2) this.#larva(hall);
    }
  }

  #pay(type: string, count = 1): boolean {
    const cost = costOf(type) * count;
    if (this.#minerals < cost) return false;
    this.#minerals -= cost;
    return true;
  }

  #makeSupply(): boolean {
    const { supply } = this.#plan;
    const coming = this.world.owned(this.id, supply).some((unit) => !unit.done);
    if (this.#supplyLeft() >= SPARE_SUPPLY || coming || this.world.owned(this.id, 'Egg').length > 2)
      return false;
    return this.race === 'Zerg' ? this.#make('supply', () => true) : this.#build('supply', Infinity);
  }

  /** Trains a unit in an idle building, or out of a larva. */
  #make(what: 'worker' | 'soldier' | 'supply', allowed: () => boolean): boolean {
    const type = this.#plan[what];
    const count = what === 'soldier' ? this.#plan.soldiers : 1;
    const { food, buildLoops } = unitByName(type)!;
    if (!allowed() || this.#supplyLeft() < food * count) return false;
    const makers =
      this.race === 'Zerg'
        ? this.world.owned(this.id, 'Larva')
        : this.#finished(what === 'soldier' ? 'barracks' : 'townHall').filter(
            (one) => one.busyUntil <= this.world.loop,
          );
    const [maker] = makers;
    if (maker === undefined || !this.#pay(type, count)) return false;
    this.client.select([maker]);
    this.client.command(this.#plan.orders[what], { kind: 'none' });
    this.#promised += food * count;
    const appear = (): void => {
      this.#promised -= food * count;
      for (let i = 0; i < count; i++) {
        this.world.born(
          type,
          this.id,
          maker.x + 3,
          maker.y - 3 - i,
          maker,
          this.race === 'Zerg' ? 'LarvaTrain' : '',
        );
      }
    };
    maker.busyUntil = this.world.loop + buildLoops;
    if (this.race === 'Zerg') this.#hatch(maker, buildLoops, appear);
    else this.world.after(buildLoops, () => maker.alive && appear());
    return true;
  }

  /** A larva becomes an egg, gives birth, becomes a larva again and dies, all in one loop. */
  #hatch(larva: SyntheticUnit, loops: number, appear: () => void): void {
    this.world.become(larva, 'Egg');
    this.world.after(2, () => this.client.refresh(larva));
    this.world.after(loops, () => {
      appear();
      this.world.become(larva, 'Larva');
      this.world.died(larva, null);
    });
  }

  /** Sends a worker to build. A drone becomes the building: it counts no more and dies when that is finished. */
  #build(what: 'townHall' | 'supply' | 'barracks' | 'laboratory', most: number): boolean {
    const type = this.#plan[what];
    const worker = this.workers.find((one) => one.busyUntil <= this.world.loop);
    if (worker === undefined || this.world.owned(this.id, type).length >= most || !this.#pay(type))
      return false;
    const side = this.home.x < this.enemyHome.x ? 1 : -1;
    const x = this.home.x + side * (8 + 4 * (this.#built % 6));
    const y = this.home.y + side * (4 * Math.floor(this.#built / 6) - 4);
    this.#built++;
    this.client.select([worker]);
    this.client.command(this.#plan.orders[what], { kind: 'point', x, y });
    this.client.command(this.#plan.harvest, { kind: 'unit', unit: this.#mineralField() }, true);
    worker.busyUntil = this.world.loop + 40;
    this.world.after(24, () => {
      if (!worker.alive) return;
      [worker.x, worker.y] = [x, y];
      if (this.race === 'Zerg') worker.busyUntil = Infinity;
      this.world.build(type, this.id, x, y, () => {
        if (this.race === 'Zerg') this.world.after(1, () => worker.alive && this.world.died(worker, null));
      });
    });
    return true;
  }

  #research(): void {
    const [laboratory] = this.#finished('laboratory');
    if (laboratory === undefined || this.#researched) return;
    this.#researched = true;
    this.client.select([laboratory]);
    this.client.command(this.#plan.orders.upgrade, { kind: 'none' });
    this.world.after(RESEARCH_LOOPS, () =>
      this.world.report('SUpgradeEvent', {
        m_playerId: this.id,
        m_upgradeTypeName: this.#plan.upgrade,
        m_count: 1,
      }),
    );
  }

  #mineralField(): SyntheticUnit {
    const fields = this.world
      .owned(0, 'MineralField')
      .filter((field) => Math.abs(field.x - this.home.x) + Math.abs(field.y - this.home.y) < 20);
    return fields[this.random.int(fields.length)]!;
  }

  #harvest(): void {
    const idle = this.workers.filter((one) => one.busyUntil <= this.world.loop);
    if (idle.length < 2) return;
    this.client.select(idle.slice(0, 3));
    if (this.random.int(3) === 0)
      this.client.deselect(this.client.selected[0]!, this.random.int(2) === 0 ? 'index' : 'mask');
    this.client.command(undefined, { kind: 'unit', unit: this.#mineralField() });
    if (this.random.int(2) === 0) {
      this.world.after(3, () => this.client.retarget({ kind: 'unit', unit: this.#mineralField() }));
    }
  }

  #scout(): void {
    const [scout] = this.workers.filter((one) => one.busyUntil <= this.world.loop);
    if (scout === undefined || this.random.int(3) > 0) return;
    this.client.camera(this.home.x, this.home.y);
    this.client.select([scout]);
    this.client.command('Move_Move', { kind: 'point', x: this.#toward(0.5), y: this.#towardY(0.5) });
    this.client.command('Move_Move', { kind: 'point', ...this.home }, true);
  }

  /** Part of the way to the enemy, in whole cells. */
  #toward(part: number): number {
    return Math.round(this.home.x + (this.enemyHome.x - this.home.x) * part);
  }

  #towardY(part: number): number {
    return Math.round(this.home.y + (this.enemyHome.y - this.home.y) * part);
  }

  #march(): void {
    const band = this.soldiers;
    if (band.length < BAND) return;
    if (this.random.int(3) === 0) {
      this.client.select(band);
      this.client.group(ARMY_GROUP, this.random.int(2) === 0 ? 'set' : 'append');
    } else {
      this.client.group(ARMY_GROUP, 'recall');
    }
    if (this.client.selected.length === 0) this.client.select(band);
    const part = 0.3 + 0.2 * this.random.int(4);
    const target = { kind: 'point', x: this.#toward(part), y: this.#towardY(part) } as const;
    const order = this.random.int(6);
    if (order === 0) this.client.command('Stop_Stop', { kind: 'none' });
    else if (order === 1) this.client.command('HoldPosition_Hold', { kind: 'none' });
    else if (order === 2) this.client.command(undefined, target);
    else this.client.command('Attack_Attack', target);
    if (order < 2) return;
    if (order === 5) this.world.after(4, () => this.client.retarget({ ...target, x: target.x + 1 }));
    const marching = this.client.selected;
    this.world.after(200, () => {
      for (const unit of marching) if (unit.alive) [unit.x, unit.y] = [target.x, target.y];
    });
  }
}

const costOf = (type: string): number => unitByName(type)!.minerals;
