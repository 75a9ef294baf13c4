import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findStarCraft } from '../../../src/cli/doctor/starcraft.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'khala-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Lays out an installation with these builds. */
function install(folder: string, ...builds: string[]): string {
  for (const build of builds) mkdirSync(join(folder, 'Versions', build), { recursive: true });
  return folder;
}

describe('findStarCraft', () => {
  it('finds nothing on an empty machine, and says what to do', () => {
    expect(findStarCraft({}, home)).toEqual({
      found: false,
      path: null,
      build: null,
      note: expect.stringContaining('SC2PATH'),
    });
  });

  it('believes SC2PATH first and takes the newest build by number', () => {
    const path = install(join(home, 'elsewhere'), 'Base9999', 'Base75689', 'Shared');
    install(join(home, 'StarCraftII'), 'Base1');
    expect(findStarCraft({ SC2PATH: path }, home)).toMatchObject({ found: true, path, build: 'Base75689' });
  });

  it('says when SC2PATH is wrong, although there is another installation', () => {
    install(join(home, 'StarCraftII'), 'Base1');
    expect(findStarCraft({ SC2PATH: join(home, 'nothing') }, home)).toMatchObject({
      found: false,
      note: expect.stringContaining(join(home, 'nothing')),
    });
  });

  it('finds the Linux package in the home folder', () => {
    const path = install(join(home, 'StarCraftII'), 'Base75689');
    expect(findStarCraft({}, home)).toMatchObject({ found: true, path });
  });

  it.runIf(process.platform === 'linux')('reads the path of the last run from ExecuteInfo.txt', () => {
    const path = install(join(home, 'Games', 'StarCraft II'), 'Base75689');
    mkdirSync(join(home, 'Documents', 'StarCraft II'), { recursive: true });
    writeFileSync(
      join(home, 'Documents', 'StarCraft II', 'ExecuteInfo.txt'),
      `executable = ${join(path, 'Versions', 'Base75689', 'SC2_x64')}\r\n`,
    );
    expect(findStarCraft({}, home)).toMatchObject({ found: true, path, note: 'found by ExecuteInfo.txt' });
  });
});
