/**
 * Whether a self-describing header or details have the fields that the contract promises: such a stream may leave out
 * any field, and later code trusts what it got.
 */
import { KhalaError } from '../../../src/spec/errors.js';
import type { DetailsPlayer, ReplayDetails, ReplayHeader } from '../replay.js';
import type { Fields, Value } from '../values.js';

/** Fields without which later code could not do. */
type Needed<T> = readonly (keyof T & string)[];

const HEADER: Needed<ReplayHeader> = ['m_signature', 'm_version', 'm_elapsedGameLoops'];
const VERSION: Needed<ReplayHeader['m_version']> = [
  'm_major',
  'm_minor',
  'm_revision',
  'm_build',
  'm_baseBuild',
];
const DETAILS: Needed<ReplayDetails> = ['m_playerList', 'm_title', 'm_timeUTC', 'm_gameSpeed'];
const PLAYER: Needed<DetailsPlayer> = [
  'm_name',
  'm_race',
  'm_teamId',
  'm_control',
  'm_result',
  'm_observe',
  'm_toon',
];
const TOON: Needed<DetailsPlayer['m_toon']> = ['m_region', 'm_realm', 'm_id'];

/** The header, where it has what every client writes. `name` is the stream's, for messages. @throws KhalaError FILE_CORRUPT */
export function checkedHeader(value: Value, name: string): ReplayHeader {
  const { m_version } = assertFields(value, HEADER, name);
  assertFields(m_version, VERSION, name);
  return value as unknown as ReplayHeader;
}

/** The details, where they have what every client writes. @throws KhalaError FILE_CORRUPT */
export function checkedDetails(value: Value, name: string): ReplayDetails {
  const { m_playerList } = assertFields(value, DETAILS, name);
  for (const player of (m_playerList ?? []) as readonly Value[]) {
    const { m_toon } = assertFields(player, PLAYER, name);
    assertFields(m_toon, TOON, name);
  }
  return value as unknown as ReplayDetails;
}

/** The types of the fields are checked by the reader; here it is that they are there. */
function assertFields(value: Value | undefined, names: readonly string[], name: string): Fields {
  const fields = value as Fields;
  const missing = names.find((field) => fields[field] === undefined);
  if (missing !== undefined) {
    throw new KhalaError(
      'FILE_CORRUPT',
      `reading ${name}: it should have the field ${missing}, got none; get an undamaged copy`,
    );
  }
  return fields;
}
