/**
 * Commands as classes: what the policy is trained to name, and what its answer means for one observation.
 */
import {
  ENTITY_IDS,
  FINE_GRID,
  LOCATION_GRID,
  type PolicyInputs,
  type PolicyTargets,
  type VocabularyIndex,
} from './encoding.js';
import { KhalaError } from './errors.js';
import type { Command, MapInfo, Observation } from './observation.js';
import { DELAY_BINS, delayBin, functionKey, type Vocabulary } from './vocabulary.js';

/**
 * Writes the classes of a command into row `b` of `out`. `rows` is what `encodeObservation` returned, `pick` chooses which
 * of the selected units is the pivot. Returns why the command cannot be a demonstration, or null.
 */
export function encodeCommand(
  command: Command,
  observation: Observation,
  map: MapInfo,
  index: VocabularyIndex,
  rows: Int32Array,
  inputs: PolicyInputs,
  out: PolicyTargets,
  b: number,
  pick: (count: number) => number,
): CommandFault | null {
  const entities = inputs.entities;
  out.selected.fill(0, b * entities, (b + 1) * entities);
  for (const name of ['function', 'queued', 'pivot', 'target_entity', 'target_cell', 'target_fine'] as const)
    out[name][b] = 0;
  out.delay[b] = delayBin(command.delay);
  const f = index.functions.get(functionKey({ ability: command.ability, target: command.target.kind }));
  if (f === undefined) return 'unknown_function';
  if (inputs.function_mask[b * index.vocabulary.functions.length + f] === 0) return 'function_not_offered';
  out.function[b] = f;
  if (f === 0) return null;
  out.queued[b] = command.queued ? 1 : 0;
  const wanted = new Set(command.units);
  const width = index.vocabulary.unitTypes.length + 1;
  const chosen: number[] = [];
  let target = -1;
  for (let n = 0; n < rows.length; n++) {
    const tag = observation.entities.tag[rows[n]];
    if (command.target.kind === 'entity' && tag === command.target.tag) target = n;
    if (!wanted.has(tag) || inputs.own_mask[b * entities + n] === 0) continue;
    const type = inputs.entity_ids[(b * entities + n) * ENTITY_IDS.length];
    if (index.users[f * width + type] === 0) continue;
    out.selected[b * entities + n] = 1;
    chosen.push(n);
  }
  if (chosen.length === 0) return 'no_unit';
  out.pivot[b] = chosen[pick(chosen.length)];
  if (command.target.kind === 'entity') {
    if (target < 0) return 'no_target';
    out.target_entity[b] = target;
  } else if (command.target.kind === 'point') {
    const { cell, fine } = encodePoint(command.target.x, command.target.y, map);
    out.target_cell[b] = cell;
    out.target_fine[b] = fine;
  }
  return null;
}

/** Why a command cannot be shown to the policy. */
export const COMMAND_FAULTS = ['unknown_function', 'function_not_offered', 'no_unit', 'no_target'] as const;
export type CommandFault = (typeof COMMAND_FAULTS)[number];

/** Coarse and fine cell of a point; points outside the map go to its edge. */
function encodePoint(x: number, y: number, map: MapInfo): { cell: number; fine: number } {
  const steps = LOCATION_GRID * FINE_GRID;
  const column = Math.max(0, Math.min(steps - 1, Math.floor((x / map.width) * steps)));
  const row = Math.max(0, Math.min(steps - 1, Math.floor((y / map.height) * steps)));
  return {
    cell: Math.floor(row / FINE_GRID) * LOCATION_GRID + Math.floor(column / FINE_GRID),
    fine: (row % FINE_GRID) * FINE_GRID + (column % FINE_GRID),
  };
}

/** The middle of a fine cell, in cells of the map. */
export function decodePoint(cell: number, fine: number, map: MapInfo): { x: number; y: number } {
  const steps = LOCATION_GRID * FINE_GRID;
  const column = (cell % LOCATION_GRID) * FINE_GRID + (fine % FINE_GRID);
  const row = Math.floor(cell / LOCATION_GRID) * FINE_GRID + Math.floor(fine / FINE_GRID);
  return { x: ((column + 0.5) / steps) * map.width, y: ((row + 0.5) / steps) * map.height };
}

/** What the policy answers for one sample, as classes. */
export interface PolicyChoice {
  readonly function: number;
  readonly delay: number;
  readonly queued: number;
  /** Rows of the model that are selected. */
  readonly selected: readonly number[];
  readonly targetEntity: number;
  readonly cell: number;
  readonly fine: number;
}

/** The command that a choice means for this observation. */
export function decodeCommand(
  choice: PolicyChoice,
  observation: Observation,
  map: MapInfo,
  vocabulary: Vocabulary,
  rows: Int32Array,
): Command {
  const spec = vocabulary.functions[choice.function];
  if (!spec)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `decode command: function ${choice.function} is not among the ${vocabulary.functions.length} of vocabulary ${vocabulary.name}`,
    );
  const tag = (row: number): bigint => observation.entities.tag[rows[row]];
  const target = {
    none: () => ({ kind: 'none' }) as const,
    entity: () => ({ kind: 'entity', tag: tag(choice.targetEntity) }) as const,
    point: () => ({ kind: 'point', ...decodePoint(choice.cell, choice.fine, map) }) as const,
  }[spec.target]();
  return {
    ability: spec.ability,
    delay: DELAY_BINS[choice.delay],
    queued: choice.queued === 1,
    units: choice.selected.map(tag),
    target,
  };
}
