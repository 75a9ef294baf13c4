/**
 * Fact tables that the catalog was made from. They lie beside the repository, never in it; tests that need them are
 * skipped where they are not: `describe.skipIf(!factsThere)`.
 */
import { existsSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../shared/facts/', import.meta.url);

export const factsThere = existsSync(FOLDER);
if (!factsThere) console.warn(`no fact tables at ${FOLDER.pathname}: their tests are skipped`);

interface WeaponRow {
  readonly type: 'Ground' | 'Air' | 'Any';
  readonly damage: number;
  readonly attacks: number;
  readonly range: number;
  readonly cooldown: number;
  readonly bonuses: readonly { readonly attribute: string; readonly bonus: number }[];
}

interface UnitRow {
  readonly unit_id: number;
  readonly name: string;
  readonly race: string;
  readonly max_health: number;
  readonly max_shield: number | null;
  readonly max_energy: number | null;
  readonly start_energy: number | null;
  readonly armor: number;
  readonly attributes: readonly string[];
  readonly weapons: readonly WeaponRow[];
  readonly sight_range: number;
  readonly detection_range: number | null;
  readonly movement_speed: number;
  readonly food_required: number;
  readonly food_provided: number;
  readonly cargo_size: number;
  readonly cargo_capacity: number | null;
  readonly is_flying?: boolean;
  readonly radius?: number | null;
}

interface AbilityRow {
  readonly ability_id: number;
  readonly link_name: string;
  readonly link_index: number;
  readonly friendly_name: string;
  readonly remaps_to_ability_id: number | null;
  readonly target: string | null;
  readonly cast_range: number | null;
  readonly used_by?: readonly number[];
}

interface UpgradeRow {
  readonly upgrade_id: number;
  readonly name: string;
  readonly mineral_cost: number;
}

interface ObservedLinks {
  /** By base build, then by link. */
  readonly observedAbilityLinks: {
    readonly [baseBuild: string]: {
      readonly [link: string]: {
        readonly count: number;
        /** How often each command index was seen. */
        readonly commandIndexes: { readonly [index: string]: number };
        /** How often each unit type was among the selected. */
        readonly selectedUnits: { readonly [name: string]: number };
      };
    };
  };
}

interface BuffsAndEffects {
  readonly buffs: readonly { readonly buff_id: number }[];
}

interface UpgradeBonuses {
  /** By unit, then by kind of target (1 ground, 2 air, 3 any), then by attribute: points a level. */
  readonly DAMAGE_BONUS_PER_UPGRADE: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>
  >;
}

interface Facts {
  readonly units: readonly UnitRow[];
  readonly abilities: readonly AbilityRow[];
  readonly upgrades: readonly UpgradeRow[];
  readonly buffs_effects: BuffsAndEffects;
  readonly upgrade_bonuses: UpgradeBonuses;
  readonly replay_links_observed: ObservedLinks;
}

/** A fact table by its name. */
export const readFacts = <Name extends keyof Facts>(name: Name): Facts[Name] =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Facts[Name];
