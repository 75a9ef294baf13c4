/**
 * More units than a match began with, for tests and experiments: a bot author puts up the situation that he wants to try.
 * Arrays of a match have the size of its units, so a larger state is made and the old one copied into it.
 */

import { standAt } from './ground/stand.js';
import { createSight, sightEnters } from './sight.js';
import { createState, type Placement, type State, sortByTag } from './state.js';
import { KIND, type Kind } from './units.js';

/** Most units of a match, the dead included: all pairs of units are looked at in every loop. */
export const MOST_UNITS = 1024;
/** Cells between units that are put up together. */
const SPACING = 1.3;

/** The same moment with more units; indices of those that were there stay. */
export function addUnits(state: State, placements: readonly Placement[]): State {
  const present = Array.from(
    { length: state.count },
    (_, i): Placement => ({
      player: state.player[i],
      kind: state.kind[i],
      x: state.x[i],
      y: state.y[i],
      facing: 1,
      tag: state.tag[i],
    }),
  );
  const [, one, two] = state.sides;
  const larger = createState(state.field, [...present, ...placements], { 1: one.upgrades, 2: two.upgrades });
  larger.indexOfTag.delete(0n);
  const parts = larger as unknown as Record<string, unknown>;
  for (const [name, part] of Object.entries(state))
    if (ArrayBuffer.isView(part)) (parts[name] as Float64Array).set(part as Float64Array);
  const sight = createSight(state.field.width, state.field.height, larger.count, state.field.ground);
  for (const player of [1, 2]) {
    sight.viewers[player].set(state.sight.viewers[player]);
    sight.layers[player].set(state.sight.layers[player]);
  }
  sight.cell.set(state.sight.cell);
  sight.flies.set(state.sight.flies);
  sortByTag(larger);
  for (let i = state.count; i < present.length + placements.length; i++)
    sightEnters(
      sight,
      i,
      larger.player[i],
      larger.x[i],
      larger.y[i],
      KIND.sight[larger.kind[i]],
      KIND.flying[larger.kind[i]],
    );
  return { ...larger, loop: state.loop, sight, deaths: state.deaths };
}

/** Places in a square around this point, as near to it as the field allows. */
export function placesAround(
  field: State['field'],
  kind: Kind,
  count: number,
  { x, y }: { readonly x: number; readonly y: number },
): { readonly x: number; readonly y: number }[] {
  const side = Math.ceil(Math.sqrt(count));
  return Array.from({ length: count }, (_, i) => {
    const spot = { x: 0, y: 0 };
    const across = x + ((i % side) - (side - 1) / 2) * SPACING;
    standAt(field, kind, across, y + (Math.floor(i / side) - (side - 1) / 2) * SPACING, spot);
    return spot;
  });
}
