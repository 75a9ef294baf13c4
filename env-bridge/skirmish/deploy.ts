/**
 * Puts the armies on the field at the start of a match. All randomness of a match is here: what follows is decided by
 * the players alone.
 */
import type { Random } from '../../src/spec/random.js';
import { settle } from './ground/paths.js';
import { standAt, walkOf } from './ground/stand.js';
import { cellOf, type Spot } from './ground/walk.js';
import { fieldOf, type Scenario, startsOf } from './scenario.js';
import type { Field, Placement } from './state.js';
import { KIND, type Kind, kindOf, type UnitName } from './units.js';

/** Cells between neighbours of a formation: the widest unit of most armies fits. */
const SPACING = 1.3;
/** Cells that wider units have between them. */
const BESIDE = 0.05;
/** Units a rank, at least; a large army stands in a square. */
const RANK = 5;
/** A square army has this many units at least. */
const SQUARE = 40;
/** Cells by which each unit and each side are moved at random, in both directions. */
const UNIT_JITTER = 0.25;
const SIDE_JITTER = 1.5;
/** Radius of the ring, as part of the distance between two sides that face each other: no fight begins by itself. */
const RING = 2 / 3;
/** Cells from the outermost unit in the middle to the ring, at least: more than a Colossus looks far. */
const RING_APART = 10;
/** Groups of a ring around the side in the middle. */
const RING_GROUPS = 4;
/** Cells that units which stand anywhere keep from the line between the sides, so that no fight begins by itself. */
const FROM_MIDDLE = 5;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The units of both sides with their places and tags, drawn from `random`. */
export function deploy(scenario: Scenario, random: Random): Placement[] {
  const placements =
    scenario.armies.kind === 'placed' ? given(scenario.armies, random) : drawAll(scenario, random);
  const tags = drawTags(placements.length, random);
  return placements.map((placement, i) => ({ ...placement, tag: tags[i] }));
}

type Placed = Extract<Scenario['armies'], { kind: 'placed' }>;

function given({ first, second, elsewhere }: Placed, random: Random): Placement[] {
  const enemy = elsewhere ? [second, ...elsewhere][random.int(1 + elsewhere.length)] : second;
  return [first, enemy].flatMap((units, s) =>
    units.map(({ unit, x, y }) => ({
      ...{ player: s + 1, kind: kindOf(unit), x, y, facing: s === 0 ? 1 : -1, tag: 0n },
    })),
  );
}

function drawAll(scenario: Scenario, random: Random): Placement[] {
  const field = fieldOf(scenario);
  const armies = drawArmies(scenario, random).map(byReach);
  const places = drawPlaces(scenario, armies, random);
  const placements: Placement[] = [];
  for (const player of [1, 2])
    for (const [i, kind] of armies[player - 1].entries()) {
      const { x, y } = places[player - 1][i];
      const wanted = { x: x + jitter(random, UNIT_JITTER), y: y + jitter(random, UNIT_JITTER) };
      const spot = field.ground
        ? freeSpot(scenario, field, player, kind, wanted, placements)
        : onField(field, kind, wanted);
      placements.push({ player, kind, ...spot, facing: player === 1 ? 1 : -1, tag: 0n });
    }
  return placements;
}

function onField(field: Field, kind: Kind, { x, y }: Place): Place {
  const spot: Spot = { x: 0, y: 0 };
  standAt(field, kind, x, y, spot);
  return spot;
}

/** Turn from one place that is tried to the next, in radians (the golden angle), and how much farther out it is, cells. */
const TRY_TURN = 2.399963;
const TRY_STEP = 0.35;
const MOST_TRIES = 2000;

/** The place nearest to the wanted one from which one can walk to the side's start, and where nobody stands yet. */
function freeSpot(
  scenario: Scenario,
  field: Field,
  player: number,
  kind: Kind,
  wanted: Place,
  others: readonly Placement[],
): Place {
  const [startX, startY] = startsOf(scenario)[player - 1];
  const walk = walkOf(field, kind);
  const spot: Spot = { x: 0, y: 0 };
  const taken = (): boolean =>
    others.some((other) => {
      const touch = KIND.radius[kind] + KIND.radius[other.kind];
      const [dx, dy] = [spot.x - other.x, spot.y - other.y];
      return KIND.flying[kind] === KIND.flying[other.kind] && dx * dx + dy * dy < touch * touch;
    });
  for (let t = 0; t < MOST_TRIES; t++) {
    const x = wanted.x + Math.cos(t * TRY_TURN) * TRY_STEP * Math.sqrt(t);
    const y = wanted.y + Math.sin(t * TRY_TURN) * TRY_STEP * Math.sqrt(t);
    if (walk === null) standAt(field, kind, x, y, spot);
    else settle(walk, walk.region[cellOf(walk, startX, startY)], x, y, spot);
    if (!taken()) break;
  }
  // Where there is no room at all they overlap, and part in the first loops.
  return spot;
}

/** The armies of player 1 and of player 2. */
function drawArmies({ armies }: Scenario, random: Random): [Kind[], Kind[]] {
  if (armies.kind === 'placed') return [[], []];
  if (armies.kind === 'fixed') {
    const army = unitsOf(armies.army);
    return [army, armies.enemy ? unitsOf(armies.enemy) : army];
  }
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
  const alone = new Set(armies.notAlone.map(kindOf));
  const wins = (kind: Kind): boolean => KIND.fighter[kind] === 1 && !alone.has(kind);
  // Where all types of a race are among them there is no other army.
  const possible = weights.some(([name]) => wins(kindOf(name as UnitName)));
  const fits = possible ? wins : (kind: Kind): boolean => KIND.fighter[kind] === 1;
  // An army without weapons could only lose (SMACv2 forbids it too), so it is drawn again.
  for (;;) {
    const army = Array.from({ length: armies.size }, draw);
    if (!army.some(fits)) continue;
    const more = (armies.enemySize ?? armies.size) - armies.size;
    return [army, [...army, ...Array.from({ length: more }, draw)]];
  }
}

function unitsOf(army: Partial<Record<UnitName, number>>): Kind[] {
  return Object.entries(army).flatMap(([name, count]) =>
    Array.from({ length: count }, () => kindOf(name as UnitName)),
  );
}

/** Short arms in front: the first place of a formation is the foremost. Healers last. */
function byReach(army: readonly Kind[]): Kind[] {
  const reach = (kind: Kind): number =>
    KIND.armed[kind] === 1 ? KIND.range[kind] : Number.POSITIVE_INFINITY;
  return [...army].sort((a, b) => Math.sign(reach(a) - reach(b)) || a - b);
}

/** Places of both sides. */
function drawPlaces(scenario: Scenario, armies: readonly Kind[][], random: Random): [Place[], Place[]] {
  const { width, height } = scenario;
  const [one, two] = startsOf(scenario);
  const middle = { x: width / 2, y: height / 2 };
  const [first, second] = armies;
  const kindOfStart = drawStart(scenario, random);
  if (kindOfStart === 'surround') {
    const turn = random.next() * 2 * Math.PI;
    const inside = random.int(2);
    const within = formation(inside === 0 ? first : second, 1, 0, middle, middle);
    const extent = Math.max(...within.map(({ x, y }) => Math.hypot(x - middle.x, y - middle.y)));
    const radius = Math.max(Math.hypot(two[0] - one[0], two[1] - one[1]) * RING, extent + RING_APART);
    const around = ringAround((inside === 0 ? second : first).length, radius, turn, middle);
    return inside === 0 ? [within, around] : [around, within];
  }
  if (kindOfStart === 'reflect') return scatter(scenario, armies, random);
  const length = Math.hypot(two[0] - one[0], two[1] - one[1]);
  const aheadX = (two[0] - one[0]) / length;
  const aheadY = (two[1] - one[1]) / length;
  // Moved along the front, each side by itself.
  const moved = (at: readonly [number, number]): Place => {
    const by = jitter(random, SIDE_JITTER);
    return { x: at[0] - aheadY * by, y: at[1] + aheadX * by };
  };
  const left = formation(first, aheadX, aheadY, moved(one), middle);
  const right = formation(second, -aheadX, -aheadY, moved(two), middle);
  return [left, right];
}

function drawStart({ start }: Scenario, random: Random): 'face' | 'surround' | 'reflect' {
  const { surround = 0, reflect = 0, face = 0 } = start;
  const total = surround + reflect + face;
  if (total === surround) return 'surround';
  if (total === reflect) return 'reflect';
  if (total === face) return 'face';
  const at = random.next() * total;
  return at < surround ? 'surround' : at < surround + reflect ? 'reflect' : 'face';
}

/** Ranks one behind the other, the first towards `ahead` (a unit vector), each centred. */
function formation(
  army: readonly Kind[],
  aheadX: number,
  aheadY: number,
  centre: Place,
  middle: Place,
): Place[] {
  const size = army.length;
  const walkers = army.filter((kind) => KIND.flying[kind] === 0);
  const spacing = Math.max(SPACING, ...walkers.map((kind) => 2 * KIND.radius[kind] + BESIDE));
  const wide = size < SQUARE ? RANK : Math.ceil(Math.sqrt(size));
  const ranks = Math.ceil(size / wide);
  // Both sides count along the front in one direction.
  const turn = centre.x > middle.x ? -1 : 1;
  return army.map((_, i) => {
    const rank = Math.floor(i / wide);
    const inRank = Math.min(wide, size - rank * wide);
    const forward = ((ranks - 1) / 2 - rank) * spacing;
    const along = ((i % wide) - (inRank - 1) / 2) * spacing * turn;
    return {
      x: centre.x + aheadX * forward - aheadY * along,
      y: centre.y + aheadY * forward + aheadX * along,
    };
  });
}

function ringAround(size: number, distance: number, turn: number, middle: Place): Place[] {
  return Array.from({ length: size }, (_, i) => {
    const angle = turn + ((i % RING_GROUPS) * 2 * Math.PI) / RING_GROUPS;
    const rank = Math.floor(i / RING_GROUPS) * SPACING;
    return {
      x: middle.x + Math.cos(angle) * (distance + rank),
      y: middle.y + Math.sin(angle) * (distance + rank),
    };
  });
}

/** Each unit anywhere in its side's half; the other side's units mirror them, and have what is more anywhere. */
function scatter(
  { width, height, border }: Scenario,
  [first, second]: readonly Kind[][],
  random: Random,
): [Place[], Place[]] {
  const draw = (): Place => ({
    x: random.range(border + 1, width / 2 - FROM_MIDDLE),
    y: random.range(border + 1, height - border - 1),
  });
  const mirrored = ({ x, y }: Place): Place => ({ x: width - x, y });
  const left = Array.from({ length: Math.max(first.length, second.length) }, draw);
  const flipped = random.int(2) === 1;
  const one = left.slice(0, first.length);
  const two = left.slice(0, second.length);
  return flipped ? [one.map(mirrored), two] : [one, two.map(mirrored)];
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
