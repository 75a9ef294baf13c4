/**
 * Policies as single files for other programs: an ONNX model of one decision, and the weights as safetensors. Both carry the whole description
 * (sizes, vocabulary, figures), so that either is a checkpoint again.
 */
import { statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { floatsOf, readModel, traceToOnnx } from '../src/engine/index.js';
import {
  assembleCheckpoint,
  CHECKPOINT_FILES,
  type Checkpoint,
  loadCheckpoint,
  namedTensors,
} from '../src/model/checkpoint.js';
import { readWhole } from '../src/model/read-file.js';
import { decodeSafetensors, encodeSafetensors, safetensorsMetadata } from '../src/model/safetensors.js';
import { KhalaError } from '../src/spec/errors.js';
import { decisionProgram } from './decision.js';
import { policyPath } from './shipped.js';

/** Under this name both kinds of file carry the description, JSON as in a checkpoint's `policy.json`. */
const DESCRIPTION = 'khala.policy';
/** Name of all parameters in the model: one vector, in the order of the policy's layout. */
const PARAMETERS = 'parameters';

/** One decision at this number of entities as an ONNX model; inputs and output are those of `decisionProgram`. */
export function toOnnx({ policy, parameters, description }: Checkpoint, entities: number): Uint8Array {
  const { constants: _, ...program } = decisionProgram(policy, parameters, entities);
  return traceToOnnx(program, {
    stored: { [PARAMETERS]: parameters },
    metadata: { [DESCRIPTION]: JSON.stringify(description) },
  });
}

export function toSafetensors(checkpoint: Checkpoint): Uint8Array {
  return encodeSafetensors(namedTensors(checkpoint), {
    [DESCRIPTION]: JSON.stringify(checkpoint.description),
  });
}

/**
 * The policy that a name means: a shipped one, an exported file, or a run or checkpoint.
 * @throws what `loadCheckpoint` throws, and of exported files FILE_FOREIGN, FILE_TRUNCATED, FILE_CORRUPT, FILE_VERSION, FILE_LIMIT, FILE_UNREADABLE,
 * CHECKPOINT_MISMATCH
 */
export function openPolicy(name: string): Checkpoint {
  const path = policyPath(name);
  const ending = extname(path);
  // A checkpoint's own weights have their description beside them.
  const exported =
    ending === '.onnx' || (ending === '.safetensors' && basename(path) !== CHECKPOINT_FILES.policy);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  return exported && isFile ? readExported(path) : loadCheckpoint(path);
}

/**
 * The policy in a file that `toOnnx` or `toSafetensors` made.
 * @throws FILE_FOREIGN, FILE_TRUNCATED, FILE_CORRUPT, FILE_VERSION, FILE_LIMIT, FILE_UNREADABLE,
 * CHECKPOINT_MISMATCH
 */
function readExported(path: string): Checkpoint {
  const bytes = readWhole(path);
  if (path.endsWith('.safetensors')) {
    const tensors = decodeSafetensors(bytes, path);
    return assembleCheckpoint(path, described(safetensorsMetadata(bytes, path)[DESCRIPTION], path), tensors);
  }
  const { metadata, tensors } = readModel(bytes, path);
  const text = described(metadata.get(DESCRIPTION), path);
  const parameters = tensors.get(PARAMETERS);
  if (!parameters)
    throw new KhalaError(
      'FILE_CORRUPT',
      `read ${path}: tensor ${PARAMETERS} is missing; a tool that rewrote the model took it out; use the file that khala export wrote`,
    );
  return assembleCheckpoint(path, text, floatsOf(parameters, PARAMETERS, path));
}

function described(text: string | undefined, path: string): string {
  if (text !== undefined) return text;
  throw new KhalaError(
    'FILE_FOREIGN',
    `read ${path}: it does not say which policy it is (${DESCRIPTION}); give a file that khala export wrote`,
  );
}
