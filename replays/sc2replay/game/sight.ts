/**
 * What a player can see: fog of war from the sight ranges of his units. What is hidden by high ground, smoke or trees is not
 * known to a replay, so this sees a little too much there; docs/sc2-reconstruction.md says what else is left out.
 */
import type { UnitFacts } from '../catalog/units.js';
import type { Positions } from './positions.js';
import { isAlive, KINDS, NEUTRAL_OWNER, NEVER, type Units } from './units.js';

/** Loops between two looks at what cannot move and belongs to nobody, and at the fog's layer: a second of play. */
const SLOW_LOOPS = 22;
/** Cells on a side of the squares into which viewers are sorted; more on maps that would have too many columns. */
const SQUARE = 8;
/** Most columns of squares: a row's cover is the bits of one number. */
const MAX_COLUMNS = 32;
/** Cells beyond its own radius that an unfinished building is given as sight. */
const UNFINISHED_SIGHT = 1;

/** A scan of the Orbital Command: cells and loops (12.3 s of game time at 16 loops; Liquipedia, "Scanner Sweep"). */
export const SCAN = { range: 13, loops: 197 } as const;

/** A place that a player sees for a while without a unit there. */
export interface Flare {
  readonly x: number;
  readonly y: number;
  readonly range: number;
  readonly until: number;
}

/** What a player remembers of a building that he has seen; renewed in place for as long as he sees it. */
export interface Memory {
  readonly row: number;
  facts: UnitFacts;
  owner: number;
  x: number;
  y: number;
  /** Fraction finished. */
  progress: number;
  /** When he last saw it. */
  loop: number;
  /** The last look that saw it, by `View.looks`. */
  look: number;
}

/** One player's sight. */
export interface View {
  readonly playerId: number;
  readonly width: number;
  readonly height: number;
  /** Rows of what he sees now: first his own, then others', then what is nobody's. */
  readonly own: number[];
  readonly others: number[];
  readonly neutral: number[];
  /** Rows of all others' units in play, seen or not; it and `own` are as of `changes`. */
  readonly foreign: number[];
  changes: number;
  /** Buildings of others that he has seen, by row: in sight those of this look, out of sight the others. */
  readonly memories: Map<number, Memory>;
  /** How often he has looked. */
  looks: number;
  /** By row of what is not his: the last look that found it. */
  readonly found: Int32Array;
  readonly flares: Flare[];
  /** Loop of the last slow look. */
  slowLoop: number;
  readonly squares: Squares;
}

/** All that a player looks with, the first `count`: by the square of the map in which they stand, as linked lists. */
interface Squares {
  /** Cells on a side of a square. */
  readonly side: number;
  readonly columns: number;
  readonly rows: number;
  readonly head: Int32Array;
  /** By row of squares: the bits of the columns into which some viewer may see. */
  readonly cover: Int32Array;
  readonly next: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly sight: Float32Array;
  readonly detection: Float32Array;
  /** By row of a unit: the viewer that saw it last, who is likely to see it again. */
  readonly seer: Int32Array;
  count: number;
  /** Largest sight of all. */
  reach: number;
}

export function createView(playerId: number, width: number, height: number, units: Units): View {
  const side = Math.max(SQUARE, Math.ceil(width / MAX_COLUMNS));
  const columns = Math.max(1, Math.ceil(width / side));
  const rows = Math.max(1, Math.ceil(height / side));
  const most = units.tag.length + MAX_FLARES;
  return {
    playerId,
    width,
    height,
    own: [],
    others: [],
    neutral: [],
    foreign: [],
    changes: NEVER,
    memories: new Map(),
    looks: 0,
    found: new Int32Array(units.tag.length),
    flares: [],
    slowLoop: NEVER,
    squares: {
      side,
      columns,
      rows,
      head: new Int32Array(columns * rows),
      cover: new Int32Array(rows),
      next: new Int32Array(most),
      x: new Float32Array(most),
      y: new Float32Array(most),
      sight: new Float32Array(most),
      detection: new Float32Array(most),
      seer: new Int32Array(units.tag.length),
      count: 0,
      reach: 0,
    },
  };
}

const MAX_FLARES = 64;

/** Lets a player see a place for a while. */
export function addFlare(view: View, flare: Flare): void {
  if (view.flares.length === MAX_FLARES) view.flares.shift();
  view.flares.push(flare);
}

/** Looks around: fills the lists of what the player sees at this loop, and his memories. Positions must be of this loop. */
export function look(view: View, units: Units, positions: Positions, loop: number): void {
  const { foreign, others } = view;
  view.looks++;
  if (view.changes !== units.changes) takeSides(view, units);
  sortViewers(view, units, positions, loop);
  // Lists are written over and cut at the end: an emptied one would get new memory at every look.
  let count = 0;
  for (let i = 0; i < foreign.length; i++)
    if (seesUnit(view, units, positions, foreign[i])) others[count++] = foreign[i];
  others.length = count;
  if (view.slowLoop === NEVER || loop - view.slowLoop >= SLOW_LOOPS) {
    view.slowLoop = loop;
    findNeutral(view, units, positions);
  } else keepNeutral(view, units, positions);
  remember(view, units, positions, loop);
}

/** Tells own units from others. Marks for the editor and the like are nobody's entities, not even their owner's. */
function takeSides(view: View, { alive, owner, changes, traits }: Units): void {
  const { own, foreign, playerId } = view;
  let [mine, theirs] = [0, 0];
  for (const row of alive) {
    if (traits.outOfPlay[row] !== 0) continue;
    if (owner[row] === playerId) own[mine++] = row;
    else foreign[theirs++] = row;
  }
  own.length = mine;
  foreign.length = theirs;
  view.changes = changes;
}

function seesUnit(view: View, units: Units, positions: Positions, row: number): boolean {
  const { squares } = view;
  const x = positions.x[row];
  const y = positions.y[row];
  if (!isCovered(squares, x, y)) return false;
  const ranges = units.cloaked[row] === 1 ? squares.detection : squares.sight;
  const edge = units.traits.edge[row];
  const last = squares.seer[row];
  if (last >= squares.count || !isInRange(squares, ranges, last, x, y, edge)) {
    const viewer = findViewer(squares, ranges, x, y, edge);
    if (viewer === NEVER) return false;
    squares.seer[row] = viewer;
  }
  view.found[row] = view.looks;
  return true;
}

/** Whether what is nobody's is an entity: zones and shrines that the catalog does not have are the map's. */
const isThing = ({ traits }: Units, row: number): boolean =>
  traits.outOfPlay[row] === 0 && traits.kind[row] !== KINDS.other;

function findNeutral(view: View, units: Units, positions: Positions): void {
  const { neutral } = view;
  let count = 0;
  for (const row of units.neutral)
    if (isThing(units, row) && seesUnit(view, units, positions, row)) neutral[count++] = row;
  neutral.length = count;
}

/** Between two slow looks: what is gone or somebody's leaves the list where the player sees that, or has taken it himself. */
function keepNeutral(view: View, units: Units, positions: Positions): void {
  const { neutral } = view;
  let kept = 0;
  for (const row of neutral) {
    const stays = isAlive(units, row) && units.owner[row] === NEUTRAL_OWNER;
    if (stays || !(isOwn(view, units, row) || seesUnit(view, units, positions, row))) neutral[kept++] = row;
  }
  neutral.length = kept;
}

const isOwn = (view: View, units: Units, row: number): boolean =>
  isAlive(units, row) && units.owner[row] === view.playerId;

function sortViewers(view: View, units: Units, positions: Positions, loop: number): void {
  const { squares } = view;
  const { radius, sight, detection, widest } = units.traits;
  squares.head.fill(NEVER);
  squares.cover.fill(0);
  squares.count = 0;
  squares.reach = 0;
  for (const row of view.own) {
    const finished = units.done[row] !== NEVER;
    const range = finished ? sight[row] : radius[row] + UNFINISHED_SIGHT;
    const detects = finished ? detection[row] : 0;
    if (range > 0) addViewer(squares, positions.x[row], positions.y[row], range, detects, widest);
  }
  for (const { x, y, range, until } of view.flares)
    if (until > loop) addViewer(squares, x, y, range, range, widest);
}

/** The square at a place along one side of the map, 0 to `count - 1`: the nearest, for what is not on the map. */
function squareAt(place: number, side: number, count: number): number {
  const square = (place / side) | 0;
  return square <= 0 ? 0 : square < count ? square : count - 1;
}

/** Bits `first` to `last` of 32. */
export const bitsBetween = (first: number, last: number): number => (-1 >>> (31 - (last - first))) << first;

/** `widest`: the largest edge of what there is to be seen. */
function addViewer(
  squares: Squares,
  x: number,
  y: number,
  sight: number,
  detection: number,
  widest: number,
): void {
  const { side, columns, rows, cover } = squares;
  const i = squares.count++;
  const square = squareAt(y, side, rows) * columns + squareAt(x, side, columns);
  squares.x[i] = x;
  squares.y[i] = y;
  squares.sight[i] = sight;
  squares.detection[i] = detection;
  squares.next[i] = squares.head[square];
  squares.head[square] = i;
  if (sight > squares.reach) squares.reach = sight;
  const far = Math.max(sight, detection) + widest;
  const bits = bitsBetween(squareAt(x - far, side, columns), squareAt(x + far, side, columns));
  const high = squareAt(y + far, side, rows);
  for (let row = squareAt(y - far, side, rows); row <= high; row++) cover[row] |= bits;
}

/** Whether some viewer may see into the square of a place. Most of what there is on a map is out of everybody's reach. */
function isCovered({ side, columns, rows, cover }: Squares, x: number, y: number): boolean {
  return ((cover[squareAt(y, side, rows)] >>> squareAt(x, side, columns)) & 1) === 1;
}

function isInRange(
  squares: Squares,
  ranges: Float32Array,
  viewer: number,
  x: number,
  y: number,
  edge: number,
): boolean {
  if (ranges[viewer] === 0) return false;
  const dx = squares.x[viewer] - x;
  const dy = squares.y[viewer] - y;
  const range = ranges[viewer] + edge;
  return dx * dx + dy * dy <= range * range;
}

/** A viewer within whose range lies what reaches `edge` cells from a place, or NEVER. */
function findViewer(squares: Squares, ranges: Float32Array, x: number, y: number, edge: number): number {
  const { side, columns, rows, head, next } = squares;
  const reach = squares.reach + edge;
  const left = squareAt(x - reach, side, columns);
  const right = squareAt(x + reach, side, columns);
  const high = squareAt(y + reach, side, rows);
  for (let row = squareAt(y - reach, side, rows); row <= high; row++) {
    for (let square = row * columns + left; square <= row * columns + right; square++) {
      for (let i = head[square]; i !== NEVER; i = next[i])
        if (isInRange(squares, ranges, i, x, y, edge)) return i;
    }
  }
  return NEVER;
}

/** Whether the place of a building that is remembered is in sight. */
function seesPlace({ squares }: View, { x, y, facts }: Memory): boolean {
  const edge = facts.kind === 'structure' ? facts.radius : 0;
  return isCovered(squares, x, y) && findViewer(squares, squares.sight, x, y, edge) !== NEVER;
}

/** Whether a memory is all that a player has of a building at his last look. */
export const isOutOfSight = (view: View, memory: Memory): boolean => memory.look !== view.looks;

/**
 * Keeps the buildings of others that go out of sight. Forgets those whose place is seen without them, and those that are
 * found to be his, nobody's or no building any more.
 */
function remember(view: View, units: Units, positions: Positions, loop: number): void {
  const { memories, others, looks } = view;
  for (const row of others) {
    const facts = units.facts[row];
    if (facts.kind !== 'structure') continue;
    let memory = memories.get(row);
    if (memory === undefined) {
      memory = { row, facts, owner: 0, x: 0, y: 0, progress: 0, loop, look: looks };
      memories.set(row, memory);
    }
    memory.facts = facts;
    memory.owner = units.owner[row];
    memory.x = positions.x[row];
    memory.y = positions.y[row];
    memory.progress = buildProgress(units, row, loop);
    memory.loop = loop;
    memory.look = looks;
  }
  for (const memory of memories.values()) {
    const { row } = memory;
    if (!isOutOfSight(view, memory)) continue;
    if (view.found[row] === looks || isOwn(view, units, row) || seesPlace(view, memory)) memories.delete(row);
  }
}

/** How far a unit is built, 0 to 1, by the catalog's build time. */
export function buildProgress(units: Units, row: number, loop: number): number {
  if (units.done[row] !== NEVER) return 1;
  const { buildLoops } = units.facts[row];
  // What takes longer than it should (interrupted, or another patch) stays just below the end.
  return buildLoops > 0 ? Math.min(0.99, (loop - units.born[row]) / buildLoops) : 0;
}
