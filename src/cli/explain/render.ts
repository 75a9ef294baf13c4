/** An explanation as text for a terminal. */
import type { Explanation } from '../../explanation/explanation.js';
import { GROUP_NAMES } from '../../explanation/groups.js';
import { printable } from '../printable.js';
import { renderTable } from '../table.js';

/** Entities that are listed. */
const LISTED = 10;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const nats = (value: number): string => value.toFixed(3);

export function renderExplanation(explanation: Explanation): string {
  const { command, entities, ranking, given, attention, gradients, source } = printable(explanation);
  const parts = GROUP_NAMES.filter((part) => command.groups.includes(part));
  const { map, scalars, history } = attention.composed;
  const worst = Math.max(0, ...Object.values(gradients).map(({ error }) => Math.abs(error)));
  return [
    `${explanation.agent} on ${explanation.scenario}, game loop ${explanation.gameLoop}, decision ${explanation.decision}, player ${explanation.player}`,
    `${command.words}: probability ${percent(command.probability.command)} (${parts.map((part) => `${part} ${percent(command.probability[part])}`).join(', ')})`,
    ...(source.kind === 'recording' ? [`recorded: ${given}`] : []),
    renderTable(
      ['entity', '', 'command', ...parts, 'gradients', 'read'],
      ranking.slice(0, LISTED).map((n) => {
        const { name, selected, target, ablation, gradients: own, attention: read } = entities[n];
        return [
          name,
          selected ? 'selected' : target ? 'target' : '',
          nats(ablation.command),
          ...parts.map((part) => nats(ablation[part])),
          nats(own.command ?? 0),
          percent(read),
        ];
      }),
    ),
    ...(ranking.length > LISTED ? [`and ${ranking.length - LISTED} more entities`] : []),
    'command and its parts: nats of log-probability that it loses without the entity; gradients: integrated; read: what reaches the function by attention',
    `the map is read with ${percent(map)}, the player's numbers with ${percent(scalars)}, past orders with ${percent(history)}`,
    `integrated gradients miss at most ${nats(worst)} nats of a part`,
  ].join('\n');
}
