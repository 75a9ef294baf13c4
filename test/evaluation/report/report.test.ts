import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readMetrics } from '../../../src/evaluation/report/metrics.js';
import { filmPicture, strengthChart } from '../../../src/evaluation/report/replay-picture.js';
import { type ReportInput, writeMatchPicture, writeReport } from '../../../src/evaluation/report/report.js';
import { sampleEvaluation, sampleFilm, sampleMetrics } from './samples.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const metrics = join(folder, 'metrics.jsonl');
writeFileSync(metrics, sampleMetrics(300));
const training = await readMetrics(metrics);

/** The report as it comes to lie in a file. */
function render(input: ReportInput): string {
  const path = join(folder, 'report.html');
  writeReport(path, input);
  return readFileSync(path, 'utf8');
}

const NAMES = { 1: 'agent', 2: 'scripted:Elite' };

function sampleReport(hostile: string): ReportInput {
  return {
    title: `Report ${hostile}`,
    facts: [[hostile, hostile]],
    evaluations: [
      sampleEvaluation(hostile, 178, 22),
      { ...sampleEvaluation('scripted:Hard', 190, 10), agent: hostile },
    ],
    training,
    match: { film: sampleFilm([1, 2]), names: { 1: hostile, 2: hostile } },
  };
}

/** Start and end tags of the markup, checked to be well nested. */
function checkNesting(markup: string): void {
  const open: string[] = [];
  for (const [, closing, name, attributes] of markup.matchAll(/<(\/?)([a-zA-Z][\w]*)((?:\s[^<>]*)?)>/g)) {
    if (attributes.endsWith('/')) continue;
    if (closing) expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(open).toEqual([]);
}

describe('report', () => {
  it('needs nothing but itself', () => {
    const html = render(sampleReport('x'));
    expect(html).not.toMatch(/<script|<link|src=|url\(|@import/);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toContain('http');
    checkNesting(html.replace('<!doctype html>', ''));
  });

  it('escapes hostile names everywhere', () => {
    const html = render(sampleReport('</title><script>alert("&")</script>'));
    expect(html).not.toMatch(/<script/i);
    expect(html).toContain('&lt;script&gt;');
    checkNesting(html.replace('<!doctype html>', ''));
  });

  it('contains no NaN and no undefined, also of an empty run', () => {
    const empty: ReportInput = { title: 'empty', facts: [], evaluations: [], training: null, match: null };
    for (const input of [sampleReport('x'), empty]) expect(render(input)).not.toMatch(/NaN|undefined|null/);
  });

  it('gives every number that the results hold', () => {
    const html = render(sampleReport('x'));
    const { hash } = sampleEvaluation('x', 1, 1).scenario;
    for (const text of [
      '178 of 200',
      '190 of 200',
      '89.0 %',
      '95.0 %',
      hash,
      'ONNX Runtime 1.30.0',
      'seed 1',
    ])
      expect(html).toContain(text);
    expect(html.match(/<tr>/g)?.length).toBeGreaterThan(400);
  });

  it('is the same for the same input', () => {
    expect(render(sampleReport('x'))).toBe(render(sampleReport('x')));
  });
});

describe('files', () => {
  it('writes the report and pictures whole, over what was there', () => {
    const html = join(folder, 'a', 'report.html');
    writeReport(html, sampleReport('one'));
    writeReport(html, sampleReport('two'));
    expect(readFileSync(html, 'utf8')).toBe(render(sampleReport('two')));
    expect(readdirSync(join(folder, 'a'))).toEqual(['report.html']);
    const svg = join(folder, 'picture.svg');
    const film = sampleFilm([1, 2]);
    writeMatchPicture(svg, film, NAMES);
    const written = readFileSync(svg, 'utf8');
    expect(written).toContain('prefers-color-scheme:dark');
    expect(Number(/height="([\d.]+)"/.exec(written)?.[1])).toBeGreaterThan(
      filmPicture(film, NAMES).height + strengthChart(film, NAMES, 928).height,
    );
    checkNesting(written);
  });
});
