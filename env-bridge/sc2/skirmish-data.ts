/**
 * What the simulator would answer to RequestData: its units in the API's words, and the special forms of its abilities, which
 * libraries of bots use. Ids, names and links are the game's own (`ResponseData` of patch 5.0.6).
 */

import { RACE } from '../../src/spec/columns.js';
import type { UnitName } from '../../src/spec/game-ids.js';
import { ABILITY, SKIRMISH_VOCABULARY, UNIT_TYPE } from '../../src/spec/vocabulary.js';
import { KINDS, type UnitSpec } from '../skirmish/index.js';
import { dataOfVocabulary } from './data.js';
import { apiRace } from './game-info.js';
import type { AbilityDataTarget, Attribute } from './schema/enums.js';
import type { AbilityData, ResponseData, UnitTypeData } from './schema/messages.js';

const ATTRIBUTES = {
  light: 'Light',
  armored: 'Armored',
  biological: 'Biological',
  mechanical: 'Mechanical',
  psionic: 'Psionic',
  massive: 'Massive',
  structure: 'Structure',
} as const satisfies Record<UnitSpec['attributes'][number], Attribute>;

type FormRow = readonly [
  id: number,
  general: number,
  linkName: string,
  linkIndex: number,
  friendlyName: string,
  target: AbilityDataTarget,
  /** Who uses it; left out for those that are everybody's. */
  users?: readonly UnitName[],
];

/** Special forms: bots name them, and so do answers to queries. */
const FORMS: readonly FormRow[] = [
  [4, ABILITY.stop, 'stop', 0, 'Stop Stop', 'None'],
  [16, ABILITY.move, 'move', 0, 'Move Move', 'PointOrUnit'],
  [18, ABILITY.hold_position, 'move', 2, 'HoldPosition Hold', 'None'],
  [19, ABILITY.attack, 'move', 3, 'Scan Move', 'PointOrUnit'],
  [23, ABILITY.attack, 'attack', 0, 'Attack Attack', 'PointOrUnit'],
  [253, ABILITY.effect_stim, 'StimpackMarauder', 0, 'Effect Stim Marauder', 'None', ['marauder']],
  [380, ABILITY.effect_stim, 'Stimpack', 0, 'Effect Stim Marine', 'None', ['marine']],
  [382, ABILITY.cloak_on, 'GhostCloak', 0, 'Behavior CloakOn Ghost', 'None', ['ghost']],
  [383, ABILITY.cloak_off, 'GhostCloak', 1, 'Behavior CloakOff Ghost', 'None', ['ghost']],
  [392, ABILITY.cloak_on, 'BansheeCloak', 0, 'Behavior CloakOn Banshee', 'None', ['banshee']],
  [393, ABILITY.cloak_off, 'BansheeCloak', 1, 'Behavior CloakOff Banshee', 'None', ['banshee']],
  [394, ABILITY.load, 'MedivacTransport', 0, 'Load Medivac', 'Unit', ['medivac']],
  [396, ABILITY.unload_all_at, 'MedivacTransport', 2, 'UnloadAllAt Medivac', 'PointOrUnit', ['medivac']],
  [911, ABILITY.load, 'WarpPrismTransport', 0, 'Load WarpPrism', 'Unit', ['warp_prism']],
  [
    913,
    ABILITY.unload_all_at,
    'WarpPrismTransport',
    2,
    'UnloadAllAt WarpPrism',
    'PointOrUnit',
    ['warp_prism'],
  ],
  [1374, ABILITY.burrow_down, 'BurrowBanelingDown', 0, 'BurrowDown Baneling', 'None', ['baneling']],
  [1376, ABILITY.burrow_up, 'BurrowBanelingUp', 0, 'BurrowUp Baneling', 'None', ['baneling_burrowed']],
  [1378, ABILITY.burrow_down, 'BurrowDroneDown', 0, 'BurrowDown Drone', 'None', ['drone']],
  [1380, ABILITY.burrow_up, 'BurrowDroneUp', 0, 'BurrowUp Drone', 'None', ['drone_burrowed']],
  [1382, ABILITY.burrow_down, 'BurrowHydraliskDown', 0, 'BurrowDown Hydralisk', 'None', ['hydralisk']],
  [1384, ABILITY.burrow_up, 'BurrowHydraliskUp', 0, 'BurrowUp Hydralisk', 'None', ['hydralisk_burrowed']],
  [1386, ABILITY.burrow_down, 'BurrowRoachDown', 0, 'BurrowDown Roach', 'None', ['roach']],
  [1388, ABILITY.burrow_up, 'BurrowRoachUp', 0, 'BurrowUp Roach', 'None', ['roach_burrowed']],
  [1390, ABILITY.burrow_down, 'BurrowZerglingDown', 0, 'BurrowDown Zergling', 'None', ['zergling']],
  [1392, ABILITY.burrow_up, 'BurrowZerglingUp', 0, 'BurrowUp Zergling', 'None', ['zergling_burrowed']],
  [1433, ABILITY.burrow_down, 'BurrowQueenDown', 0, 'BurrowDown Queen', 'None', ['queen']],
  [1435, ABILITY.burrow_up, 'BurrowQueenUp', 0, 'BurrowUp Queen', 'None', ['queen_burrowed']],
  [1442, ABILITY.effect_blink, 'Blink', 0, 'Effect Blink Stalker', 'Point', ['stalker']],
  [1444, ABILITY.burrow_down, 'BurrowInfestorDown', 0, 'BurrowDown Infestor', 'None', ['infestor']],
  [1446, ABILITY.burrow_up, 'BurrowInfestorUp', 0, 'BurrowUp Infestor', 'None', ['infestor_burrowed']],
  [1512, ABILITY.burrow_down, 'BurrowUltraliskDown', 0, 'BurrowDown Ultralisk', 'None', ['ultralisk']],
  [1514, ABILITY.burrow_up, 'BurrowUltraliskUp', 0, 'BurrowUp Ultralisk', 'None', ['ultralisk_burrowed']],
  [
    2014,
    ABILITY.burrow_down,
    'MorphToSwarmHostBurrowedMP',
    0,
    'BurrowDown SwarmHost',
    'None',
    ['swarm_host'],
  ],
  [2016, ABILITY.burrow_up, 'MorphToSwarmHostMP', 0, 'BurrowUp SwarmHost', 'None', ['swarm_host_burrowed']],
  [2095, ABILITY.burrow_down, 'WidowMineBurrow', 0, 'BurrowDown WidowMine', 'None', ['widow_mine']],
  [2097, ABILITY.burrow_up, 'WidowMineUnburrow', 0, 'BurrowUp WidowMine', 'None', ['widow_mine_burrowed']],
  [2108, ABILITY.burrow_down, 'BurrowLurkerMPDown', 0, 'BurrowDown Lurker', 'None', ['lurker']],
  [2110, ABILITY.burrow_up, 'BurrowLurkerMPUp', 0, 'BurrowUp Lurker', 'None', ['lurker_burrowed']],
  [2340, ABILITY.burrow_down, 'BurrowRavagerDown', 0, 'BurrowDown Ravager', 'None', ['ravager']],
  [2342, ABILITY.burrow_up, 'BurrowRavagerUp', 0, 'BurrowUp Ravager', 'None', ['ravager_burrowed']],
  [
    2596,
    ABILITY.cancel,
    'AdeptShadePhaseShiftCancel',
    0,
    'Cancel AdeptShadePhaseShift',
    'None',
    ['adept_shade'],
  ],
  [2700, ABILITY.effect_blink, 'DarkTemplarBlink', 0, 'Effect ShadowStride', 'Point', ['dark_templar']],
];
const FORM_USERS = new Map(FORMS.map(([id, , , , , , users]) => [id, users?.map((name) => UNIT_TYPE[name])]));

/** Whether a special form of an ability is that of this unit type. */
export function isFormOf(ability: number, unitType: number): boolean {
  const users: readonly number[] | undefined = FORM_USERS.get(ability);
  return users === undefined || users.includes(unitType);
}

const NAMES = new Map(SKIRMISH_VOCABULARY.unitTypes.map(({ id, name }) => [id, name]));

/** @example encodeResponse({ data: skirmishData() }) */
export function skirmishData(): ResponseData {
  return dataOfVocabulary(
    SKIRMISH_VOCABULARY,
    KINDS.map(unitTypeData),
    FORMS.map(
      ([abilityId, general, linkName, linkIndex, friendlyName, target]): AbilityData => ({
        abilityId,
        linkName,
        linkIndex,
        friendlyName,
        remapsToAbilityId: general,
        available: true,
        target,
      }),
    ),
  );
}

function unitTypeData(unit: UnitSpec): UnitTypeData {
  const name = NAMES.get(unit.id) ?? '';
  return {
    unitId: unit.id,
    name: name
      .split('_')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
    available: true,
    attributes: unit.attributes.map((attribute) => ATTRIBUTES[attribute]),
    movementSpeed: unit.speed,
    armor: unit.armor,
    weapons: unit.weapons.map(weapon),
    cargoSize: unit.size,
    foodRequired: unit.food,
    race: apiRace(RACE[unit.race]),
    sightRange: unit.sight,
  };
}

const HITS = { ground: 'Ground', air: 'Air', any: 'Any' } as const;

function weapon({
  hits,
  damage,
  bonuses,
  attacks,
  range,
  cooldown,
}: UnitSpec['weapons'][number]): NonNullable<UnitTypeData['weapons']>[number] {
  return {
    type: HITS[hits],
    damage,
    damageBonus: bonuses.map((bonus) => ({ attribute: ATTRIBUTES[bonus.attribute], bonus: bonus.damage })),
    attacks,
    range,
    speed: cooldown,
  };
}
