/** What the players of a synthetic game own, make and order, by race: names of the game's catalog and of its API. */
import type { RaceName } from '../../replays/sc2replay/game/types.js';

export interface RacePlan {
  readonly townHall: string;
  readonly worker: string;
  /** What gives supply: a structure, or an overlord out of a larva. */
  readonly supply: string;
  readonly barracks: string;
  readonly soldier: string;
  /** How many come out at once. */
  readonly soldiers: number;
  readonly laboratory: string;
  readonly upgrade: string;
  readonly orders: {
    readonly [what in
      | 'townHall'
      | 'worker'
      | 'supply'
      | 'barracks'
      | 'soldier'
      | 'laboratory'
      | 'upgrade']: string;
  };
  readonly harvest: string;
}

export const RACE_PLANS: Readonly<Record<RaceName, RacePlan>> = {
  Terran: {
    townHall: 'CommandCenter',
    worker: 'SCV',
    supply: 'SupplyDepot',
    barracks: 'Barracks',
    soldier: 'Marine',
    soldiers: 1,
    laboratory: 'EngineeringBay',
    upgrade: 'TerranInfantryWeaponsLevel1',
    orders: {
      townHall: 'Build_CommandCenter',
      worker: 'Train_SCV',
      supply: 'Build_SupplyDepot',
      barracks: 'Build_Barracks',
      soldier: 'Train_Marine',
      laboratory: 'Build_EngineeringBay',
      upgrade: 'Research_TerranInfantryWeaponsLevel1',
    },
    harvest: 'Harvest_Gather_SCV',
  },
  Zerg: {
    townHall: 'Hatchery',
    worker: 'Drone',
    supply: 'Overlord',
    barracks: 'SpawningPool',
    soldier: 'Zergling',
    soldiers: 2,
    laboratory: 'EvolutionChamber',
    upgrade: 'ZergMeleeWeaponsLevel1',
    orders: {
      townHall: 'Build_Hatchery',
      worker: 'Train_Drone',
      supply: 'Train_Overlord',
      barracks: 'Build_SpawningPool',
      soldier: 'Train_Zergling',
      laboratory: 'Build_EvolutionChamber',
      upgrade: 'Research_ZergMeleeWeaponsLevel1',
    },
    harvest: 'Harvest_Gather_Drone',
  },
  Protoss: {
    townHall: 'Nexus',
    worker: 'Probe',
    supply: 'Pylon',
    barracks: 'Gateway',
    soldier: 'Zealot',
    soldiers: 1,
    laboratory: 'Forge',
    upgrade: 'ProtossGroundWeaponsLevel1',
    orders: {
      townHall: 'Build_Nexus',
      worker: 'Train_Probe',
      supply: 'Build_Pylon',
      barracks: 'Build_Gateway',
      soldier: 'Train_Zealot',
      laboratory: 'Build_Forge',
      upgrade: 'Research_ProtossGroundWeaponsLevel1',
    },
    harvest: 'Harvest_Gather_Probe',
  },
};
