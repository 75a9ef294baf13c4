import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Places } from '../../../env-bridge/sc2/client/installation.js';
import { KNOWN_VERSIONS } from '../../../env-bridge/sc2/client/versions.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import { renderNeeds, replayNeeds } from '../../../src/cli/doctor/replay.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { syntheticReplay } from '../../sc2replay/synthetic.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'khala-needs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string | Uint8Array = ''): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const places = (environment: NodeJS.ProcessEnv = {}): Places => ({
  ...{ platform: 'linux', environment, home: join(root, 'home'), root },
});
const installed = (build: number): Places => {
  write(join(root, 'sc2', 'Versions', `Base${build}`, 'SC2_x64'));
  return places({ SC2PATH: join(root, 'sc2') });
};

describe('replayNeeds', () => {
  it('says what is missing and where it comes from', () => {
    const path = write(join(root, 'game.SC2Replay'), syntheticReplay({ baseBuild: 75689 }));
    const { needs } = replayNeeds(path, places());
    expect(needs.find(({ what }) => what === 'base build')).toEqual({
      ...{ what: 'base build', needed: 'Base75689', here: false },
      note: expect.stringMatching(/not installed.*Linux packages.*4\.10/),
    });
  });

  it('sees the build that is installed, and tells the others apart', () => {
    const path = write(join(root, 'game.SC2Replay'), syntheticReplay({ baseBuild: 75689 }));
    expect(renderNeeds(replayNeeds(path, places()))).toContain('--with-game needs this version');
    expect(renderNeeds(replayNeeds(path, installed(75689)))).toContain(
      '--with-game lets this version play it back',
    );
    const [build] = replayNeeds(path, installed(75689)).needs;
    expect(build).toMatchObject({ here: true, note: join(root, 'sc2', 'Versions', 'Base75689') });
    const other = write(join(root, 'other.SC2Replay'), syntheticReplay({ baseBuild: 80949 }));
    expect(replayNeeds(other, installed(75689)).needs[0]).toMatchObject({
      ...{ needed: 'Base80949', here: false },
      note: expect.stringContaining('has 75689'),
    });
  });

  it('refuses what is no replay', () => {
    const path = write(join(root, 'game.SC2Replay'), 'hello');
    expect(() => replayNeeds(path, places())).toThrow(expect.objectContaining({ code: 'FILE_FOREIGN' }));
  });

  it.skipIf(!corpusThere)('reads builds, hashes and maps of real replays', () => {
    const [entry] = corpusEntries().filter(({ file }) => file.startsWith('67188/'));
    const path = write(join(root, 'real.SC2Replay'), readCorpus(entry.file));
    const report = replayNeeds(path, places());
    const [build, data, map] = report.needs;
    expect(build.needed).toBe('Base67188');
    expect(data).toMatchObject({ needed: '2ACF84A7ECBB536F51FC3F734EC3019F', here: false });
    expect(map).toMatchObject({
      ...{ needed: expect.stringMatching(/^[0-9a-f]{64}\.s2ma$/), here: false },
      note: expect.stringMatching(/^https:\/\/\w\w-s2-depot\.classic\.blizzard\.com\/[0-9a-f]{64}\.s2ma/),
    });
    expect(renderNeeds(report)).toContain('Base67188');
    const name = map.needed as string;
    write(join(root, 'sc2', 'Battle.net', 'Cache', name.slice(0, 2), name.slice(2, 4), name));
    expect(replayNeeds(path, installed(67188)).needs.map(({ here }) => here)).toEqual([true, null, true]);
  });

  it.skipIf(!corpusThere)('finds the published hashes in the replays of their builds', () => {
    let compared = 0;
    for (const { file } of corpusEntries().filter(({ kind }) => kind === 'usable1v1')) {
      const { header, metadata } = decodeReplay(readCorpus(file), { streams: ['metadata'] });
      const { m_build, m_baseBuild } = header.m_version;
      const published = KNOWN_VERSIONS.find(
        ({ build, baseBuild }) => build === m_build && baseBuild === m_baseBuild,
      );
      if (!published || metadata?.DataVersion === undefined) continue;
      expect(metadata.DataVersion, file).toBe(published.dataHash);
      compared++;
    }
    expect(compared).toBeGreaterThan(5);
  });
});
