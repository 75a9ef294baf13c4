/** An explanation as one picture. Pure: the same explanation gives the same text. */
import { standaloneSvg } from '../../evaluation/report/standalone.js';
import { coordinate, group, label, type Picture } from '../../evaluation/report/svg.js';
import { LOOPS_PER_SECOND } from '../../spec/observation.js';
import type { Explanation } from '../explanation.js';
import { heatPanel } from './heat-panel.js';
import { mapPanel } from './map-panel.js';
import { clip, percent } from './style.js';
import { alternativesPanel, tablePanel } from './table-panel.js';

/** Pixels. */
const LEFT_WIDTH = 430;
const RIGHT_WIDTH = 690;
const GAP = 36;
const HEAD = 70;
const BETWEEN = 20;
/** Entities that have a number and a row of the table. */
const RANKED = 8;

/** The explanation as an SVG file. */
export function explanationSvg(explanation: Explanation): string {
  const picture = draw(explanation);
  return standaloneSvg(picture.title, [picture]);
}

function draw(explanation: Explanation): Picture {
  const { command } = explanation;
  const ranked = explanation.ranking.slice(0, RANKED);
  const left = stack([mapPanel(explanation, ranked, LEFT_WIDTH), alternativesPanel(explanation, LEFT_WIDTH)]);
  const right = stack([
    heatPanel(explanation, ranked, RIGHT_WIDTH),
    tablePanel(explanation, ranked, RIGHT_WIDTH),
  ]);
  const headline = `${command.words}: probability ${percent(command.probability.command)}`;
  const title = `${contextOf(explanation)}. ${headline}`;
  const body = [
    label(0, 18, clip(headline, 128), 'large'),
    label(0, 38, clip(contextOf(explanation), 190), 'quiet'),
    label(0, 55, clip(partsOf(explanation), 190), 'quiet'),
    group({ transform: `translate(0 ${HEAD})` }, left.body),
    group({ transform: `translate(${LEFT_WIDTH + GAP} ${HEAD})` }, right.body),
  ].join('');
  return {
    width: LEFT_WIDTH + GAP + RIGHT_WIDTH,
    height: HEAD + Math.max(left.height, right.height),
    title,
    body,
  };
}

function stack(pictures: readonly Picture[]): { height: number; body: string } {
  let y = 0;
  const placed = pictures.map(({ body, height }) => {
    const at = y;
    y += height + BETWEEN;
    return group({ transform: `translate(0 ${coordinate(at)})` }, body);
  });
  return { height: y - BETWEEN, body: placed.join('') };
}

function contextOf({ agent, scenario, seed, source, gameLoop, decision, player }: Explanation): string {
  const seconds = (gameLoop / LOOPS_PER_SECOND).toFixed(1);
  const where =
    source.kind === 'match'
      ? `${scenario} against ${source.opponent}, seed ${seed}`
      : `${scenario}, episode ${source.episode} of ${source.path}`;
  return `${agent} on ${where}, player ${player}, game loop ${gameLoop} (${seconds} s), decision ${decision}`;
}

function partsOf({ command, winProbability, given, source, notShown }: Explanation): string {
  const parts = command.groups.map((part) => `${part} ${percent(command.probability[part])}`).join(', ');
  const recorded = source.kind === 'recording' ? `; recorded: ${given}` : '';
  const cut = notShown > 0 ? `; ${notShown} entities more than the policy can be shown` : '';
  return `${parts}; it gives itself ${percent(winProbability)} to win${recorded}${cut}`;
}
