/**
 * What a row of the unit table says. Times are game seconds (16 loops), as in the game's data; lengths are cells, damage and
 * life are points.
 */
import type { UnitName, UpgradeName } from '../../../src/spec/game-ids.js';

export type Race = 'terran' | 'zerg' | 'protoss';
export type Attribute =
  | 'light'
  | 'armored'
  | 'biological'
  | 'mechanical'
  | 'psionic'
  | 'massive'
  | 'structure';

export interface Bonus {
  readonly attribute: Attribute;
  readonly damage: number;
}

/**
 * Who else a shot hurts, besides its target.
 * - `rings`: around the target, each ring's part of the damage for those whose edge it reaches, innermost first
 * - `line`: from the shooter towards the target, `length` long and `half` wide to each side
 * - `across`: a line through the target, at a right angle to the shot
 * - `arc`: in front of the shooter, within `length` of its edge and a cosine of `cos` to the shot
 * - `bounce`: from body to body, at most `reach` apart, each part of the damage in turn
 */
export type Splash =
  | {
      readonly shape: 'rings';
      readonly rings: readonly (readonly [radius: number, part: number])[];
      /** Whether it hurts the shooter's own side too. */
      readonly friendly?: boolean;
      /** Points for those who are not the target, where these are others, and more for those who have shields left. */
      readonly damage?: number;
      readonly toShields?: number;
    }
  | { readonly shape: 'line'; readonly length: number; readonly half: number }
  | { readonly shape: 'across'; readonly half: number; readonly depth: number }
  | { readonly shape: 'arc'; readonly length: number; readonly cos: number; readonly part: number }
  | { readonly shape: 'bounce'; readonly reach: number; readonly parts: readonly number[] };

export interface WeaponSpec {
  readonly hits: 'ground' | 'air' | 'any';
  /** Points a hit, before armour. */
  readonly damage: number;
  /** Hits a shot; armour is subtracted from each. */
  readonly attacks: number;
  /** More damage a hit to units with an attribute. */
  readonly bonuses: readonly Bonus[];
  /** More damage a hit to whoever has shields left. */
  readonly toShields: number;
  /** Cells, from edge to edge. */
  readonly range: number;
  /** Nothing nearer than this can be hit. */
  readonly least: number;
  /** Game seconds from shot to shot. */
  readonly cooldown: number;
  /** Game seconds from aiming to the hit; who moves before it loses the shot. */
  readonly damagePoint: number;
  readonly splash: Splash | null;
  /** More damage a hit for each level of the weapon's upgrade, and of each bonus. */
  readonly level: number;
  readonly bonusLevel: readonly Bonus[];
}

export interface HealSpec {
  /** Cells, from edge to edge. */
  readonly range: number;
  /** Health a game second. */
  readonly rate: number;
  /** Health for one point of energy. */
  readonly healthPerEnergy: number;
}

export interface UnitSpec {
  /** Unit type id of the SC2 API. */
  readonly id: number;
  readonly race: Race;
  readonly attributes: readonly Attribute[];
  readonly health: number;
  readonly shield: number;
  readonly energy: number;
  readonly energyStart: number;
  readonly armor: number;
  /** Cells a game second. */
  readonly speed: number;
  readonly radius: number;
  readonly sight: number;
  readonly flying: boolean;
  /** Slots that it can carry. */
  readonly cargo: number;
  /** Slots that it takes in a transport; 0 for those who cannot be carried. */
  readonly size: number;
  readonly food: number;
  readonly weapons: readonly WeaponSpec[];
  /** The first of its weapons, by which a unit type is judged at a glance. */
  readonly weapon: WeaponSpec | null;
  readonly heal: HealSpec | null;
  /** Cells within which it reveals who is cloaked or burrowed; 0 none. */
  readonly detection: number;
  readonly weaponUpgrade: UpgradeName | null;
  readonly armorUpgrade: UpgradeName | null;
  /** Health a game second, always. */
  readonly regeneration: number;
  /** Health a game second once it has not been hurt for as long as shields wait. */
  readonly rest: number;
  /** The form that it has by nature, where this is another one of it. */
  readonly base: UnitName | null;
  /** Units that it may call into being at one time. */
  readonly spawns: number;
  readonly traits: ReadonlySet<Trait>;
}

/**
 * - `burrowed`: under the ground: hidden, touches nobody
 * - `cloaked`: always hidden
 * - `untouchable`: nothing can hurt or target it
 * - `ghostly`: walks through others
 * - `rooted`: cannot be pushed
 * - `tall`: is hit by weapons against the ground and against the air alike
 * - `unstoppable`: neither slowed nor held
 * - `fires_moving`: shoots as it moves
 * - `suicide`: dies of its attack, and bursts when it dies
 * - `zoned`: shoots only into the zone that it was set on
 * - `beam`: shoots only while its beam is switched on
 * - `barrier`: shields itself when it is hurt
 * - `charges`, `concussive`: with the upgrade of that name
 * - `brood`: its shots leave a Broodling
 * - `climbs`: walks up and down cliffs
 * - `fighter`: takes part in the fight though it has no weapon of its own now
 */
export type Trait =
  | 'burrowed'
  | 'cloaked'
  | 'untouchable'
  | 'ghostly'
  | 'rooted'
  | 'tall'
  | 'unstoppable'
  | 'fires_moving'
  | 'suicide'
  | 'zoned'
  | 'beam'
  | 'barrier'
  | 'charges'
  | 'concussive'
  | 'brood'
  | 'climbs'
  | 'fighter';

/** The engine's own default for a weapon's damage point, where no other value is published. Game seconds. */
const DEFAULT_DAMAGE_POINT = 0.167;

type GunDetails = Partial<
  Pick<
    WeaponSpec,
    'attacks' | 'bonuses' | 'toShields' | 'least' | 'damagePoint' | 'splash' | 'level' | 'bonusLevel'
  >
>;

/** A weapon. @param cooldown game seconds */
export function gun(
  hits: WeaponSpec['hits'],
  damage: number,
  range: number,
  cooldown: number,
  details: GunDetails = {},
): WeaponSpec {
  return {
    ...{ hits, damage, range, cooldown, attacks: 1, bonuses: [], toShields: 0, least: 0 },
    ...{ damagePoint: DEFAULT_DAMAGE_POINT, splash: null, level: 1, bonusLevel: [], ...details },
  };
}

/** More damage to one attribute. @example plus('armored', 10) */
export function plus(attribute: Attribute, damage: number): readonly Bonus[] {
  return [{ attribute, damage }];
}

/** A row as it is written: what it leaves out is none. */
export interface UnitRow extends Partial<Omit<UnitSpec, 'id' | 'race' | 'attributes' | 'weapon' | 'traits'>> {
  /** Attributes, with spaces between. */
  readonly is: string;
  readonly health: number;
  readonly speed: number;
  readonly radius: number;
  readonly sight: number;
  readonly traits?: readonly Trait[];
}

/** Fills in what a row leaves out. */
export function fillRow(id: number, race: Race, row: UnitRow): UnitSpec {
  const { is, traits = [], weapons = [], ...rest } = row;
  return {
    ...{
      id,
      race,
      shield: 0,
      energy: 0,
      energyStart: 0,
      armor: 0,
      flying: false,
      cargo: 0,
      size: 0,
      food: 0,
    },
    ...{ heal: null, detection: 0, weaponUpgrade: null, armorUpgrade: null, regeneration: 0, rest: 0 },
    ...{ base: null, spawns: 0, ...rest },
    attributes: is.split(' ').filter((word) => word !== '') as Attribute[],
    weapons,
    weapon: weapons[0] ?? null,
    traits: new Set(traits),
  };
}

/** The same unit under the ground: nothing of it shows, and it neither walks nor fights. */
export function burrowed(base: UnitName, row: UnitRow, change: Partial<UnitRow>): UnitRow {
  const traits: readonly Trait[] = ['burrowed', 'rooted', 'ghostly', 'fighter'];
  return { ...row, speed: 0, size: 0, weapons: [], base, traits, ...change };
}
