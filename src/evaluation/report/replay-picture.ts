/**
 * A match drawn over time: small pictures of the field at several game loops, and what each side has left.
 */

import type { PlayerId } from '../../spec/match.js';
import { LOOPS_PER_SECOND } from '../../spec/observation.js';
import { lineChart, shorten, TONES, type Tone } from './charts.js';
import { type Field, fitField } from './field.js';
import { type Film, type FilmUnit, lastSighting, lengthOf, sightingAt } from './film.js';
import { lettersFor } from './letters.js';
import { coordinate, element, group, label, line, type Picture, polyline } from './svg.js';

const COLUMNS = 3;
const ROWS = 2;
const PANEL_WIDTH = 300;
/** Tallest and flattest panel, pixels. */
const PANEL_HEIGHT = { least: 150, most: 300 } as const;
const GAP = 14;
const CAPTION_HEIGHT = 22;
const HEAD_HEIGHT = 64;
/** Smallest disc in which a letter can be read, pixels. */
const LEAST_RADIUS = 7;
const CROSS = 4;

/** Names of the players as a legend shows them. */
export type PlayerNames = Readonly<Record<PlayerId, string>>;

/**
 * Six panels at equal distances in time, from the first loop to the last. A disc is a unit at its true size, the ring
 * its health and shields left, a trail its way since the panel before, a cross the place where it died since then.
 */
export function filmPicture(film: Film, names: PlayerNames): Picture {
  const field = layField(film);
  const letters = lettersOf(film);
  const panels = COLUMNS * ROWS;
  const length = lengthOf(film);
  const loops = Array.from({ length: panels }, (_, i) => Math.round((length * i) / (panels - 1)));
  const width = COLUMNS * PANEL_WIDTH + (COLUMNS - 1) * GAP;
  const rowHeight = CAPTION_HEIGHT + field.height + GAP;
  const title = `A match on ${film.scenario} over time`;
  const body = [
    label(0, 14, title, 'strong'),
    legend(film, names, letters),
    ...loops.map((loop, i) =>
      group(
        {
          transform: `translate(${coordinate((i % COLUMNS) * (PANEL_WIDTH + GAP))} ${coordinate(HEAD_HEIGHT + Math.floor(i / COLUMNS) * rowHeight)})`,
        },
        panel(film, field, letters, i === 0 ? -1 : loops[i - 1], loop),
      ),
    ),
  ].join('');
  return { width, height: HEAD_HEIGHT + ROWS * rowHeight - GAP + 1, title, body };
}

/** The part of the map where the match took place, the same for all panels. */
function layField(film: Film): Field {
  const xs = film.units.flatMap((unit) => [...unit.x]);
  const ys = film.units.flatMap((unit) => [...unit.y]);
  return fitField(xs, ys, PANEL_WIDTH, PANEL_HEIGHT);
}

/** The picture of one loop. */
function panel(film: Film, field: Field, letters: Letters, since: number, loop: number): string {
  const standing = film.units.filter((unit) => sightingAt(unit, loop) !== null);
  const fallen = film.units.filter(
    (unit) =>
      unit.gone !== null && unit.gone > since && unit.gone <= loop && film.viewers.includes(unit.owner),
  );
  const alive = film.players
    .map((player) => standing.filter((unit) => unit.owner === player).length)
    .join(' : ');
  return [
    label(0, 14, `${(loop / LOOPS_PER_SECOND).toFixed(1)} s`, 'label'),
    label(field.width, 14, alive, 'quiet', 'end'),
    group(
      { transform: `translate(0 ${CAPTION_HEIGHT})` },
      element('rect', {
        x: 0.5,
        y: 0.5,
        width: field.width - 1,
        height: field.height - 1,
        rx: 4,
        class: 'field',
      }),
      ...[...standing, ...fallen].map((unit) => trail(film, field, unit, since, loop)),
      ...fallen.map((unit) => cross(film, field, unit)),
      ...standing.map((unit) => disc(film, field, letters, unit, loop)),
    ),
  ].join('');
}

function toneOf(film: Film, unit: FilmUnit): Tone {
  return TONES[Math.max(0, film.players.indexOf(unit.owner)) % TONES.length];
}

function trail(film: Film, field: Field, unit: FilmUnit, since: number, loop: number): string {
  const from = lastSighting(unit, since) ?? 0;
  const to = lastSighting(unit, loop) ?? 0;
  if (to <= from) return '';
  const points = Array.from(
    { length: to - from + 1 },
    (_, i) => [field.x.at(unit.x[from + i]), field.y.at(unit.y[from + i])] as const,
  );
  return polyline(points, `trail ${toneOf(film, unit)}`);
}

function cross(film: Film, field: Field, unit: FilmUnit): string {
  const at = unit.loops.length - 1;
  const [x, y] = [field.x.at(unit.x[at]), field.y.at(unit.y[at])];
  const className = `cross ${toneOf(film, unit)}`;
  return (
    line(x - CROSS, y - CROSS, x + CROSS, y + CROSS, className) +
    line(x - CROSS, y + CROSS, x + CROSS, y - CROSS, className)
  );
}

function disc(film: Film, field: Field, letters: Letters, unit: FilmUnit, loop: number): string {
  const at = sightingAt(unit, loop) ?? 0;
  const tone = toneOf(film, unit);
  const [x, y] = [field.x.at(unit.x[at]), field.y.at(unit.y[at])];
  const radius = Math.max(LEAST_RADIUS, unit.radius * field.pixelsPerCell);
  const share = unit.pointsMax > 0 ? Math.min(1, Math.max(0, unit.points[at] / unit.pointsMax)) : 0;
  return group(
    {},
    element('circle', { cx: x, cy: y, r: radius, class: 'paper' }),
    element('circle', { cx: x, cy: y, r: radius, class: `fill-${tone} soft` }),
    element('circle', { cx: x, cy: y, r: radius, class: 'rim' }),
    ring(x, y, radius, share, tone),
    label(x, y + 3, letters[unit.unitType] ?? '', 'letter', 'middle'),
  );
}

/** The part `share` of a circle, clockwise from the top. */
function ring(x: number, y: number, radius: number, share: number, tone: Tone): string {
  if (share >= 0.999) return element('circle', { cx: x, cy: y, r: radius, class: `ring ${tone}` });
  const angle = 2 * Math.PI * share;
  const end = [x + radius * Math.sin(angle), y - radius * Math.cos(angle)].map(coordinate).join(' ');
  const large = share > 0.5 ? 1 : 0;
  const start = `${coordinate(x)} ${coordinate(y - radius)}`;
  const size = coordinate(radius);
  return element('path', { d: `M${start}A${size} ${size} 0 ${large} 1 ${end}`, class: `ring ${tone}` });
}

/** A letter or two for each unit type that takes part. */
type Letters = Readonly<Record<number, string>>;

function lettersOf(film: Film): Letters {
  const types = [...new Set(film.units.map((unit) => unit.unitType))].sort((a, b) => a - b);
  const names = types.map((type) => film.unitNames[type] ?? String(type));
  const letters = lettersFor(names);
  return Object.fromEntries(types.map((type, i) => [type, letters[i]]));
}

function legend(film: Film, names: PlayerNames, letters: Letters): string {
  const sides = film.players.map((player, i) => {
    const x = i * ((COLUMNS * PANEL_WIDTH) / 2);
    const tone = TONES[i % TONES.length];
    return (
      element('circle', { cx: x + 6, cy: 30, r: 5, class: `fill-${tone} dot` }) +
      label(x + 18, 34, `Player ${player}: ${shorten(names[player] ?? 'unknown', 48)}`)
    );
  });
  const types = Object.entries(letters).map(
    ([type, letter]) => `${letter} ${film.unitNames[Number(type)] ?? type}`,
  );
  return group(
    {},
    ...sides,
    label(
      0,
      54,
      `${types.join(', ')}; ring: health and shields left; cross: died since the panel before`,
      'small',
    ),
  );
}

/** Health and shields of each side over time; only sides whose own view was filmed, for others are seen in part. */
export function strengthChart(film: Film, names: PlayerNames, width: number): Picture {
  const title = 'Health and shields left, sum over the units of a side';
  const series = film.players
    .map((player, i) => ({ player, tone: TONES[i % TONES.length] }))
    .filter(({ player }) => film.viewers.includes(player))
    .map(({ player, tone }) => ({
      name: `Player ${player}: ${shorten(names[player] ?? 'unknown', 48)}`,
      tone,
      points: strengthOf(film, player),
    }));
  return lineChart({ title, xLabel: 'seconds of game time', series, width, height: 230 });
}

/** Points (seconds, health and shields) at every loop at which this side was seen. */
function strengthOf(film: Film, player: PlayerId): (readonly [number, number])[] {
  const units = film.units.filter((unit) => unit.owner === player);
  const loops = new Set(
    units.flatMap((unit) => (unit.gone === null ? unit.loops : [...unit.loops, unit.gone])),
  );
  return [...loops]
    .sort((a, b) => a - b)
    .map((loop) => {
      const left = units.reduce((sum, unit) => {
        const at = sightingAt(unit, loop);
        return at === null ? sum : sum + unit.points[at];
      }, 0);
      return [loop / LOOPS_PER_SECOND, left] as const;
    });
}
