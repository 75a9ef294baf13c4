/** What StarCraft II needs to open a replay, and what of it is missing on this machine. Only the file's header is believed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  findInstallation,
  type Installation,
  machinePlaces,
  type Places,
} from '../../../env-bridge/sc2/client/installation.js';
import { dataHashOf, KNOWN_VERSIONS } from '../../../env-bridge/sc2/client/versions.js';
import { readReplayFile } from '../../../replays/sc2replay/dataset/read-file.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import { printable } from '../printable.js';
import { renderTable } from '../table.js';

export interface ReplayNeed {
  readonly what: 'base build' | 'data' | 'map';
  /** Which one; null where the replay does not say. */
  readonly needed: string | null;
  /** Null where this machine cannot tell. */
  readonly here: boolean | null;
  /** Where it was found, or where it comes from. */
  readonly note: string;
}

export interface ReplayNeeds {
  readonly path: string;
  /** `4.10.0.75689` */
  readonly version: string;
  readonly mapTitle: string;
  readonly needs: readonly ReplayNeed[];
}

/** A file of the game's cache: four letters of kind, two zeros and the region's two letters, the file's SHA-256. */
const HANDLE_BYTES = 40;
const MAP_KIND = 's2ma';

/**
 * @throws what reading and decoding a replay throws
 * @example replayNeeds('game.SC2Replay').needs.filter(({ here }) => here === false)
 */
export function replayNeeds(path: string, places: Places = machinePlaces()): ReplayNeeds {
  const { header, details, metadata } = decodeReplay(readReplayFile(path), {
    streams: ['details', 'metadata'],
  });
  const { m_major, m_minor, m_revision, m_build, m_baseBuild } = header.m_version;
  const installation = findInstallation(places);
  const hash = metadata?.DataVersion ?? dataHashOf(m_baseBuild, m_build);
  return {
    path,
    version: `${m_major}.${m_minor}.${m_revision}.${m_build}`,
    mapTitle: metadata?.Title ?? (details ? new TextDecoder().decode(details.m_title) : ''),
    needs: [
      buildNeed(m_baseBuild, installation),
      dataNeed(hash, m_baseBuild, installation),
      mapNeed(details?.m_cacheHandles ?? [], places, installation),
    ],
  };
}

function buildNeed(baseBuild: number, installation: Installation | string): ReplayNeed {
  const needed = `Base${baseBuild}`;
  if (typeof installation !== 'string' && installation.builds.includes(baseBuild))
    return { what: 'base build', needed, here: true, note: join(installation.path, 'Versions', needed) };
  const label = KNOWN_VERSIONS.find((version) => version.baseBuild === baseBuild)?.label;
  const packages = label
    ? `Blizzard's Linux packages (github.com/Blizzard/s2client-proto) go up to 4.10 and may have ${label}; `
    : '';
  return {
    ...{ what: 'base build', needed, here: false },
    note: `${typeof installation === 'string' ? installation : `${installation.path} has ${installation.builds.join(', ')}`}; ${packages}on Windows and macOS, opening the replay in the game downloads it`,
  };
}

function dataNeed(hash: string | null, baseBuild: number, installation: Installation | string): ReplayNeed {
  if (hash === null)
    return {
      ...{ what: 'data', needed: null, here: null },
      note: 'neither the replay nor the published list tells the hash; the game takes the data that its build has',
    };
  const started = `comes with its build, for -dataVersion ${hash}`;
  const installed = typeof installation !== 'string' && installation.builds.includes(baseBuild);
  return {
    ...{ what: 'data', needed: hash, here: installed ? null : false },
    note: installed ? `${started}; the game's archive does not show whether it is there` : started,
  };
}

function mapNeed(
  handles: readonly Uint8Array[],
  { environment }: Places,
  installation: Installation | string,
): ReplayNeed {
  // Mods come first, the map last.
  const [handle] = handles.flatMap((bytes) => mapHandle(bytes) ?? []).slice(-1);
  if (!handle)
    return {
      ...{ what: 'map', needed: null, here: null },
      note: 'the replay names no file of a map: it was played on a local one',
    };
  const { region, hash } = handle;
  const file = `${hash}.${MAP_KIND}`;
  const cache = environment.ProgramData ? join(environment.ProgramData, 'Blizzard Entertainment') : null;
  const roots = [...(typeof installation === 'string' ? [] : [installation.path]), ...(cache ? [cache] : [])];
  const found = roots
    .map((root) => join(root, 'Battle.net', 'Cache', hash.slice(0, 2), hash.slice(2, 4), file))
    .find((candidate) => existsSync(candidate));
  return {
    ...{ what: 'map', needed: file, here: found !== undefined },
    note: found ?? `https://${depotOf(region)}/${file}; the game itself downloads it to Battle.net/Cache`,
  };
}

/** Blizzard's server of map files. */
const depotOf = (region: string): string =>
  `${region}-s2-depot.${region === 'cn' ? 'battlenet.com.cn' : 'classic.blizzard.com'}`;

function mapHandle(bytes: Uint8Array): { region: string; hash: string } | null {
  const handle = Buffer.from(bytes);
  if (handle.length !== HANDLE_BYTES || handle.toString('latin1', 0, 4) !== MAP_KIND) return null;
  const region = handle.toString('latin1', 6, 8).toLowerCase();
  return /^[a-z]{2}$/.test(region) ? { region, hash: handle.toString('hex', 8) } : null;
}

export function renderNeeds({ path, version, mapTitle, needs }: ReplayNeeds): string {
  const words = { true: 'here', false: 'missing', null: 'cannot tell' } as const;
  return [
    `${path}: StarCraft II ${version}, ${printable(mapTitle) || 'map unknown'}`,
    renderTable(
      ['needed', 'which', '', 'where'],
      needs.map(({ what, needed, here, note }) => [
        what,
        printable(needed ?? 'unknown'),
        words[`${here}`],
        printable(note),
      ]),
    ),
    needs.some(({ what, here }) => what === 'base build' && here)
      ? 'khala import --with-game lets this version play it back; khala import needs no game'
      : 'khala import needs no game; khala import --with-game needs this version',
  ].join('\n');
}
