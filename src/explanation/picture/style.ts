/** What all panels share: the colours of the sides, and how numbers are written. */
import { coordinate, element } from '../../evaluation/report/svg.js';
import type { AllianceName } from '../explanation.js';

/** Names of theme classes. Blue and orange are the two sides; what belongs to neither is grey. */
export const TONE = {
  own: 'first',
  ally: 'first',
  enemy: 'second',
  neutral: 'quiet',
} as const satisfies Record<AllianceName, string>;
export type Tone = (typeof TONE)[AllianceName];
/** Class of a stroke in a tone; `quiet` alone is a text's. */
export const STROKE = { first: 'first', second: 'second', quiet: 'stroke-quiet' } as const satisfies Record<
  Tone,
  string
>;

/** Two digits and a sign, the minus as long as the plus. @example signed(-0.031) // '−0.03' */
export function signed(nats: number): string {
  const text = Math.abs(nats).toFixed(2);
  if (text === '0.00') return '0.00';
  return `${nats < 0 ? '−' : '+'}${text}`;
}

/** @example percent(0.0314) // '3.1 %' */
export function percent(share: number): string {
  const value = share * 100;
  return `${value.toFixed(value < 10 ? 1 : 0)} %`;
}

/** The beginning of a text that is too long. */
export function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** A name that is too long, without its middle: the number at its end tells it from others. */
export function clipMiddle(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 5)}…${name.slice(-4)}`;
}

/** A rectangle of a class. */
export function box(x: number, y: number, width: number, height: number, className: string): string {
  return element('rect', { x, y, width, height, class: className });
}

/** Rectangles of one class and opacity as one path, which is much shorter. */
export function boxes(
  places: readonly (readonly [x: number, y: number])[],
  width: number,
  height: number,
  className: string,
  opacity: number,
): string {
  const d = places.map(
    ([x, y]) =>
      `M${coordinate(x)} ${coordinate(y)}h${coordinate(width)}v${coordinate(height)}h${coordinate(-width)}z`,
  );
  return element('path', { d: d.join(''), class: className, opacity });
}
