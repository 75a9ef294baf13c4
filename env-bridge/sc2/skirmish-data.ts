/**
 * What the simulator would answer to RequestData: its units in the API's words, and the special forms of its abilities, which
 * libraries of bots use. Ids, names and links are the game's own (`ResponseData` of patch 5.0.6).
 */

import { RACE } from '../../src/spec/columns.js';
import { ABILITY, SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
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
} as const satisfies Record<UnitSpec['attributes'][number], Attribute>;

/** Special form: id, general form, link, index in the link, friendly name, target. */
const FORMS = [
  [4, ABILITY.stop, 'stop', 0, 'Stop Stop', 'None'],
  [16, ABILITY.move, 'move', 0, 'Move Move', 'PointOrUnit'],
  [18, ABILITY.hold_position, 'move', 2, 'HoldPosition Hold', 'None'],
  [19, ABILITY.attack, 'move', 3, 'Scan Move', 'PointOrUnit'],
  [23, ABILITY.attack, 'attack', 0, 'Attack Attack', 'PointOrUnit'],
] as const satisfies readonly (readonly [number, number, string, number, string, AbilityDataTarget])[];

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
    name: name.charAt(0).toUpperCase() + name.slice(1),
    available: true,
    attributes: unit.attributes.map((attribute) => ATTRIBUTES[attribute]),
    movementSpeed: unit.speed,
    armor: unit.armor,
    weapons: unit.weapon ? [weapon(unit.weapon)] : [],
    foodRequired: unit.food,
    race: apiRace(RACE[unit.race]),
    sightRange: unit.sight,
  };
}

function weapon({
  hitsAir,
  damage,
  bonus,
  attacks,
  range,
  cooldown,
}: NonNullable<UnitSpec['weapon']>): NonNullable<UnitTypeData['weapons']>[number] {
  return {
    type: hitsAir ? 'Any' : 'Ground',
    damage,
    damageBonus: bonus ? [{ attribute: ATTRIBUTES[bonus.attribute], bonus: bonus.damage }] : [],
    attacks,
    range,
    speed: cooldown,
  };
}
