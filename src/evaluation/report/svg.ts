/**
 * SVG as text: elements, escaping, numbers. Everything drawn goes through here, so nothing unescaped and no NaN can
 * reach a picture.
 */
import { KhalaError } from '../../spec/errors.js';

export type Attributes = Readonly<Record<string, string | number>>;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for the content and the quoted attributes of HTML and SVG. Control characters are dropped. */
export function escapeMarkup(text: string): string {
  return [...text]
    .filter((character) => character >= ' ' || character === '\n' || character === '\t')
    .map((character) => ENTITIES[character] ?? character)
    .join('');
}

/** A coordinate with at most two decimals. Throws NOT_FINITE for what cannot be drawn. */
export function coordinate(value: number): string {
  if (!Number.isFinite(value))
    throw new KhalaError(
      'NOT_FINITE',
      `draw a picture: coordinates must be finite, got ${value}; check the numbers given to the chart`,
    );
  const rounded = Math.round(value * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}

/** An element with escaped attributes; `children` are markup already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeMarkup(value)}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

export function group(attributes: Attributes, ...children: readonly string[]): string {
  return element('g', attributes, ...children);
}

export function line(x1: number, y1: number, x2: number, y2: number, className: string): string {
  return element('line', { x1, y1, x2, y2, class: className });
}

/** A label; `anchor` is SVG's text-anchor. */
export function label(
  x: number,
  y: number,
  content: string,
  className = 'label',
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  return element('text', { x, y, class: className, 'text-anchor': anchor }, escapeMarkup(content));
}

/** A path of straight lines through points in pixels. */
export function polyline(points: readonly (readonly [x: number, y: number])[], className: string): string {
  return element('polyline', {
    points: points.map(([x, y]) => `${coordinate(x)},${coordinate(y)}`).join(' '),
    class: className,
  });
}

/** A drawing before it is put into a page or a file. Sizes in pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** What is seen, for people who cannot see it. */
  readonly title: string;
  readonly body: string;
}

/** The picture as an SVG element; it shrinks with the page but never grows over its own size. */
export function svgElement(picture: Picture, style = ''): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${coordinate(picture.width)} ${coordinate(picture.height)}`,
      width: picture.width,
      height: picture.height,
      role: 'img',
      class: 'picture',
    },
    element('title', {}, escapeMarkup(picture.title)),
    style,
    picture.body,
  );
}
