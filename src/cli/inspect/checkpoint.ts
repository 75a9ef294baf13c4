/** What is in a checkpoint. */
import { openPolicy } from '../../../agent/exported.js';
import { renderTable } from '../table.js';

export interface CheckpointReport {
  readonly kind: 'checkpoint';
  readonly path: string;
  readonly step: number;
  readonly parameters: number;
  /** SHA-256 (hex) of the parameters' bytes. */
  readonly weightsHash: string;
  readonly model: Readonly<Record<string, unknown>>;
  readonly vocabulary: { readonly name: string; readonly functions: number; readonly unitTypes: number };
  /** Settings of the run that made it, and its figures. */
  readonly training: Readonly<Record<string, unknown>>;
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly rms: number;
  }[];
}

/** Reads a checkpoint and checks its weights against their hash. @throws what openPolicy throws */
export function inspectCheckpoint(path: string): CheckpointReport {
  const { path: folder, description, policy, parameters } = openPolicy(path);
  const { vocabulary } = description;
  return {
    kind: 'checkpoint',
    path: folder,
    step: description.step,
    parameters: parameters.length,
    weightsHash: description.weightsHash,
    model: description.model,
    vocabulary: {
      name: vocabulary.name,
      functions: vocabulary.functions.length,
      unitTypes: vocabulary.unitTypes.length,
    },
    training: description.training,
    tensors: policy.layout.slices.map(({ name, shape, offset, size }) => ({
      name,
      shape,
      rms: rootMeanSquare(parameters.subarray(offset, offset + size)),
    })),
  };
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));
}

export function renderCheckpoint(report: CheckpointReport): string {
  const { name, functions, unitTypes } = report.vocabulary;
  return [
    `${report.path}: step ${report.step}, ${report.parameters} parameters`,
    `weights: ${report.weightsHash}`,
    `model: ${pairs(report.model)}`,
    `vocabulary: ${name}, ${functions} functions, ${unitTypes} unit types`,
    'training:',
    ...trainingLines(report.training),
    renderTable(
      ['tensor', 'shape', 'root mean square'],
      report.tensors.map((tensor) => [tensor.name, `[${tensor.shape.join(', ')}]`, tensor.rms.toFixed(4)]),
    ),
  ].join('\n');
}

/** One figure or setting a line, groups of them indented; lists of numbers are for programs, which have --json. */
function trainingLines(values: Readonly<Record<string, unknown>>, indent = '  '): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (Array.isArray(value)) return [];
    if (typeof value !== 'object' || value === null) return [`${indent}${key} ${String(value)}`];
    const group = value as Readonly<Record<string, unknown>>;
    if (Object.values(group).some((inner) => typeof inner === 'object' && inner !== null))
      return [`${indent}${key}`, ...trainingLines(group, `${indent}  `)];
    return [`${indent}${key}: ${pairs(group)}`];
  });
}

function pairs(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}
