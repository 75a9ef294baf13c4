/**
 * What the peer is given: one JSON file that says what lies where, and one file of raw little-endian numbers. Weights, state and samples are
 * the very ones that are run here.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TensorData } from '../../../engine/index.js';
import { HEADS, type Head } from '../../../model/heads.js';
import { inputArrays } from '../../../model/inputs.js';
import { type Policy, policyInputSpecs } from '../../../model/policy.js';
import {
  ENTITY_IDS,
  LOCATION_GRID,
  MAP_PATCH,
  MAP_RASTER,
  SCALAR_IDS,
  TARGET_KIND_INDEX,
} from '../../../spec/encoding.js';
import { TARGET_KINDS } from '../../../spec/vocabulary.js';
import { writing } from '../../../spec/writing.js';
import { batchSpecs, type OptimiserConfig } from '../../../training/step.js';
import type { Samples } from './samples.js';

/** Where a training step starts from. (P) each */
export interface State {
  readonly parameters: Float32Array;
  readonly first_moment: Float32Array;
  readonly second_moment: Float32Array;
}

/** One decision without noise, and what it was about. */
export interface Decided {
  readonly entities: number;
  readonly samples: Samples;
  readonly choices: Readonly<Record<Head, TensorData>>;
}

export interface Exchanged {
  readonly policy: Policy;
  readonly optimiser: OptimiserConfig;
  readonly learningRate: number;
  /** Number of the step that is compared, for AdamW's corrections. */
  readonly stepNumber: number;
  readonly state: State;
  readonly batch: number;
  readonly entities: number;
  readonly samples: Samples;
  readonly decisions: readonly Decided[];
}

interface Piece {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Writes `exchange.json` and `exchange.bin` into a folder, which is made. @throws NO_SPACE, BAD_ARGUMENT (not writable) */
export function writeExchange(folder: string, exchanged: Exchanged): void {
  const { policy, optimiser, learningRate, stepNumber, batch } = exchanged;
  const { config, index, layout } = policy;
  const pieces = piecesOf(exchanged);
  let offset = 0;
  const tensors: Record<string, object> = {};
  for (const { name, shape, data } of pieces) {
    tensors[name] = { shape, dtype: data instanceof Int32Array ? 'int32' : 'float32', offset };
    offset += data.byteLength;
  }
  const about = {
    sizes: {
      ...{ heads: config.heads, blocks: config.blocks, fourier_bands: config.fourierBands },
      ...{ map_raster: MAP_RASTER, map_patches_side: MAP_RASTER / MAP_PATCH, location_grid: LOCATION_GRID },
      ...{ unit_types: index.vocabulary.unitTypes.length + 1 },
      ...{ entity_ids: ENTITY_IDS, scalar_ids: SCALAR_IDS },
    },
    ...{ optimiser: { ...optimiser, learningRate }, stepNumber, batch, tensors },
    layout: layout.slices.map(({ name, shape, offset: at, size, decay }) => ({
      ...{ name, shape, offset: at, size, decay },
    })),
  };
  writing(folder, () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'exchange.json'), JSON.stringify(about));
    writeFileSync(join(folder, 'exchange.bin'), Buffer.concat(pieces.map(({ data }) => bytesOf(data))));
  });
}

function piecesOf({ policy, state, batch, entities, samples, decisions }: Exchanged): Piece[] {
  const { index, layout } = policy;
  const specs = batchSpecs(policy, batch, entities);
  const targets = Object.entries(samples.targets) as [string, TensorData][];
  return [
    ...Object.entries(state).map(([name, data]: [string, TensorData]) => ({
      ...{ name, shape: [layout.size], data },
    })),
    { name: 'users', shape: [index.users.length], data: index.users },
    { name: 'applies', ...applicability(policy) },
    ...inputPieces(policy, 'step.input.', batch, entities, samples),
    ...targets.map(([name, data]) => ({
      ...{ name: `step.target.${name}`, shape: specs[`target.${name}`].shape, data },
    })),
    ...decisions.flatMap((decided) => decisionPieces(policy, decided)),
  ];
}

function inputPieces(
  policy: Policy,
  prefix: string,
  batch: number,
  entities: number,
  samples: Samples,
): Piece[] {
  const arrays = inputArrays(samples.inputs);
  return Object.entries(policyInputSpecs(policy, batch, entities)).map(([name, { shape }]) => ({
    ...{ name: `${prefix}${name}`, shape, data: arrays[name as keyof typeof arrays] },
  }));
}

function decisionPieces(policy: Policy, { entities, samples, choices }: Decided): Piece[] {
  const prefix = `decision-${entities}.`;
  return [
    ...inputPieces(policy, `${prefix}input.`, 1, entities, samples),
    ...HEADS.map((head) => ({
      name: `${prefix}choice.${head}`,
      shape: head === 'selected' ? [1, entities] : [1],
      data: choices[head],
    })),
  ];
}

/** For each function, whether it needs selected units, an entity, a point: (F, 3). */
function applicability({ index }: Policy): Pick<Piece, 'shape' | 'data'> {
  const { functions } = index.vocabulary;
  const rows = functions.flatMap(({ target }, f) => {
    const kind = TARGET_KINDS.indexOf(target);
    return [f > 0, kind === TARGET_KIND_INDEX.entity, kind === TARGET_KIND_INDEX.point].map(Number);
  });
  return { shape: [functions.length, 3], data: Float32Array.from(rows) };
}

function bytesOf(data: TensorData): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
