/**
 * What a player can see: fog of war from the sight ranges of his units. What is hidden by high ground, smoke or trees is not
 * known to a replay, so this sees a little too much there; docs/sc2-reconstruction.md says what else is left out.
 */
import type { UnitFacts, UnitKind } from '../catalog/units.js';
import type { Positions } from './positions.js';
import { isAlive, NEVER, type Units } from './units.js';

/** Kinds that are no entities for a player: nobody commands, attacks or targets them. */
const OUT_OF_PLAY: ReadonlySet<UnitKind> = new Set(['beacon', 'critter', 'other']);
/** Loops between two looks at what cannot move and belongs to nobody, and at the fog's layer: a second of play. */
const SLOW_LOOPS = 22;
/** Cells on a side of the squares into which viewers are sorted. */
const SQUARE = 8;
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

/** What a player remembers of a building that he has seen and sees no more. */
export interface Memory {
  readonly row: number;
  readonly facts: UnitFacts;
  readonly owner: number;
  readonly x: number;
  readonly y: number;
  /** Fraction finished. */
  readonly progress: number;
  /** When he last saw it. */
  readonly loop: number;
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
  /** Buildings out of sight, by row. */
  readonly memories: Map<number, Memory>;
  readonly flares: Flare[];
  /** Loop of the last slow look. */
  slowLoop: number;
  readonly squares: Squares;
}

/** Viewers by the square of the map in which they stand, as linked lists. */
interface Squares {
  readonly columns: number;
  readonly rows: number;
  readonly head: Int32Array;
  readonly next: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly sight: Float32Array;
  readonly detection: Float32Array;
  count: number;
  /** Largest sight of all. */
  reach: number;
}

export function createView(playerId: number, width: number, height: number, units: Units): View {
  const columns = Math.max(1, Math.ceil(width / SQUARE));
  const rows = Math.max(1, Math.ceil(height / SQUARE));
  const most = units.tag.length + MAX_FLARES;
  return {
    playerId,
    width,
    height,
    own: [],
    others: [],
    neutral: [],
    memories: new Map(),
    flares: [],
    slowLoop: NEVER,
    squares: {
      columns,
      rows,
      head: new Int32Array(columns * rows),
      next: new Int32Array(most),
      x: new Float32Array(most),
      y: new Float32Array(most),
      sight: new Float32Array(most),
      detection: new Float32Array(most),
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
  const { own, others, neutral, playerId } = view;
  own.length = 0;
  others.length = 0;
  for (const row of units.alive) if (units.owner[row] === playerId) own.push(row);
  sortViewers(view, units, positions, loop);
  for (const row of units.alive) {
    if (units.owner[row] !== playerId && seesUnit(view, units, positions, row)) others.push(row);
  }
  remember(view, units, positions, loop);
  if (view.slowLoop !== NEVER && loop - view.slowLoop < SLOW_LOOPS) {
    keepAlive(neutral, units);
    return;
  }
  view.slowLoop = loop;
  neutral.length = 0;
  for (const row of units.neutral) if (seesUnit(view, units, positions, row)) neutral.push(row);
}

function seesUnit(view: View, units: Units, positions: Positions, row: number): boolean {
  const facts = units.facts[row];
  if (OUT_OF_PLAY.has(facts.kind)) return false;
  return sees(view.squares, positions.x[row], positions.y[row], facts, units.cloaked[row] === 1);
}

function keepAlive(rows: number[], units: Units): void {
  let kept = 0;
  for (const row of rows) if (isAlive(units, row)) rows[kept++] = row;
  rows.length = kept;
}

function sortViewers(view: View, units: Units, positions: Positions, loop: number): void {
  const { squares } = view;
  squares.head.fill(NEVER);
  squares.count = 0;
  squares.reach = 0;
  for (const row of view.own) {
    const facts = units.facts[row];
    const sight = units.done[row] === NEVER ? facts.radius + UNFINISHED_SIGHT : facts.sight;
    if (sight > 0) addViewer(squares, positions.x[row], positions.y[row], sight, facts.detection);
  }
  for (const { x, y, range, until } of view.flares) if (until > loop) addViewer(squares, x, y, range, range);
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, most));

function addViewer(squares: Squares, x: number, y: number, sight: number, detection: number): void {
  const i = squares.count++;
  const column = clamp(Math.floor(x / SQUARE), squares.columns - 1);
  const square = clamp(Math.floor(y / SQUARE), squares.rows - 1) * squares.columns + column;
  squares.x[i] = x;
  squares.y[i] = y;
  squares.sight[i] = sight;
  squares.detection[i] = detection;
  squares.next[i] = squares.head[square];
  squares.head[square] = i;
  if (sight > squares.reach) squares.reach = sight;
}

/** Whether any viewer sees a unit of this type at a place; what is cloaked or burrowed must be detected. */
function sees(squares: Squares, x: number, y: number, facts: UnitFacts, cloaked: boolean): boolean {
  const edge = facts.kind === 'structure' ? facts.radius : 0;
  const reach = squares.reach + edge;
  const ranges = cloaked ? squares.detection : squares.sight;
  const left = clamp(Math.floor((x - reach) / SQUARE), squares.columns - 1);
  const right = clamp(Math.floor((x + reach) / SQUARE), squares.columns - 1);
  const low = clamp(Math.floor((y - reach) / SQUARE), squares.rows - 1);
  const high = clamp(Math.floor((y + reach) / SQUARE), squares.rows - 1);
  for (let row = low; row <= high; row++) {
    for (let column = left; column <= right; column++) {
      let i = squares.head[row * squares.columns + column];
      for (; i !== NEVER; i = squares.next[i]) {
        if (ranges[i] === 0) continue;
        const dx = squares.x[i] - x;
        const dy = squares.y[i] - y;
        const range = ranges[i] + edge;
        if (dx * dx + dy * dy <= range * range) return true;
      }
    }
  }
  return false;
}

/** Keeps the buildings of others that go out of sight, and forgets those whose place is seen without them. */
function remember(view: View, units: Units, positions: Positions, loop: number): void {
  const { memories } = view;
  const seen = new Set(view.others);
  for (const [row, memory] of memories) {
    if (memory.loop < loop && !seen.has(row) && sees(view.squares, memory.x, memory.y, memory.facts, false))
      memories.delete(row);
  }
  for (const row of view.others) {
    const facts = units.facts[row];
    if (facts.kind !== 'structure') continue;
    memories.set(row, {
      row,
      facts,
      owner: units.owner[row],
      x: positions.x[row],
      y: positions.y[row],
      progress: buildProgress(units, row, loop),
      loop,
    });
  }
}

/** How far a unit is built, 0 to 1, by the catalog's build time. */
export function buildProgress(units: Units, row: number, loop: number): number {
  if (units.done[row] !== NEVER) return 1;
  const { buildLoops } = units.facts[row];
  // What takes longer than it should (interrupted, or another patch) stays just below the end.
  return buildLoops > 0 ? Math.min(0.99, (loop - units.born[row]) / buildLoops) : 0;
}
