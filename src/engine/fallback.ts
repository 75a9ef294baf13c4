/** What a provider of ONNX Runtime leaves to the CPU of a model, and what that costs: read from a profile of one run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Ort from 'onnxruntime-node';

/** Names that are told; the rest are counted. */
const TOLD = 5;

interface ProfiledNode {
  readonly name: string;
  readonly op: string;
  readonly provider: string;
  readonly microseconds: number;
}

/** Ones for every input of the model: nodes take as long for them as for anything, and may divide by them. */
function ones(session: Ort.InferenceSession, ort: typeof Ort): Record<string, Ort.Tensor> {
  const feeds: Record<string, Ort.Tensor> = {};
  for (const input of session.inputMetadata) {
    if (!input.isTensor) continue;
    const dims = input.shape.map(Number);
    const size = dims.reduce((product, d) => product * d, 1);
    const data =
      input.type === 'float32'
        ? new Float32Array(size)
        : input.type === 'int32'
          ? new Int32Array(size)
          : new Uint8Array(size);
    feeds[input.name] = new ort.Tensor(input.type, data.fill(1), dims);
  }
  return feeds;
}

/** The nodes of a profile that ONNX Runtime wrote; it lists each once a run. */
function profiledNodes(text: string): ProfiledNode[] {
  const events = JSON.parse(text) as {
    cat?: string;
    name?: string;
    dur?: number;
    args?: Record<string, string>;
  }[];
  const kernel = /_kernel_time$/;
  return events
    .filter(({ cat, name }) => cat === 'Node' && kernel.test(name ?? ''))
    .map(({ name = '', dur = 0, args }) => ({
      name: name.replace(kernel, ''),
      op: args?.op_name ?? '',
      provider: args?.provider ?? '',
      microseconds: dur,
    }));
}

/**
 * The nodes of `model` that run on the CPU although the session is for another provider, in words, with their share of the time of
 * one run (after one that warms up), the copies between the two included.
 */
export async function describeFallback(
  ort: typeof Ort,
  model: Uint8Array,
  options: Ort.InferenceSession.SessionOptions,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'khala-profile-'));
  try {
    const session = await ort.InferenceSession.create(model, {
      ...options,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'run'),
    });
    const feeds = ones(session, ort);
    for (let run = 0; run < 2; run++) await session.run(feeds);
    session.endProfiling();
    await session.release();
    const [file] = readdirSync(folder);
    const nodes = profiledNodes(readFileSync(join(folder, file), 'utf8'));
    return tell(nodes.slice(nodes.length / 2));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tell(nodes: readonly ProfiledNode[]): string {
  const copies = nodes.filter(({ op }) => op.startsWith('Memcpy'));
  const strays = nodes.filter(
    ({ op, provider }) => provider === 'CPUExecutionProvider' && !op.startsWith('Memcpy'),
  );
  const sum = (part: readonly ProfiledNode[]): number => part.reduce((total, n) => total + n.microseconds, 0);
  const share = Math.round((100 * sum([...strays, ...copies])) / Math.max(1, sum(nodes)));
  const names = strays.slice(0, TOLD).map(({ name }) => name);
  if (strays.length > TOLD) names.push(`${strays.length - TOLD} more`);
  return (
    `it has no kernel for ${names.join(', ')}; the CPU computes ${strays.length} of ${nodes.length} nodes, ` +
    `which with ${copies.length} copies takes ${share} % of the time`
  );
}
