/**
 * Where units are between the moments at which their place is known exactly. A replay does not say; the orders do:
 * a unit that was sent somewhere goes there in a straight line at its type's speed, without collisions or terrain. Only what
 * happened before a loop is used for the estimate at that loop. docs/sc2-reconstruction.md has the errors.
 */
import { NO_ROW, type Units } from './units.js';

/** What a unit is under way to. Shared by all units that got the same order; never changed. */
export interface Course {
  /** Cells; where the target was when the order was given. */
  readonly x: number;
  readonly y: number;
  /** Row of the unit to follow, else NO_ROW. */
  readonly follow: number;
  /** Row of the entity that was pointed at, else NO_ROW. */
  readonly target: number;
  /** Cells before the target at which the unit stops. */
  readonly within: number;
  /** Loops that it spends there before the next course of its queue. */
  readonly dwell: number;
  /** Function id of the order, as the game understands it: a right click on a mineral field gathers. */
  readonly ability: number;
  /** It goes on after arrival: gathering, following. */
  readonly lasts: boolean;
}

/** The estimate. Rows are those of `Units`. */
export interface Positions {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Loop that `x` and `y` are for. */
  readonly loop: Int32Array;
  /** Loop since which a unit is where its course led it; NEVER while it is under way. */
  readonly arrived: Int32Array;
  /** 1: it stays where it is until it is told or found to be elsewhere, and there is nothing to reckon. */
  readonly settled: Uint8Array;
  /** What it is doing, and what it does after that. undefined: nothing. */
  readonly courses: (readonly Course[] | undefined)[];
  /** Cells a loop, upgrades included. */
  readonly speed: Float32Array;
}

const UNDER_WAY = -1;
const NO_COURSES: readonly Course[] = [];

export function createPositions(units: Units): Positions {
  const rows = units.tag.length;
  return {
    x: new Float32Array(rows),
    y: new Float32Array(rows),
    loop: new Int32Array(rows),
    arrived: new Int32Array(rows).fill(UNDER_WAY),
    settled: new Uint8Array(rows),
    courses: [],
    speed: new Float32Array(rows),
  };
}

/** Puts a unit where the tracker last said it was. */
export function takeExact(positions: Positions, units: Units, row: number): void {
  positions.x[row] = units.exactX[row];
  positions.y[row] = units.exactY[row];
  positions.loop[row] = units.exactLoop[row];
  positions.arrived[row] = UNDER_WAY;
  positions.settled[row] = 0;
}

/** Gives a unit a new course in place of, or behind, what it does. `loop` is when the order takes effect. */
export function setCourse(
  positions: Positions,
  row: number,
  course: Course,
  queued: boolean,
  loop: number,
): void {
  advance(positions, row, loop);
  positions.settled[row] = 0;
  const before = positions.courses[row];
  if (queued && before && before.length > 0) {
    if (before.length < MAX_QUEUE) positions.courses[row] = [...before, course];
    return;
  }
  positions.courses[row] = [course];
  positions.arrived[row] = UNDER_WAY;
}

/** The game queues at most this many orders behind the current one. */
const MAX_QUEUE = 33;

/** The unit stays where it is. */
export function clearCourse(positions: Positions, row: number, loop: number): void {
  advance(positions, row, loop);
  positions.courses[row] = undefined;
  positions.arrived[row] = UNDER_WAY;
}

/** What a unit was last sent to do; undefined: nothing. */
export function currentCourse(positions: Positions, row: number): Course | undefined {
  return positions.courses[row]?.[0];
}

/** Cells from its goal at which a unit counts as arrived. */
const ARRIVED = 0.5;

/** What a unit still does, as far as its orders say. The estimate must be of this loop. */
export function courseUnderWay(positions: Positions, row: number, loop: number): Course | undefined {
  const course = positions.courses[row]?.[0];
  if (course === undefined || course.lasts) return course;
  if (positions.arrived[row] !== UNDER_WAY && positions.arrived[row] + course.dwell > loop) return course;
  const dx = course.x - positions.x[row];
  const dy = course.y - positions.y[row];
  const near = course.within + ARRIVED;
  return dx * dx + dy * dy > near * near ? course : undefined;
}

/** Moves a unit's estimate on to a loop. Earlier loops change nothing. */
export function advance(positions: Positions, row: number, loop: number): void {
  let left = loop - positions.loop[row];
  if (left <= 0) return;
  positions.loop[row] = loop;
  if (positions.settled[row] === 1) return;
  let courses = positions.courses[row] ?? NO_COURSES;
  if (courses.length === 0) positions.settled[row] = 1;
  while (courses.length > 0) {
    const course = courses[0];
    if (positions.arrived[row] === UNDER_WAY) {
      const before = left;
      left = approach(positions, row, course, left);
      if (left < 0) return;
      // It was there already, its goal does not move, and there is no other: so it will be at every later loop.
      if (left === before && courses.length === 1 && course.follow === NO_ROW && course.dwell === 0)
        positions.settled[row] = 1;
      positions.arrived[row] = loop - left;
    }
    // A single course is kept: a unit that was pushed off or chased something goes back to where it was sent.
    if (courses.length === 1) {
      if (course.follow !== NO_ROW || course.dwell === 0) positions.arrived[row] = UNDER_WAY;
      return;
    }
    const ready = positions.arrived[row] + course.dwell;
    if (ready > loop) return;
    left = loop - ready;
    courses = courses.slice(1);
    positions.courses[row] = courses;
    positions.arrived[row] = UNDER_WAY;
  }
}

/** Goes towards a course's target for at most `loops`. Returns the loops that are left on arrival, or -1 on the way. */
function approach(positions: Positions, row: number, course: Course, loops: number): number {
  const speed = positions.speed[row];
  const follows = course.follow !== NO_ROW && course.follow !== row;
  const dx = (follows ? positions.x[course.follow] : course.x) - positions.x[row];
  const dy = (follows ? positions.y[course.follow] : course.y) - positions.y[row];
  const distance = Math.sqrt(dx * dx + dy * dy);
  const way = distance - course.within;
  if (way <= 0) return loops;
  if (speed <= 0) return -1;
  const reached = Math.min(way, speed * loops);
  positions.x[row] += (dx / distance) * reached;
  positions.y[row] += (dy / distance) * reached;
  return reached < way ? -1 : loops - way / speed;
}
