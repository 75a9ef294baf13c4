/** What of StarCraft II is installed here; the game is not started. */
import {
  findInstallation,
  type Installation,
  listMaps,
  machinePlaces,
  type Places,
} from '../../../env-bridge/sc2/client/installation.js';

export interface StarCraftReport {
  readonly found: boolean;
  /** Folder of the installation; null when there is none. */
  readonly path: string | null;
  /** Newest installed build (`Base75689`); null when there is none. */
  readonly build: string | null;
  /** Base builds that can be started, the newest first. */
  readonly builds: readonly number[];
  /** Maps, as paths below its folder `Maps`. */
  readonly maps: readonly string[];
  /** Where it was found, or what to do. */
  readonly note: string;
}

export function reportStarCraft(places: Places = machinePlaces()): StarCraftReport {
  const installation = findInstallation(places);
  if (typeof installation === 'string')
    return { found: false, path: null, build: null, builds: [], maps: [], note: installation };
  return describe(installation);
}

function describe(installation: Installation): StarCraftReport {
  const { path, builds, foundBy } = installation;
  return {
    ...{ found: true, path, build: `Base${builds[0]}`, builds, maps: listMaps(installation) },
    note: `found by ${foundBy}`,
  };
}
