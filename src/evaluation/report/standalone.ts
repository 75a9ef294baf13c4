/** Pictures as an SVG file of their own, with everything that they need inside. */
import { coordinate, element, group, type Picture, svgElement } from './svg.js';
import { PICTURE_STYLE } from './theme.js';

/** Pixels around the pictures. */
const PADDING = 16;

/** Pictures one below the other, with their style and a background. */
export function standaloneSvg(title: string, pictures: readonly Picture[]): string {
  const width = Math.max(...pictures.map((picture) => picture.width)) + 2 * PADDING;
  let y = PADDING;
  const placed = pictures.map((picture) => {
    const at = y;
    y += picture.height + PADDING;
    return group({ transform: `translate(${PADDING} ${coordinate(at)})` }, picture.body);
  });
  const background = element('rect', { width, height: y, class: 'paper' });
  const style = element('style', {}, PICTURE_STYLE);
  return `${svgElement({ width, height: y, title, body: background + placed.join('') }, style)}\n`;
}
