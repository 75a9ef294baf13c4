/**
 * Puts the armies on the field at the start of a match. All randomness of a match is here: what follows is decided by
 * the players alone.
 */
import type { Random } from '../../src/spec/random.js';
import type { Scenario } from './scenario.js';
import { type Placement, walkableX, walkableY } from './state.js';
import { KIND, type Kind, kindOf, type UnitName } from './units.js';

/** Cells between neighbours of a formation: the widest ground unit fits. */
const SPACING = 1.3;
/** Units a rank. */
const RANK = 5;
/** Cells by which each unit and each side are moved at random, in both directions. */
const UNIT_JITTER = 0.25;
const SIDE_JITTER = 1.5;
/** Radius of the ring, as part of the distance between two sides that face each other: no fight begins by itself. */
const RING = 2 / 3;
/** Groups of a ring around the side in the middle. */
const RING_GROUPS = 4;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The units of both sides with their places and tags, drawn from `random`. */
export function deploy(scenario: Scenario, random: Random): Placement[] {
  const army = byReach(drawArmy(scenario, random));
  const centre = { x: scenario.width / 2, y: scenario.height / 2 };
  const places = drawPlaces(scenario, army.length, random);
  const placements: Placement[] = [];
  for (const player of [1, 2])
    for (const [i, kind] of army.entries()) {
      const place = places[player - 1][i];
      const radius = KIND.radius[kind];
      const x = walkableX(scenario, radius, centre.x + place.x + jitter(random, UNIT_JITTER));
      const y = walkableY(scenario, radius, centre.y + place.y + jitter(random, UNIT_JITTER));
      placements.push({ player, kind, x, y, facing: player === 1 ? 1 : -1, tag: 0n });
    }
  const tags = drawTags(placements.length, random);
  return placements.map((placement, i) => ({ ...placement, tag: tags[i] }));
}

function drawArmy(scenario: Scenario, random: Random): Kind[] {
  const { armies } = scenario;
  if (armies.kind === 'fixed')
    return Object.entries(armies.army).flatMap(([name, count]) =>
      Array.from({ length: count }, () => kindOf(name as UnitName)),
    );
  const weights = Object.entries(armies.races[random.int(armies.races.length)]);
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const draw = (): Kind => {
    let left = random.next() * total;
    for (const [name, weight] of weights) {
      left -= weight;
      if (left < 0) return kindOf(name as UnitName);
    }
    return kindOf(weights[weights.length - 1][0] as UnitName);
  };
  // An army without weapons could only lose (SMACv2 forbids it too), so it is drawn again.
  for (;;) {
    const army = Array.from({ length: armies.size }, draw);
    if (army.some((kind) => KIND.fighter[kind] === 1)) return army;
  }
}

/** Short arms in front: the first place of a formation is the foremost. Healers last. */
function byReach(army: readonly Kind[]): Kind[] {
  const reach = (kind: Kind): number =>
    KIND.armed[kind] === 1 ? KIND.range[kind] : Number.POSITIVE_INFINITY;
  return [...army].sort((a, b) => Math.sign(reach(a) - reach(b)) || a - b);
}

/** Places of both sides, relative to the middle of the field. */
function drawPlaces(scenario: Scenario, size: number, random: Random): [Place[], Place[]] {
  if (scenario.armies.kind === 'drawn' && random.next() < scenario.armies.surround) {
    const middle = formation(size, 1, { x: 0, y: 0 });
    const ring = ringAround(size, scenario.distance * RING, random.next() * 2 * Math.PI);
    return random.int(2) === 0 ? [middle, ring] : [ring, middle];
  }
  const half = scenario.distance / 2;
  const left = formation(size, 1, { x: -half, y: jitter(random, SIDE_JITTER) });
  const right = formation(size, -1, { x: half, y: jitter(random, SIDE_JITTER) });
  return [left, right];
}

/** Ranks one behind the other, the first towards `ahead` (1 right, -1 left), each centred. */
function formation(size: number, ahead: 1 | -1, centre: Place): Place[] {
  const ranks = Math.ceil(size / RANK);
  return Array.from({ length: size }, (_, i) => {
    const rank = Math.floor(i / RANK);
    const inRank = Math.min(RANK, size - rank * RANK);
    return {
      x: centre.x + ahead * ((ranks - 1) / 2 - rank) * SPACING,
      y: centre.y + ((i % RANK) - (inRank - 1) / 2) * SPACING,
    };
  });
}

function ringAround(size: number, distance: number, turn: number): Place[] {
  return Array.from({ length: size }, (_, i) => {
    const angle = turn + ((i % RING_GROUPS) * 2 * Math.PI) / RING_GROUPS;
    const rank = Math.floor(i / RING_GROUPS) * SPACING;
    return { x: Math.cos(angle) * (distance + rank), y: Math.sin(angle) * (distance + rank) };
  });
}

function jitter(random: Random, size: number): number {
  return random.range(-size, size);
}

/** Distinct tags without order or meaning, so that they tell nothing. */
function drawTags(count: number, random: Random): bigint[] {
  const tags = new Set<bigint>();
  while (tags.size < count) {
    const tag = (BigInt(random.int(2 ** 32)) << 32n) | BigInt(random.int(2 ** 32));
    if (tag !== 0n) tags.add(tag);
  }
  return [...tags];
}
