/** Types that several streams share. */
import { array, blob, choice, int, optional, struct, type Type } from './language.js';

export const BOOL: Type = { kind: 'bool' };
export const NULL: Type = { kind: 'null' };
export const FOURCC: Type = { kind: 'fourcc' };

export const U1 = int(1);
export const U2 = int(2);
export const U3 = int(3);
export const U4 = int(4);
export const U5 = int(5);
export const U6 = int(6);
export const U7 = int(7);
export const U8 = int(8);
export const U16 = int(16);
export const U32 = int(32);
export const U64: Type = { kind: 'bigint', bits: 64, min: 0n };
export const I8 = int(8, -(2 ** 7));
export const I16 = int(16, -(2 ** 15));
export const I32 = int(32, -(2 ** 31));
export const I64: Type = { kind: 'bigint', bits: 64, min: -(2n ** 63n) };

export const OPT_U4 = optional(U4);
export const OPT_U8 = optional(U8);
export const OPT_U16 = optional(U16);
export const OPT_U32 = optional(U32);

/** Names, clan tags, short texts: up to 255 bytes. */
export const TEXT8 = blob(8);
export const TEXT10 = blob(10);
export const TEXT11 = blob(11);
export const TEXT12 = blob(12);
/** The text form of an account: region, game, realm and number. */
export const TOON_HANDLE = blob(7);
/** Skins, heroes, hotkey profiles. */
export const LINK_NAME = blob(9);
/** A file of the game's cache by kind, region and SHA-256: always 40 bytes. */
export const CACHE_HANDLE = blob(0, 40);
export const CACHE_HANDLES = array(6, CACHE_HANDLE);

export const POINT_I32 = struct(['x', I32], ['y', I32]);
export const POINT3_I32 = struct(['x', I32], ['y', I32], ['z', I32]);
/** How many game loops passed since the event before: a number in one of four widths. */
export const LOOP_DELTA = choice(2, {
  0: ['m_uint6', U6],
  1: ['m_uint14', int(14)],
  2: ['m_uint22', int(22)],
  3: ['m_uint32', U32],
});
