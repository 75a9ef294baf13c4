/**
 * Buffs: what changes a unit for a while. One row a buff; a unit has a bit for each, and the loop at which it ends.
 * Durations are Liquipedia's, turned from seconds at "faster" into game seconds.
 */
import { BUFF, type BuffName } from '../../../src/spec/game-ids.js';
import { LOOPS_PER_GAME_SECOND } from '../../../src/spec/observation.js';

/** What a unit cannot do, as bits. */
export const CANNOT = { move: 1, attack: 2, cast: 4 } as const;

export interface BuffSpec {
  /** Of the API. */
  readonly id: number;
  /** Game seconds; Infinity until it is switched off. */
  readonly seconds: number;
  /** Factor of the speed. */
  readonly speed: number;
  /** Factor of the rate of fire. */
  readonly rate: number;
  /** Points more, of armour and of shields' armour. */
  readonly armor: number;
  /** CANNOT bits. */
  readonly cannot: number;
  /** Energy a game second that it costs; it ends when there is none. */
  readonly drain: number;
  /** Health a game second that it gives. */
  readonly mends: number;
  /** Points a game second that it takes, armour or not. */
  readonly hurts: number;
  /** More points a hit to armored units. */
  readonly toArmored: number;
  /** Hangs in the air, where weapons against the air hit it. */
  readonly lifts: boolean;
  readonly cloaks: boolean;
  /** Shows who is cloaked or burrowed. */
  readonly reveals: boolean;
  /** Massive and unstoppable units are not slowed or held by it. */
  readonly resisted: boolean;
  /** Ranged weapons reach no farther than the edge. */
  readonly blinds: boolean;
}

const NONE: Omit<BuffSpec, 'id'> = {
  ...{ seconds: 0, speed: 1, rate: 1, armor: 0, cannot: 0, drain: 0, mends: 0, hurts: 0, toArmored: 0 },
  ...{ lifts: false, cloaks: false, reveals: false, resisted: false, blinds: false },
};

const NAMES = Object.keys(BUFF) as BuffName[];
const HELD = CANNOT.move | CANNOT.attack | CANNOT.cast;

const ROWS: Readonly<Record<BuffName, Partial<BuffSpec>>> = {
  stimpack: { seconds: 15, speed: 1.5, rate: 1.5 },
  stimpack_marauder: { seconds: 15, speed: 1.5, rate: 1.5 },
  slow: { seconds: 1.5, speed: 0.5, resisted: true },
  fungal_growth: { seconds: 4, speed: 0.25, hurts: 7.5, reveals: true, resisted: true },
  guardian_shield: {}, // For as long as the unit stands in it.
  psi_storm: {}, // For as long as a storm has no more to do to it.
  afterburners: { seconds: 6, speed: 1.7 },
  // Speed of a charging Zealot: 2.2 times that without the upgrade, which alone is 1.5 (python-sc2's constants).
  charging: { seconds: 2.5, speed: 2.2 / 1.5 },
  prismatic_alignment: { seconds: 20, speed: 0.6, toArmored: 6 },
  graviton_beam: { seconds: 10, cannot: HELD, lifts: true },
  ghost_cloak: { seconds: Number.POSITIVE_INFINITY, cloaks: true, drain: 0.9 },
  banshee_cloak: { seconds: Number.POSITIVE_INFINITY, cloaks: true, drain: 0.9 },
  emp_decloak: { seconds: 10, reveals: true },
  revelation: { seconds: 28, reveals: true },
  blinding_cloud: { blinds: true },
  pulsar_beam: { seconds: Number.POSITIVE_INFINITY, drain: 1.4 },
  barrier: { seconds: 2.8 },
  parasitic_bomb: { seconds: 10 },
  channel_snipe: { seconds: 2 },
  interference_matrix: { seconds: 11, cannot: CANNOT.attack | CANNOT.cast, reveals: true },
  armor_reduction: { seconds: 30, armor: -3 },
  transfusion: { seconds: 10, mends: 5 },
};

export const BUFFS: readonly BuffSpec[] = NAMES.map((name) => ({ ...NONE, id: BUFF[name], ...ROWS[name] }));
/** Places for the ends of a unit's buffs. */
export const BUFF_SLOTS = BUFFS.length;

/** Index of a buff, and its bit. */
export const buffIndex = (name: BuffName): number => NAMES.indexOf(name);
export const buffBit = (name: BuffName): number => 1 << NAMES.indexOf(name);

/** Loops that a buff lasts; never, for those that are switched. */
export const BUFF_LOOPS: readonly number[] = BUFFS.map(({ seconds }) =>
  Number.isFinite(seconds) ? Math.round(seconds * LOOPS_PER_GAME_SECOND) : 0x3fff_ffff,
);
