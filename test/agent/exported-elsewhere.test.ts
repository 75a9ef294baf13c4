/**
 * An exported model in runtimes that know nothing of us: onnxruntime-web in a browser, and Python's onnxruntime. Each is skipped where it
 * is not installed. KHALA_CASE=FOLDER keeps the case there, to run test/agent/run-exported.py on it elsewhere.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, runPage } from './browser.js';
import { CASE_FILES, LOGIT_AT, LOGIT_TOLERANCE, writeCase } from './exported-case.js';

const kept = process.env.KHALA_CASE;
const folder = kept ?? mkdtempSync(join(tmpdir(), 'khala-case-'));
let answer: readonly number[] = [];
beforeAll(async () => {
  answer = await writeCase(folder);
});
afterAll(() => {
  if (kept === undefined) rmSync(folder, { recursive: true });
});

/** Loads the model with plain onnxruntime-web, runs it once, and posts the answer or what went wrong. */
const PAGE = `<!doctype html><title>case</title><script type="module">
const post = (result) => fetch('/result', { method: 'POST', body: JSON.stringify(result) });
try {
  const ort = await import('/ort/ort.wasm.min.mjs');
  ort.env.wasm.wasmPaths = '/ort/';
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create('/${CASE_FILES.model}');
  const { inputs } = await (await fetch('/${CASE_FILES.data}')).json();
  const arrays = { float32: Float32Array, int32: Int32Array };
  const feeds = {};
  for (const { name, type, dims, data } of inputs) feeds[name] = new ort.Tensor(type, arrays[type].from(data), dims);
  const { answer } = await session.run(feeds);
  await post({ inputs: session.inputNames, outputs: session.outputNames, dims: answer.dims, answer: [...answer.data] });
} catch (error) {
  await post({ error: String(error) });
}
</script>`;

describe('an exported model', () => {
  it('decides the same in a browser, with onnxruntime-web', async ({ skip }) => {
    const chromium = findChromium();
    if (chromium === null) return skip('no chromium is installed here: apt-get install chromium');
    const ort = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
    const files = Object.fromEntries(Object.values(CASE_FILES).map((name) => [name, join(folder, name)]));
    const result = JSON.parse(await runPage(chromium, PAGE, { ort, ...files })) as Record<string, unknown>;
    expect(result.error).toBeUndefined();
    expect(result).toMatchObject({ outputs: ['answer'], dims: [1, answer.length] });
    (result.answer as number[]).forEach((value, i) => {
      if (i === LOGIT_AT) expect(Math.abs(value - answer[i])).toBeLessThan(LOGIT_TOLERANCE);
      else expect(value, `answer ${i}`).toBe(answer[i]);
    });
  }, 180_000);

  it("decides the same in Python's onnxruntime", ({ skip }) => {
    const found = spawnSync('python3', ['-c', 'import numpy, onnxruntime'], { encoding: 'utf8' });
    if (found.status !== 0)
      return skip("Python's onnxruntime is not installed here: pip install onnxruntime");
    const script = fileURLToPath(new URL('run-exported.py', import.meta.url));
    const ran = spawnSync('python3', [script, folder], { encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toMatchObject({ numbers: answer.length, wrongClasses: 0 });
    expect(ran.status).toBe(0);
  });
});
