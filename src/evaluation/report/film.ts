/**
 * A match as a film: where every unit was and how it fared, kept small enough to draw or to send. A camera is an
 * observer of a match; it believes each player only about his own units, so nothing that fog hides is guessed.
 */
import { ALLIANCE } from '../../spec/columns.js';
import type { MatchInfo, Outcome, PlayerId, TimeStep } from '../../spec/match.js';

/** The life of one unit, one entry a sighting, ascending in `loops`. */
export interface FilmUnit {
  readonly owner: PlayerId;
  readonly unitType: number;
  /** Cells. */
  readonly radius: number;
  readonly loops: readonly number[];
  /** Cells. */
  readonly x: readonly number[];
  /** Cells. */
  readonly y: readonly number[];
  /** Health and shield together. */
  readonly points: readonly number[];
  readonly pointsMax: number;
  /** Game loop from which on it was not seen any more: its death, where its owner's view was filmed. */
  readonly gone: number | null;
}

/** Plain data: it may cross a process border as JSON. */
export interface Film {
  readonly scenario: string;
  readonly seed: number;
  readonly players: readonly PlayerId[];
  /** Whose views were filmed. Units of others are known only as far as these saw them. */
  readonly viewers: readonly PlayerId[];
  readonly unitNames: Readonly<Record<number, string>>;
  readonly units: readonly FilmUnit[];
  readonly outcome: Outcome | null;
}

interface Life {
  owner: PlayerId;
  unitType: number;
  radius: number;
  loops: number[];
  x: number[];
  y: number[];
  points: number[];
  pointsMax: number;
  gone: number | null;
}

/** Films a match; its first four members are those of a match observer. */
export interface FilmCamera {
  start(info: MatchInfo): void;
  observation(player: PlayerId, step: TimeStep): void;
  outcome(outcome: Outcome): void;
  /** What was filmed; null before a match has started. */
  film(): Film | null;
}

/** A camera for one match. `start` of every filmed player must come before the first observation. */
export function createFilmCamera(): FilmCamera {
  const viewers: PlayerId[] = [];
  const lives = new Map<bigint, Life>();
  let info: MatchInfo | null = null;
  let ended: Outcome | null = null;
  return {
    start(started) {
      info ??= started;
      if (!viewers.includes(started.player)) viewers.push(started.player);
    },
    observation(player, step) {
      const { entities, count, gameLoop } = step.observation;
      const seen = new Set<bigint>();
      for (let i = 0; i < count; i++) {
        const own = entities.alliance[i] === ALLIANCE.self;
        if (!own && (entities.alliance[i] === ALLIANCE.neutral || viewers.includes(entities.owner[i])))
          continue;
        seen.add(entities.tag[i]);
        const life = lives.get(entities.tag[i]) ?? {
          owner: entities.owner[i],
          unitType: entities.unit_type[i],
          radius: entities.radius[i],
          loops: [],
          x: [],
          y: [],
          points: [],
          pointsMax: 0,
          gone: null,
        };
        lives.set(entities.tag[i], life);
        if (life.loops.at(-1) === gameLoop) continue;
        life.loops.push(gameLoop);
        life.x.push(entities.x[i]);
        life.y.push(entities.y[i]);
        life.points.push(entities.health[i] + entities.shield[i]);
        life.pointsMax = Math.max(life.pointsMax, entities.health_max[i] + entities.shield_max[i]);
        life.gone = null;
      }
      for (const [tag, life] of lives) {
        const answerable = life.owner === player || !viewers.includes(life.owner);
        if (answerable && life.gone === null && !seen.has(tag)) life.gone = gameLoop;
      }
    },
    outcome(outcome) {
      ended = outcome;
    },
    film() {
      if (!info) return null;
      return {
        scenario: info.scenario,
        seed: info.seed,
        players: info.players,
        viewers: [...viewers],
        unitNames: Object.fromEntries(info.vocabulary.unitTypes.map(({ id, name }) => [id, name])),
        units: [...lives.values()],
        outcome: ended,
      };
    },
  };
}

/** The state of a unit at a game loop: its last sighting, or null before the first and after it has gone. */
export function sightingAt(unit: FilmUnit, loop: number): number | null {
  if (unit.gone !== null && loop >= unit.gone) return null;
  return lastSighting(unit, loop);
}

/** Index of the last sighting up to `loop`; null when there is none. */
export function lastSighting(unit: FilmUnit, loop: number): number | null {
  let low = 0;
  let high = unit.loops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (unit.loops[middle] <= loop) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : low - 1;
}

/** The last game loop that was filmed. */
export function lengthOf(film: Film): number {
  const seen = film.units.reduce(
    (latest, unit) => Math.max(latest, unit.loops.at(-1) ?? 0, unit.gone ?? 0),
    0,
  );
  return Math.max(seen, film.outcome?.loops ?? 0);
}
