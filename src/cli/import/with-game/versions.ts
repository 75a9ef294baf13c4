/** Which game a replay needs, whether it is here, and what is said where it is not. */
import { join } from 'node:path';
import {
  findInstallation,
  machinePlaces,
  type Places,
  whereLooked,
} from '../../../../env-bridge/sc2/client/installation.js';
import { KhalaError } from '../../../spec/errors.js';
import type { NeededVersion } from './source.js';

/** Versions that an error names; more are counted. */
const NAMED = 6;

export const describeVersion = ({ baseBuild, dataHash }: NeededVersion): string =>
  `base build ${baseBuild} with data ${dataHash ?? '(the replay does not say which)'}`;

/** The same text for the same game. */
export const versionKey = ({ baseBuild, dataHash }: NeededVersion): string =>
  `${String(baseBuild).padStart(9, '0')} ${dataHash ?? ''}`;

/** What has to be done where a game is missing, whichever. */
export const WITHOUT =
  'khala doctor FILE says where a version comes from; khala import without --with-game needs no game';

/**
 * Looks whether any of the versions is installed, before replays are opened for nothing.
 * @throws GAME_NOT_FOUND when none is; it says which are missing, and where was looked
 */
export function needAnyVersion(needed: readonly NeededVersion[], places: Places = machinePlaces()): void {
  if (needed.length === 0) return;
  const installation = findInstallation(places);
  const builds = typeof installation === 'string' ? [] : installation.builds;
  if (needed.some(({ baseBuild }) => builds.includes(baseBuild))) return;
  const here =
    typeof installation === 'string'
      ? installation
      : `${join(installation.path, 'Versions')} has ${builds.join(', ')}`;
  throw missing(needed, `${here}; looked at ${whereLooked(places)}`);
}

/** The error that none of these games is there. @param why what there is instead */
export function missing(needed: readonly NeededVersion[], why: string): KhalaError {
  const distinct = [...new Map(needed.map((one) => [versionKey(one), one])).values()];
  const names = distinct.slice(0, NAMED).map(describeVersion);
  const more = distinct.length > NAMED ? `, and ${distinct.length - NAMED} more` : '';
  return new KhalaError(
    'GAME_NOT_FOUND',
    `import --with-game: the replays need StarCraft II of ${names.join(', ')}${more}: ${why}; ${WITHOUT}`,
  );
}
