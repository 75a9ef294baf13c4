/**
 * How units stop following what their owner does not see any more, or what is dead: they go on to the place where it was last
 * seen, and to nothing that he cannot know.
 */
import type { Course, Positions } from './positions.js';
import type { View } from './sight.js';
import { isAlive, NEUTRAL_OWNER, NO_ROW, type Units } from './units.js';

/** By the row of who follows: where its target was when it was last seen, under which course. */
export interface Chases {
  readonly course: (Course | undefined)[];
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export function createChases(units: Units): Chases {
  const rows = units.tag.length;
  return { course: [], x: new Float32Array(rows), y: new Float32Array(rows) };
}

/** Notes what a player's units follow in sight, and ends what they follow out of it. To be called after each look. */
export function endChases(chases: Chases, view: View, units: Units, positions: Positions): void {
  for (const row of view.own) {
    const courses = positions.courses[row];
    if (courses === undefined || courses.length === 0 || courses[0].follow === NO_ROW) continue;
    const [course] = courses;
    if (isKnown(view, units, course.follow)) {
      chases.course[row] = course;
      chases.x[row] = positions.x[course.follow];
      chases.y[row] = positions.y[course.follow];
      continue;
    }
    const noted = chases.course[row] === course;
    const x = noted ? chases.x[row] : course.x;
    const y = noted ? chases.y[row] : course.y;
    positions.courses[row] = [{ ...course, x, y, follow: NO_ROW, lasts: false }, ...courses.slice(1)];
    positions.settled[row] = 0;
  }
}

/** Whether a player knows where a unit is: it lives, and is his, nobody's or in sight. */
function isKnown(view: View, units: Units, row: number): boolean {
  if (!isAlive(units, row)) return false;
  const owner = units.owner[row];
  return owner === view.playerId || owner === NEUTRAL_OWNER || view.found[row] === view.looks;
}
