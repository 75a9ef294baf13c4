/**
 * Real messages of the SC2 API, with the facts about them, from the folder beside the checkout. Where it is absent the
 * tests that need it are skipped and say so; hand-made messages cover the same code.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../../../shared/sc2api/', import.meta.url);

interface ImageFacts {
  readonly bits_per_pixel: number;
  readonly size: readonly [number, number];
  readonly bytes: number;
  readonly sha256: string;
  readonly ones?: number;
  readonly min?: number;
  readonly max?: number;
  readonly sum?: number;
}

export interface UnitFacts {
  readonly tag: string;
  readonly unit_type: number;
  readonly alliance: string;
  readonly owner: number;
  readonly pos: readonly [number, number, number];
  readonly facing: number;
  readonly display_type: number;
  readonly health: number;
  readonly build_progress: number;
}

export interface MapFacts {
  readonly game_info?: {
    readonly map_name: string;
    readonly local_map_path: string;
    readonly mod_names: readonly string[];
    readonly map_size: readonly [number, number];
    readonly playable_area: readonly [readonly [number, number], readonly [number, number]];
    readonly start_locations: readonly (readonly [number, number])[];
    readonly pathing_grid: ImageFacts;
    readonly terrain_height: ImageFacts;
    readonly placement_grid: ImageFacts;
    readonly player_info: readonly {
      readonly player_id: number;
      readonly type: string;
      readonly race_requested: string;
      readonly race_actual?: string;
      readonly difficulty?: string;
    }[];
    readonly options: Readonly<Record<string, boolean>>;
  };
  readonly observation: {
    readonly game_loop: number;
    readonly player_common: Readonly<Record<string, number>>;
    readonly alerts: number;
    readonly abilities: number;
    readonly score_present: boolean;
    readonly actions: number;
    readonly action_errors: number;
    readonly player_result: number;
    readonly chat: number;
    readonly top_level_fields: readonly string[];
    readonly score?: number;
    readonly units_total: number;
    readonly units_by_alliance: Readonly<Record<string, number>>;
    readonly units_by_type: readonly {
      readonly alliance: string;
      readonly unit_type: number;
      readonly count: number;
    }[];
    readonly sums: {
      readonly pos_x: number;
      readonly pos_y: number;
      readonly health: number;
      readonly shield: number;
      readonly energy: number;
      readonly mineral_contents: number;
      readonly vespene_contents: number;
      readonly radius: number;
      readonly orders: number;
      readonly tag_xor: string;
    };
    readonly first_units: readonly UnitFacts[];
    readonly map_state: { readonly visibility: ImageFacts; readonly creep: ImageFacts };
    readonly raw_effects: number;
    readonly upgrade_ids: readonly number[];
    readonly camera: readonly [number, number];
    readonly power_sources: number;
    readonly feature_layers?: { readonly renders: Readonly<Record<string, ImageFacts>> };
  };
  readonly data?: {
    readonly abilities: number;
    readonly units: number;
    readonly upgrades: number;
    readonly buffs: number;
    readonly effects: number;
    readonly abilities_available: number;
    readonly abilities_remapped: number;
    readonly abilities_target: Readonly<Record<string, number>>;
    readonly units_available: number;
    readonly units_with_weapons: number;
    readonly weapons_total: number;
    readonly mineral_cost_sum: number;
    readonly vespene_cost_sum: number;
    readonly upgrade_cost_sum: readonly [number, number];
    readonly samples: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  readonly files: Readonly<Record<string, { readonly bytes?: number; readonly sha256?: string }>>;
}

export const hasShared = existsSync(FOLDER);
if (!hasShared)
  process.stderr.write('shared/sc2api is not here: tests on real SC2 API messages are skipped\n');

/** Facts by map; empty where the folder is absent. */
export const FACTS: Readonly<Record<string, MapFacts>> = hasShared
  ? (JSON.parse(readFileSync(new URL('facts.json', FOLDER), 'utf8')) as Record<string, MapFacts>)
  : {};

/** @example realMessage('ZenLE', 'observation.pb') */
export function realMessage(map: string, file: string): Uint8Array {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(`${map}/${file}`, FOLDER))));
}
