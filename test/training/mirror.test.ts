/** Demonstrations that are learned from in mirrors. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Demonstrations } from '../../replays/demonstrations.js';
import { createPolicy } from '../../src/model/policy.js';
import { MAP_RASTER } from '../../src/spec/encoding.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { type Batch, heldOutBatches, trainingBatches } from '../../src/training/batches.js';
import { policyConfig, trainingConfigSchema } from '../../src/training/config.js';
import { recordMatches } from './recordings.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-mirror-'));
const plain = trainingConfigSchema.parse({ size: 'nano', latents: 4, batch: 12, heldOut: 0.3, sequence: 4 });
const mirrored = { ...plain, mirror: true };
const BATCHES = 3;
const SEQUENCES = 3;

let demonstrations: Demonstrations;
beforeAll(async () => {
  demonstrations = await recordMatches(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(config: typeof plain): Batch[] {
  const policy = createPolicy(policyConfig(config), SKIRMISH_VOCABULARY);
  const batch = trainingBatches(demonstrations, config, policy, 0);
  return Array.from({ length: BATCHES }, (_, k) => batch(k));
}

/** In which mirror each row of a batch is shown, as its first entity tells. */
function mirrorsOf({ inputs }: Batch, { inputs: shown }: Batch): string[] {
  return Array.from({ length: inputs.batch }, (_, b) =>
    [2, 3]
      .map((axis) => {
        const at = b * inputs.entities * 4 + axis;
        if (shown.entity_position[at] === inputs.entity_position[at]) return 'same';
        expect(shown.entity_position[at]).toBeCloseTo(MAP_RASTER - inputs.entity_position[at], 4);
        return 'turned';
      })
      .join(' '),
  );
}

describe('mirror', () => {
  it('shows the same demonstrations in the same order, in all four mirrors', () => {
    const before = read(plain);
    const after = read(mirrored);
    const seen = new Set(before.flatMap((batch, k) => mirrorsOf(batch, after[k])));
    expect([...seen].sort()).toEqual(['same same', 'same turned', 'turned same', 'turned turned']);
    for (const [k, batch] of before.entries()) {
      expect(after[k].targets.function).toEqual(batch.targets.function);
      expect(after[k].targets.pivot).toEqual(batch.targets.pivot);
      expect(after[k].inputs.entity_ids).toEqual(batch.inputs.entity_ids);
      expect(after[k].targets.target_cell).not.toEqual(batch.targets.target_cell);
    }
  });

  it('draws the same mirrors from the same seed', () => {
    expect(read(mirrored)).toEqual(read(mirrored));
  });

  it('judges held-out demonstrations as they are', () => {
    const policy = createPolicy(policyConfig(plain), SKIRMISH_VOCABULARY);
    expect(heldOutBatches(demonstrations, mirrored, policy)).toEqual(
      heldOutBatches(demonstrations, plain, policy),
    );
  });

  it('keeps to one mirror through a match, for a policy with a memory', () => {
    const remembering = { ...plain, memory: true };
    const before = read(remembering);
    const after = read({ ...remembering, mirror: true });
    const mirrors = before.map((batch, k) => mirrorsOf(batch, after[k]));
    const seen = new Set<string>();
    for (let s = 0; s < SEQUENCES; s++) {
      let now: string | null = null;
      for (const [k, batch] of after.entries()) {
        for (let row = s; row < plain.batch; row += SEQUENCES) {
          if (batch.lasts?.[row] === 0) now = null;
          now ??= mirrors[k][row];
          expect(mirrors[k][row]).toBe(now);
          seen.add(now);
        }
      }
    }
    expect(seen.size).toBeGreaterThan(1);
  });
});
