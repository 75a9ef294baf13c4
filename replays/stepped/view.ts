/**
 * A replay that the game itself plays back, as this part of the house needs it. Who speaks to the game is another part; between
 * them stands this: looks at the game as one player, and what he ordered between them.
 */
import type { MapInfo, Observation, Target } from '../../src/spec/observation.js';

/** An order as the game tells it. */
export interface SeenOrder {
  /** General form. */
  readonly ability: number;
  readonly queued: boolean;
  readonly units: readonly bigint[];
  readonly target: Target;
}

/** One look at the game. */
export interface Look {
  readonly observation: Observation;
  /** What the player ordered since the look before. */
  readonly orders: readonly SeenOrder[];
  /** What else he did since then, by name: moved the camera, switched an ability's automatic use. */
  readonly others: readonly string[];
  /** The game is over; there is nothing more to see. */
  readonly ended: boolean;
}

/** Names that the game has for its ids. */
export interface GameNames {
  readonly abilities: ReadonlyMap<number, string>;
  readonly unitTypes: ReadonlyMap<number, string>;
  readonly upgrades: ReadonlyMap<number, string>;
  readonly buffs: ReadonlyMap<number, string>;
}

/** One player's game from its beginning. */
export interface View {
  readonly map: MapInfo;
  readonly names: GameNames;
  /** Runs to this loop, which is after that of the look before, and looks; the first is at 0, or soon after. */
  look(loop: number): Promise<Look>;
}

/** Begins the game again, as this player saw it. */
export type OpenView = (playerId: number) => Promise<View>;
