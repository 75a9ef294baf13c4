/**
 * Finding ways. A way leads along a field: the cost from every cell to one goal, in fifths of a cell (5 a side step, 7 a
 * diagonal one). A whole group that is sent to one place shares a field, and fields are kept, as the ground never changes.
 * Who walks looks along his way for the farthest cell that he can walk straight to, so ways do not show the cells.
 */
import { cellOf, isClear, isStraight, keepClear, type Spot, type Walk } from './walk.js';

/** Cost of a cell from which there is no way. */
const NO_WAY = 0xffff;
const SIDE_STEP = 5;
const DIAGONAL = 7;
/** Values of fields that are kept for one kind of walker: 32 MiB. */
const KEPT_VALUES = 1 << 24;
/** Cells along the way that are tried as the next to walk to, farthest first. */
const AHEAD = [40, 28, 20, 14, 10, 7, 5, 3, 2, 1];

/** The eight steps to a neighbour; diagonal ones need both cells beside them open. */
const STEP_X = [1, 0, -1, 0, 1, -1, -1, 1];
const STEP_Y = [0, 1, 0, -1, 1, 1, -1, -1];

/** The cost from every cell to this one, which is open. Shape (height, width). */
function fieldTo(walk: Walk, goal: number): Uint16Array {
  const known = walk.fields.get(goal);
  if (known !== undefined) return known;
  if ((walk.fields.size + 1) * walk.open.length > KEPT_VALUES) {
    // A map keeps the order of insertion: the oldest goes.
    const [oldest] = walk.fields.keys();
    walk.fields.delete(oldest);
  }
  const field = spread(walk, goal);
  walk.fields.set(goal, field);
  return field;
}

/** Dijkstra's algorithm with one list a cost, used in turn: no step costs more than 7, so eight lists are enough. */
function spread({ width, height, open }: Walk, goal: number): Uint16Array {
  const cost = new Uint16Array(width * height).fill(NO_WAY);
  const lists: number[][] = Array.from({ length: DIAGONAL + 1 }, () => []);
  cost[goal] = 0;
  lists[0].push(goal);
  for (let at = 0, waiting = 1; waiting > 0; at++) {
    const list = lists[at % lists.length];
    for (let k = 0; k < list.length; k++) {
      const cell = list[k];
      waiting--;
      if (cost[cell] !== at) continue; // Reached more cheaply since.
      const x = cell % width;
      const y = (cell - x) / width;
      for (let s = 0; s < STEP_X.length; s++) {
        const u = x + STEP_X[s];
        const v = y + STEP_Y[s];
        if (u < 0 || v < 0 || u >= width || v >= height || open[v * width + u] === 0) continue;
        if (s >= 4 && (open[y * width + u] === 0 || open[v * width + x] === 0)) continue;
        const next = at + (s < 4 ? SIDE_STEP : DIAGONAL);
        if (next >= cost[v * width + u]) continue;
        cost[v * width + u] = next;
        lists[next % lists.length].push(v * width + u);
        waiting++;
      }
    }
    list.length = 0;
  }
  return cost;
}

/** The nearest cell of a region to this cell; the first of those that are equally near. */
function nearestCell(walk: Walk, region: number, cell: number): number {
  const key = region * walk.open.length + cell;
  const known = walk.nearest.get(key);
  if (known !== undefined) return known;
  const { width } = walk;
  const x = cell % width;
  const y = (cell - x) / width;
  let best = -1;
  let bestSquared = Number.POSITIVE_INFINITY;
  for (let other = 0; other < walk.region.length; other++) {
    if (walk.region[other] !== region) continue;
    const dx = (other % width) - x;
    const dy = Math.floor(other / width) - y;
    if (dx * dx + dy * dy >= bestSquared) continue;
    best = other;
    bestSquared = dx * dx + dy * dy;
  }
  walk.nearest.set(key, best);
  return best;
}

/**
 * The point nearest to (x, y) where somebody can stand who walks in this region: where he ends whom one sends there.
 * @param region as of `walk.region`; 0 any
 */
export function settle(walk: Walk, region: number, x: number, y: number, out: Spot): void {
  const { width } = walk;
  let cell = cellOf(walk, x, y);
  const here = walk.region[cell];
  let wanted = region;
  if (wanted === 0) wanted = here === 0 ? largestRegion(walk) : here;
  if (here !== wanted) cell = nearestCell(walk, wanted, cell);
  const column = cell % width;
  const row = (cell - column) / width;
  // The last number below the next cell's: `column + 1` would be in it.
  keepClear(
    walk,
    Math.min(column + 0.999, Math.max(column, x)),
    Math.min(row + 0.999, Math.max(row, y)),
    out,
  );
  if (isClear(walk, out.x, out.y)) return;
  out.x = column + 0.5;
  out.y = row + 0.5;
}

/** The region with the most cells: what a map's ground is, when nothing else tells. */
export function largestRegion(walk: Walk): number {
  const sizes: number[] = [];
  for (const region of walk.region) sizes[region] = (sizes[region] ?? 0) + 1;
  let largest = 1;
  for (let region = 2; region < sizes.length; region++) if (sizes[region] > sizes[largest]) largest = region;
  return largest;
}

const wayCells = new Int32Array(AHEAD[0]);

/**
 * Where to walk next on the way from a clear point to another of the same region: the goal itself where one can walk straight.
 */
export function nextSpot(walk: Walk, x: number, y: number, goalX: number, goalY: number, out: Spot): void {
  out.x = goalX;
  out.y = goalY;
  if (isStraight(walk, x, y, goalX, goalY)) return;
  const { width } = walk;
  const field = fieldTo(walk, cellOf(walk, goalX, goalY));
  let cell = cellOf(walk, x, y);
  let count = 0;
  while (count < wayCells.length && field[cell] > 0 && field[cell] !== NO_WAY) {
    cell = downhill(walk, field, cell, goalX, goalY);
    wayCells[count++] = cell;
  }
  for (const ahead of AHEAD) {
    if (ahead > count) continue;
    const next = wayCells[ahead - 1];
    out.x = (next % width) + 0.5;
    out.y = Math.floor(next / width) + 0.5;
    if (isStraight(walk, x, y, out.x, out.y)) return;
  }
  // Around the very corner: back to the middle of the own cell, from where the next one can be reached.
  const own = cellOf(walk, x, y);
  out.x = (own % width) + 0.5;
  out.y = Math.floor(own / width) + 0.5;
}

/** The neighbour from which the way is shortest; of equals the one that looks more to the goal. */
function downhill(
  { width, height, open }: Walk,
  field: Uint16Array,
  cell: number,
  goalX: number,
  goalY: number,
): number {
  const x = cell % width;
  const y = (cell - x) / width;
  const towardsX = goalX - x - 0.5;
  const towardsY = goalY - y - 0.5;
  let best = cell;
  let bestCost = Number.POSITIVE_INFINITY;
  let bestAlong = 0;
  for (let s = 0; s < STEP_X.length; s++) {
    const u = x + STEP_X[s];
    const v = y + STEP_Y[s];
    if (u < 0 || v < 0 || u >= width || v >= height || field[v * width + u] === NO_WAY) continue;
    if (s >= 4 && (open[y * width + u] === 0 || open[v * width + x] === 0)) continue;
    const cost = field[v * width + u] + (s < 4 ? SIDE_STEP : DIAGONAL);
    const along = STEP_X[s] * towardsX + STEP_Y[s] * towardsY;
    if (cost > bestCost || (cost === bestCost && along <= bestAlong)) continue;
    best = v * width + u;
    bestCost = cost;
    bestAlong = along;
  }
  return best;
}

const here: Spot = { x: 0, y: 0 };
const there: Spot = { x: 0, y: 0 };
const next: Spot = { x: 0, y: 0 };

/** Cells to walk from one point to another; null where there is no way, or one of them is not where anybody stands. */
export function walkingDistance(
  walk: Walk,
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
): number | null {
  const region = walk.region[cellOf(walk, from.x, from.y)];
  if (region === 0 || walk.region[cellOf(walk, to.x, to.y)] !== region) return null;
  settle(walk, region, from.x, from.y, here);
  settle(walk, region, to.x, to.y, there);
  let distance = 0;
  // No way has more turns than cells.
  for (let turn = 0; turn < walk.open.length; turn++) {
    nextSpot(walk, here.x, here.y, there.x, there.y, next);
    const leg = Math.hypot(next.x - here.x, next.y - here.y);
    distance += leg;
    here.x = next.x;
    here.y = next.y;
    if (leg === 0 || (here.x === there.x && here.y === there.y)) break;
  }
  return distance;
}
