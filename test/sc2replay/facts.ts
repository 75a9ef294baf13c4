/**
 * Fact tables that the catalog was made from. They lie beside the repository, never in it; tests that need them are
 * skipped where they are not: `describe.skipIf(!factsThere)`.
 */
import { existsSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../shared/facts/', import.meta.url);

export const factsThere = existsSync(FOLDER);
if (!factsThere) console.warn(`no fact tables at ${FOLDER.pathname}: their tests are skipped`);

interface UnitRow {
  readonly unit_id: number;
  readonly name: string;
  readonly race: string;
  readonly sight_range: number;
  readonly movement_speed: number;
  readonly food_required: number;
  readonly food_provided: number;
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

interface Facts {
  readonly units: readonly UnitRow[];
  readonly abilities: readonly AbilityRow[];
  readonly upgrades: readonly UpgradeRow[];
  readonly replay_links_observed: ObservedLinks;
}

/** A fact table by its name. */
export const readFacts = <Name extends keyof Facts>(name: Name): Facts[Name] =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Facts[Name];
