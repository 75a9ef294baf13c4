/**
 * Maps drawn by hand, each symbol two cells wide (the symbols: ground.ts). All but `corridor` are the same when turned by half a
 * circle, so that no side has the better ground. Those named like SMAC's maps are drawn after what is generally said of them and were
 * not compared with the originals; no file of the game is in them.
 */

export interface GroundMap {
  readonly rows: readonly string[];
  readonly scale: number;
  /** Where the middle of each side's army stands, cells: player 1's, player 2's. */
  readonly starts: readonly [readonly [number, number], readonly [number, number]];
}

const repeat = (row: string, times: number): string[] => Array.from({ length: times }, () => row);
const map = (rows: readonly string[], starts: GroundMap['starts']): GroundMap => ({ rows, scale: 2, starts });

const SIDES = [
  [8, 16],
  [32, 16],
] as const;

export const MAPS = {
  /** Two plateaus; a ramp leads from each down to the middle, where a rock stands. */
  ramps: map(
    [
      ...repeat('11111110000001111111', 6),
      '1111111a0000a1111111',
      ...repeat('1111111a0##0a1111111', 2),
      '1111111a0000a1111111',
      ...repeat('11111110000001111111', 6),
    ],
    SIDES,
  ),
  /** A room, a passage of four cells, and open ground: who is in the room holds the passage. */
  corridor: map(
    [
      ...repeat('00000000####00000000', 7),
      ...repeat('00000000000000000000', 2),
      ...repeat('00000000####00000000', 7),
    ],
    SIDES,
  ),
  /** Ledges without ramps: only who climbs cliffs gets up. */
  ledges: map(
    [
      ...repeat('000000000000000000000000', 3),
      ...repeat('000001111100001111100000', 3),
      ...repeat('000000000000000000000000', 4),
      ...repeat('000001111100001111100000', 3),
      ...repeat('000000000000000000000000', 3),
    ],
    [
      [8, 16],
      [40, 16],
    ],
  ),
  /** Tall grass and trees: nobody sees far. */
  grass: map(
    [
      ...repeat('00000000000000000000', 2),
      '00000000www000000000',
      '0000000wwww000##0000',
      '0000000ww0000w000000',
      '000000000000ww000000',
      '00000000w00ww0000000',
      '00000000w0#000000000',
      '000000000#0w00000000',
      '0000000ww00w00000000',
      '000000ww000000000000',
      '000000w0000ww0000000',
      '0000##000wwww0000000',
      '000000000www00000000',
      ...repeat('00000000000000000000', 2),
    ],
    SIDES,
  ),
  /** A hill in the middle that sees all around, with a ramp on each side. */
  hill: map(
    [
      ...repeat('00000000000000000000', 4),
      ...repeat('00000001111110000000', 2),
      ...repeat('000000a111111a000000', 4),
      ...repeat('00000001111110000000', 2),
      ...repeat('00000000000000000000', 4),
    ],
    SIDES,
  ),
  /** A lake with three ways through; shots fly over the water. */
  lake: map(
    [
      ...repeat('00000000000000000000', 3),
      ...repeat('00000000~~~~00000000', 4),
      ...repeat('00000000000000000000', 2),
      ...repeat('00000000~~~~00000000', 4),
      ...repeat('00000000000000000000', 3),
    ],
    SIDES,
  ),
} as const satisfies Record<string, GroundMap>;

export type MapName = keyof typeof MAPS;
