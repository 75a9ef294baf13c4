/**
 * The quick first look at a replay: which series it belongs to and how long it is. Whether it is a game to learn from is
 * judged later, when it is decoded whole.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { seriesKey, unixSeconds } from '../game/setup.js';
import { blobText } from '../game/text.js';
import { decodeReplay } from '../read/decode.js';

export interface Scanned {
  /** SHA-256 (hex) of the file. */
  readonly sha256: string;
  /** Key of the series; a replay that hides its players is one of its own. */
  readonly series: string;
  /** Seconds since 1970; 0 where it is hidden. */
  readonly time: number;
  /** Length in game loops. */
  readonly loops: number;
  /** `m_version.m_build` of the client. */
  readonly build: number;
}

const detailsSchema = z.object({
  m_timeUTC: z.union([z.int(), z.bigint()]),
  m_playerList: z.array(z.object({ m_name: z.instanceof(Uint8Array), m_observe: z.number() })),
});

/** @throws KhalaError as decodeReplay does */
export function scanReplay(bytes: Uint8Array): Scanned {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { header, details } = decodeReplay(bytes, { streams: ['details'] });
  const parsed = detailsSchema.safeParse(details);
  const time = parsed.success ? unixSeconds(parsed.data.m_timeUTC) : 0;
  const players = (parsed.success ? parsed.data.m_playerList : [])
    .filter(({ m_observe }) => m_observe === 0)
    .map(({ m_name }) => ({ name: blobText(m_name) }));
  const hidden = players.length === 0 || players.some(({ name }) => name === '');
  return {
    sha256,
    series: hidden ? sha256.slice(0, 16) : seriesKey({ time, players }),
    time,
    loops: header.m_elapsedGameLoops,
    build: header.m_version.m_build,
  };
}
