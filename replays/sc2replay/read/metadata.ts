/** `replay.gamemetadata.json`: the client's own summary. Its text is data from a file: checked, never trusted. */
import { z } from 'zod';
import { KhalaError } from '../../../src/spec/errors.js';
import type { ReplayMetadata } from '../replay.js';

const playerSchema = z.object({
  PlayerID: z.number(),
  APM: z.number().optional(),
  MMR: z.number().optional(),
  Result: z.string().optional(),
  SelectedRace: z.string().optional(),
  AssignedRace: z.string().optional(),
});

const metadataSchema: z.ZodType<ReplayMetadata> = z.object({
  Title: z.string().optional(),
  GameVersion: z.string().optional(),
  DataVersion: z.string().optional(),
  Duration: z.number().optional(),
  Players: z.array(playerSchema),
});

/** Reads the stream. @throws KhalaError FILE_CORRUPT where it is no JSON or lacks its list of players. */
export function decodeMetadata(bytes: Uint8Array, name: string): ReplayMetadata {
  const parsed = metadataSchema.safeParse(parseJson(bytes, name));
  if (!parsed.success) {
    throw corrupt(
      name,
      `the rule of ${parsed.error.issues[0]?.path.join('.') ?? 'its top'} is broken`,
      parsed.error,
    );
  }
  return parsed.data;
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw corrupt(name, 'it should be JSON', error);
  }
}

function corrupt(name: string, rule: string, cause: unknown): KhalaError {
  return new KhalaError('FILE_CORRUPT', `reading ${name}: ${rule}; get an undamaged copy`, { cause });
}
