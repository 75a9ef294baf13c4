/**
 * Where StarCraft II is installed, and which versions of it: in the places where Blizzard's own API clients look. Nothing is
 * started. Paths are those of the machine that this runs on; below WSL, the game is the Windows one, seen through /mnt/c.
 */
import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, isAbsolute, join, sep } from 'node:path';
import { KhalaError } from '../../../src/spec/errors.js';
import { nearest } from '../../../src/spec/nearest.js';
import { dataHashOf } from './versions.js';

interface Layout {
  /** The program below `Versions/Base<build>`, the likeliest first. */
  readonly executables: readonly string[];
  /** The folder to start it in, below the installation. */
  readonly folder: string;
  /** Where it is by default; `~` is the home folder. */
  readonly usual: string;
  /** Where the game writes the path of its last run. A `*` is any folder. */
  readonly executeInfo: string;
}

/** The four systems that the game runs on, as Blizzard's client for each lays it out. */
const LAYOUTS = {
  linux: {
    executables: ['SC2_x64'],
    folder: '',
    usual: '~/StarCraftII',
    executeInfo: '~/Documents/StarCraft II/ExecuteInfo.txt',
  },
  win32: {
    executables: ['SC2_x64.exe', 'SC2.exe'],
    folder: 'Support64',
    usual: '/Program Files (x86)/StarCraft II',
    executeInfo: '~/Documents/StarCraft II/ExecuteInfo.txt',
  },
  darwin: {
    executables: ['SC2.app/Contents/MacOS/SC2'],
    folder: '',
    usual: '/Applications/StarCraft II',
    executeInfo: '~/Library/Application Support/Blizzard/StarCraft II/ExecuteInfo.txt',
  },
  wsl: {
    executables: ['SC2_x64.exe', 'SC2.exe'],
    folder: 'Support64',
    usual: '/mnt/c/Program Files (x86)/StarCraft II',
    executeInfo: '/mnt/c/Users/*/Documents/StarCraft II/ExecuteInfo.txt',
  },
} as const satisfies Record<string, Layout>;
export type GamePlatform = keyof typeof LAYOUTS;

/** Folders below `Maps` that are searched. */
const MAP_DEPTH = 4;

export interface Installation {
  readonly path: string;
  readonly platform: GamePlatform;
  /** How it was found. */
  readonly foundBy: string;
  /** Base builds with a program, the newest first. */
  readonly builds: readonly number[];
}

/** What was looked at; given by tests. */
export interface Places {
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly home: string;
  readonly platform: GamePlatform | null;
  /** Put in front of paths that are not below `home`. */
  readonly root: string;
}

/** This machine. */
export function machinePlaces(): Places {
  return { environment: process.env, home: homedir(), platform: platformOf(), root: '' };
}

/**
 * Looks at SC2PATH, then at the game's ExecuteInfo.txt, then at the usual folder.
 * @returns the installation, or in words why there is none
 */
export function findInstallation(places: Places = machinePlaces()): Installation | string {
  const { environment, platform } = places;
  if (platform === null) return `StarCraft II does not run on ${process.platform}`;
  const { SC2PATH } = environment;
  const candidates = [
    { foundBy: 'SC2PATH', path: SC2PATH },
    ...executeInfos(places, platform).map((path) => ({ foundBy: 'ExecuteInfo.txt', path })),
    { foundBy: 'the usual folder', path: place(LAYOUTS[platform].usual, places) },
  ];
  for (const { foundBy, path } of candidates) {
    if (!path) continue;
    const builds = installedBuilds(path, platform);
    if (builds.length > 0) return { path, platform, foundBy, builds };
    if (foundBy === 'SC2PATH') {
      const program = LAYOUTS[platform].executables[0];
      return `SC2PATH is ${path}, which has no Versions/Base*/${program}`;
    }
  }
  return 'not installed; if it is, set SC2PATH to its folder';
}

/** Where a game is looked for here, in words, each with what is there. */
export function whereLooked(places: Places = machinePlaces()): string {
  const { environment, platform } = places;
  if (platform === null) return `nowhere (StarCraft II does not run on ${process.platform})`;
  const pattern = place(LAYOUTS[platform].executeInfo, places);
  const [told] = executeInfos(places, platform);
  return [
    `SC2PATH (${environment.SC2PATH || 'not set'})`,
    `${pattern} (${told ?? 'it names none'})`,
    place(LAYOUTS[platform].usual, places),
  ].join(', ');
}

/** @throws GAME_NOT_FOUND which says where was looked */
export function needInstallation(places: Places = machinePlaces()): Installation {
  const found = findInstallation(places);
  if (typeof found !== 'string') return found;
  throw new KhalaError(
    'GAME_NOT_FOUND',
    `find StarCraft II: ${found}; docs/starcraft.md says how to install it, --url plays on a game that runs elsewhere`,
  );
}

/** A program with the data that it is to play with. */
export interface GameVersion {
  readonly baseBuild: number;
  readonly executable: string;
  /** For `-dataVersion`; null plays with what the program has. */
  readonly dataHash: string | null;
}

/**
 * The version to start: the newest, or that with this base build. The data hash is the one asked for, else the one that
 * Blizzard published for the build.
 * @throws GAME_NOT_FOUND when it is not installed
 */
export function pickVersion(
  { path, platform, builds }: Installation,
  wanted: { readonly baseBuild?: number; readonly dataHash?: string } = {},
): GameVersion {
  const baseBuild = wanted.baseBuild ?? builds[0];
  if (!builds.includes(baseBuild))
    throw new KhalaError(
      'GAME_NOT_FOUND',
      `start StarCraft II: base build ${baseBuild} is not in ${join(path, 'Versions')}, which has ${builds.join(', ')}; docs/starcraft.md says where versions come from`,
    );
  return {
    baseBuild,
    executable: executableOf(path, platform, baseBuild) as string,
    dataHash: wanted.dataHash ?? (wanted.baseBuild === undefined ? null : dataHashOf(baseBuild)),
  };
}

/** The folder to start the program in. */
export function workingFolder({ path, platform }: Installation): string {
  const folder = join(path, LAYOUTS[platform].folder);
  return existsSync(folder) ? folder : path;
}

/** All maps of the installation, as paths below its `Maps`. */
export function listMaps({ path }: Installation): string[] {
  const found: string[] = [];
  const look = (below: string, depth: number): void => {
    for (const entry of entriesOf(join(path, 'Maps', below))) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (extname(entry.name).toLowerCase() === '.sc2map') found.push(name);
      else if (entry.isDirectory() && depth < MAP_DEPTH) look(name, depth + 1);
    }
  };
  look('', 1);
  return found.sort();
}

/**
 * The map's file, by its path or by its name: `AcropolisLE`, `Ladder2019Season3/AcropolisLE.SC2Map`.
 * @throws GAME_NOT_FOUND with the nearest names
 */
export function findMap(installation: Installation, name: string): string {
  if (isAbsolute(name) && existsSync(name)) return name;
  const maps = listMaps(installation);
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/\.sc2map$/, '')
      .replaceAll(/[\s_]/g, '');
  const wanted = plain(name);
  const found = maps.find(
    (map) => plain(map) === wanted || plain(map.slice(map.lastIndexOf('/') + 1)) === wanted,
  );
  if (found) return join(installation.path, 'Maps', ...found.split('/'));
  const names = maps.map((map) => map.slice(map.lastIndexOf('/') + 1).replace(/\.sc2map$/i, ''));
  throw new KhalaError(
    'GAME_NOT_FOUND',
    `find map "${name}": it is not in ${join(installation.path, 'Maps')}${
      names.length > 0 ? `; the nearest are ${nearest(name, names, 3).join(', ')}` : ', which has no maps'
    }; docs/starcraft.md says where maps come from`,
  );
}

/** A path as the game itself sees it: below WSL it is a Windows program. @example gamePath('wsl', '/mnt/c/x') // 'C:\\x' */
export function gamePath(platform: GamePlatform, path: string): string {
  const mounted = platform === 'wsl' ? /^\/mnt\/([a-z])(\/.*)?$/.exec(path) : null;
  if (!mounted) return path;
  return `${mounted[1].toUpperCase()}:${(mounted[2] ?? '/').replaceAll('/', '\\')}`;
}

function platformOf(): GamePlatform | null {
  const { platform } = process;
  if (platform === 'linux')
    return existsSync('/proc/version') && /microsoft/i.test(readFileSync('/proc/version', 'utf8'))
      ? 'wsl'
      : 'linux';
  return platform === 'win32' || platform === 'darwin' ? platform : null;
}

function place(path: string, { home, root }: Places): string {
  return path.startsWith('~') ? join(home, path.slice(2)) : join(root || sep, path);
}

/** Installation folders out of `executable = .../StarCraft II/Versions/Base75689/SC2.exe`. */
function executeInfos(places: Places, platform: GamePlatform): string[] {
  const pattern = place(LAYOUTS[platform].executeInfo, places);
  const [before, after] = pattern.split('*');
  const files =
    after === undefined ? [pattern] : entriesOf(before).map(({ name }) => join(before, name, after));
  return files.flatMap((file) => {
    if (!existsSync(file)) return [];
    const executable = /^\s*executable\s*=\s*(.+?)\s*$/m.exec(readFileSync(file, 'utf8'))?.[1];
    if (executable === undefined) return [];
    const path = platform === 'wsl' ? mountedPath(executable, places) : executable;
    const versions = /^(.*)[/\\]Versions[/\\]/.exec(path);
    return [versions ? versions[1] : dirname(dirname(dirname(path)))];
  });
}

/** `C:\x` as WSL sees it. */
function mountedPath(path: string, { root }: Places): string {
  const drive = /^([A-Za-z]):[/\\](.*)$/.exec(path);
  return drive ? join(root || sep, 'mnt', drive[1].toLowerCase(), drive[2].replaceAll('\\', '/')) : path;
}

function installedBuilds(path: string, platform: GamePlatform): number[] {
  return entriesOf(join(path, 'Versions'))
    .flatMap(({ name }) => /^Base(\d{1,9})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .filter((build) => executableOf(path, platform, build) !== null)
    .sort((a, b) => b - a);
}

function executableOf(path: string, platform: GamePlatform, build: number): string | null {
  const folder = join(path, 'Versions', `Base${build}`);
  return (
    LAYOUTS[platform].executables.map((name) => join(folder, name)).find((file) => existsSync(file)) ?? null
  );
}

/** What is in a folder; nothing where there is none, or it may not be read. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // Looking for a game in somebody's folders must not fail for a folder that is closed to us.
  }
}
