import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findInstallation,
  findMap,
  type GamePlatform,
  gamePath,
  type Installation,
  listMaps,
  needInstallation,
  type Places,
  pickVersion,
  workingFolder,
} from '../../../../env-bridge/sc2/client/installation.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'khala-sc2-places-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const PROGRAMS = {
  linux: 'SC2_x64',
  win32: 'SC2_x64.exe',
  darwin: 'SC2.app/Contents/MacOS/SC2',
  wsl: 'SC2_x64.exe',
} as const satisfies Record<GamePlatform, string>;

function write(path: string, content = ''): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Lays out an installation with these builds. */
function install(platform: GamePlatform, folder: string, ...builds: string[]): string {
  for (const build of builds) write(join(folder, 'Versions', build, PROGRAMS[platform]));
  return folder;
}

function places(platform: GamePlatform, environment: NodeJS.ProcessEnv = {}): Places {
  return { platform, environment, home: join(root, 'home'), root };
}

const found = (at: Places): Installation => findInstallation(at) as Installation;

describe('findInstallation', () => {
  it('finds nothing on an empty machine, and says what to do', () => {
    for (const platform of Object.keys(PROGRAMS) as GamePlatform[])
      expect(findInstallation(places(platform))).toContain('SC2PATH');
    expect(() => needInstallation(places('linux'))).toThrow(
      expect.objectContaining({ code: 'GAME_NOT_FOUND' }),
    );
    expect(findInstallation({ ...places('linux'), platform: null })).toContain('does not run on');
  });

  it('believes SC2PATH first and has the newest build first, by number', () => {
    const path = install('linux', join(root, 'elsewhere'), 'Base9999', 'Base75689', 'Shared');
    install('linux', join(root, 'home', 'StarCraftII'), 'Base1');
    expect(findInstallation(places('linux', { SC2PATH: path }))).toEqual({
      ...{ path, platform: 'linux', foundBy: 'SC2PATH', builds: [75689, 9999] },
    });
  });

  it('says when SC2PATH is wrong, although there is another installation', () => {
    install('linux', join(root, 'home', 'StarCraftII'), 'Base1');
    const nowhere = join(root, 'nothing');
    expect(findInstallation(places('linux', { SC2PATH: nowhere }))).toContain(nowhere);
  });

  it('does not count a version without its program, as another system or a broken download leaves it', () => {
    const path = install('win32', join(root, 'home', 'StarCraftII'), 'Base75689');
    expect(findInstallation(places('linux', { SC2PATH: path }))).toContain('SC2_x64');
  });

  it.each([
    ['linux', 'home/StarCraftII'],
    ['win32', 'Program Files (x86)/StarCraft II'],
    ['darwin', 'Applications/StarCraft II'],
    ['wsl', 'mnt/c/Program Files (x86)/StarCraft II'],
  ] as const)('finds the usual folder of %s', (platform, folder) => {
    const path = install(platform, join(root, folder), 'Base75689');
    expect(found(places(platform))).toMatchObject({ path, foundBy: 'the usual folder' });
  });

  it.each([
    ['linux', 'home/Documents/StarCraft II/ExecuteInfo.txt'],
    ['darwin', 'home/Library/Application Support/Blizzard/StarCraft II/ExecuteInfo.txt'],
    ['win32', 'home/Documents/StarCraft II/ExecuteInfo.txt'],
  ] as const)('reads the path of the last run on %s', (platform, file) => {
    const path = install(platform, join(root, 'Games', 'StarCraft II'), 'Base75689');
    const program = join(path, 'Versions', 'Base75689', PROGRAMS[platform]);
    write(join(root, file), `executable = ${program}\r\n`);
    expect(found(places(platform))).toMatchObject({ path, foundBy: 'ExecuteInfo.txt' });
  });

  it('reads what the Windows game wrote, below WSL', () => {
    const path = install('wsl', join(root, 'mnt/d/Games/StarCraft II'), 'Base75689');
    write(
      join(root, 'mnt/c/Users/Jim/Documents/StarCraft II/ExecuteInfo.txt'),
      'executable = D:\\Games\\StarCraft II\\Versions\\Base75689\\SC2_x64.exe\r\n',
    );
    expect(found(places('wsl'))).toMatchObject({ path, foundBy: 'ExecuteInfo.txt' });
    expect(gamePath('wsl', '/mnt/d/Games/StarCraft II')).toBe('D:\\Games\\StarCraft II');
    expect(gamePath('linux', '/mnt/d/Games')).toBe('/mnt/d/Games');
  });

  it('goes on where ExecuteInfo.txt is foreign or of a game that is gone', () => {
    const path = install('linux', join(root, 'home/StarCraftII'), 'Base75689');
    const file = join(root, 'home/Documents/StarCraft II/ExecuteInfo.txt');
    for (const content of ['', 'executable =', `executable = ${join(root, 'gone/Versions/Base1/SC2_x64')}`]) {
      write(file, content);
      expect(found(places('linux'))).toMatchObject({ path, foundBy: 'the usual folder' });
    }
  });
});

describe('pickVersion', () => {
  it('takes the newest as it is, or a build with the hash that was published for it', () => {
    const path = install('linux', join(root, 'home/StarCraftII'), 'Base75689', 'Base67188', 'Base80000');
    const installation = found(places('linux'));
    expect(pickVersion(installation)).toEqual({
      baseBuild: 80000,
      executable: join(path, 'Versions/Base80000/SC2_x64'),
      dataHash: null,
    });
    expect(pickVersion(installation, { baseBuild: 75689 }).dataHash).toBe('B89B5D6FA7CBF6452E721311BFBC6CB2');
    expect(pickVersion(installation, { baseBuild: 67188, dataHash: 'ABC' }).dataHash).toBe('ABC');
    expect(() => pickVersion(installation, { baseBuild: 70154 })).toThrow(
      expect.objectContaining({
        code: 'GAME_NOT_FOUND',
        message: expect.stringContaining('80000, 75689, 67188'),
      }),
    );
  });

  it('starts the Windows program in Support64', () => {
    const path = install('win32', join(root, 'Program Files (x86)/StarCraft II'), 'Base75689');
    expect(workingFolder(found(places('win32')))).toBe(path);
    mkdirSync(join(path, 'Support64'));
    expect(workingFolder(found(places('win32')))).toBe(join(path, 'Support64'));
  });
});

describe('findMap', () => {
  it('finds a map by name or path, whatever its case and spaces, and names the nearest', () => {
    const path = install('linux', join(root, 'home/StarCraftII'), 'Base75689');
    const map = write(join(path, 'Maps/Ladder2019Season3/AcropolisLE.SC2Map'));
    write(join(path, 'Maps/Simple64.SC2Map'));
    write(join(path, 'Maps/readme.txt'));
    const installation = found(places('linux'));
    expect(listMaps(installation)).toEqual(['Ladder2019Season3/AcropolisLE.SC2Map', 'Simple64.SC2Map']);
    for (const name of ['AcropolisLE', 'acropolis LE', 'Ladder2019Season3/AcropolisLE.SC2Map', map])
      expect(findMap(installation, name)).toBe(map);
    expect(() => findMap(installation, 'Simple46')).toThrow(
      expect.objectContaining({ code: 'GAME_NOT_FOUND', message: expect.stringContaining('Simple64') }),
    );
    rmSync(join(path, 'Maps'), { recursive: true });
    expect(() => findMap(installation, 'Simple64')).toThrow(/no maps/);
  });
});
