/** Looks for an installed StarCraft II, in the places where its own API clients look. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

export interface StarCraftReport {
  readonly found: boolean;
  /** Folder of the installation; null when there is none. */
  readonly path: string | null;
  /** Newest installed build (`Base75689`); null when there is none. */
  readonly build: string | null;
  /** Where it was found, or what to do. */
  readonly note: string;
}

/** Where the game writes the path of its last run, below the home folder. */
const EXECUTE_INFO = {
  win32: ['Documents', 'StarCraft II', 'ExecuteInfo.txt'],
  darwin: ['Library', 'Application Support', 'Blizzard', 'StarCraft II', 'ExecuteInfo.txt'],
  linux: ['Documents', 'StarCraft II', 'ExecuteInfo.txt'],
} as const;

/**
 * Looks at SC2PATH, then at ExecuteInfo.txt, then at ~/StarCraftII (where Blizzard's Linux package is unpacked).
 * The game is not started.
 */
export function findStarCraft(
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
  home: string = homedir(),
): StarCraftReport {
  const places = [
    { from: 'SC2PATH', path: environment.SC2PATH },
    { from: 'ExecuteInfo.txt', path: readExecuteInfo(home) },
    { from: 'the usual folder', path: join(home, 'StarCraftII') },
  ];
  for (const { from, path } of places) {
    if (!path) continue;
    const build = newestBuild(path);
    if (build) return { found: true, path, build, note: `found by ${from}` };
    if (from === 'SC2PATH')
      return {
        found: false,
        path: null,
        build: null,
        note: `SC2PATH is ${path}, which has no Versions/Base*`,
      };
  }
  return {
    found: false,
    path: null,
    build: null,
    note: 'not installed; if it is, set SC2PATH to its folder',
  };
}

/** The installation folder out of `executable = .../StarCraft II/Versions/Base75689/SC2.exe`. */
function readExecuteInfo(home: string): string | undefined {
  const places: Partial<Record<string, readonly string[]>> = EXECUTE_INFO;
  const place = places[process.platform];
  if (!place) return undefined;
  const file = join(home, ...place);
  if (!existsSync(file)) return undefined;
  const executable = /^\s*executable\s*=\s*(.+?)\s*$/m.exec(readFileSync(file, 'utf8'));
  return executable ? dirname(dirname(dirname(executable[1]))) : undefined;
}

function newestBuild(path: string): string | undefined {
  const versions = join(path, 'Versions');
  if (!existsSync(versions)) return undefined;
  return readdirSync(versions)
    .filter((name) => /^Base\d+$/.test(name))
    .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)))
    .at(-1);
}
