import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportStarCraft } from '../../../src/cli/doctor/starcraft.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'khala-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

describe('reportStarCraft', () => {
  it('says what to do where nothing is installed', () => {
    expect(reportStarCraft({ platform: 'linux', environment: {}, home, root: home })).toEqual({
      ...{ found: false, path: null, build: null, builds: [], maps: [] },
      note: expect.stringContaining('SC2PATH'),
    });
  });

  it('lists versions and maps', () => {
    const path = join(home, 'StarCraftII');
    for (const build of ['Base9999', 'Base75689']) {
      mkdirSync(join(path, 'Versions', build), { recursive: true });
      writeFileSync(join(path, 'Versions', build, 'SC2_x64'), '');
    }
    mkdirSync(join(path, 'Maps'));
    writeFileSync(join(path, 'Maps', 'Simple64.SC2Map'), '');
    expect(reportStarCraft({ platform: 'linux', environment: {}, home, root: home })).toEqual({
      ...{ found: true, path, build: 'Base75689', builds: [75689, 9999], maps: ['Simple64.SC2Map'] },
      note: 'found by the usual folder',
    });
  });
});
