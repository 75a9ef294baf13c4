/** `replay.header` and `replay.details`: self-describing streams, so tags matter and the order does not. */
import {
  BOOL,
  CACHE_HANDLES,
  FOURCC,
  I64,
  OPT_U8,
  TEXT8,
  TEXT10,
  TEXT11,
  TEXT12,
  TOON_HANDLE,
  U2,
  U3,
  U4,
  U6,
  U8,
  U32,
  U64,
} from './common.js';
import { array, blob, byBuild, int, optional, struct } from './language.js';

const VERSION = struct(
  ['m_flags', U8],
  ['m_major', U8],
  ['m_minor', U8],
  ['m_revision', U8],
  ['m_build', U32],
  ['m_baseBuild', U32],
);

const MD5 = struct(['m_dataDeprecated', optional(array(0, U8, 16))], ['m_data', blob(0, 16)]);

/** The header, the archive's user data. */
export const HEADER = struct(
  ['m_signature', TEXT8],
  ['m_version', VERSION],
  ['m_type', U3],
  ['m_elapsedGameLoops', U32],
  ['m_useScaledTime', BOOL],
  ['m_ngdpRootKey', MD5],
  ['m_dataBuildNum', U32],
  ['m_fixedFileHash', MD5, { tag: 7, before: 41743 }],
  ['m_replayCompatibilityHash', MD5, { tag: 7, since: 41743 }],
  ['m_ngdpRootKeyIsDevData', BOOL, { tag: 8, since: 47185 }],
);

const TOON = struct(
  ['m_region', U8],
  ['m_programId', FOURCC],
  ['m_realm', U32],
  ['m_name', TOON_HANDLE],
  ['m_id', U64],
);

const COLOR = struct(['m_a', U8], ['m_r', U8], ['m_g', U8], ['m_b', U8]);

/** 0 to 100; lobbies of co-op missions outgrew seven bits. */
export const HANDICAP = byBuild([0, int(7)], [80669, U32]);

const PLAYER = struct(
  ['m_name', TEXT8],
  ['m_toon', TOON],
  ['m_race', TEXT8],
  ['m_color', COLOR],
  ['m_control', U8],
  ['m_teamId', U4],
  ['m_handicap', HANDICAP],
  ['m_observe', U2],
  ['m_result', U2],
  ['m_workingSetSlotId', OPT_U8],
  ['m_hero', TEXT8],
);

/** `replay.details`. */
export const DETAILS = struct(
  ['m_playerList', optional(array(5, PLAYER))],
  ['m_title', TEXT10],
  ['m_difficulty', TEXT8],
  ['m_thumbnail', struct(['m_file', TEXT11])],
  ['m_isBlizzardMap', BOOL],
  ['m_timeUTC', I64],
  ['m_timeLocalOffset', I64],
  ['m_description', TEXT12],
  ['m_imageFilePath', TEXT11],
  ['m_mapFileName', TEXT11],
  ['m_cacheHandles', optional(CACHE_HANDLES)],
  ['m_miniSave', BOOL],
  ['m_gameSpeed', U3],
  ['m_defaultDifficulty', U6],
  ['m_modPaths', optional(array(6, TEXT11))],
  ['m_campaignIndex', U8],
  ['m_restartAsTransitionMap', optional(BOOL)],
  ['m_disableRecoverGame', BOOL, { since: 48258 }],
);
