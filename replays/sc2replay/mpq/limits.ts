/**
 * How much of an archive is believed: files come from strangers, and a hundred bytes of bzip2 can stand for gigabytes.
 *
 * Measured over 802 replays of 2010 to 2025: the largest stream has 3.2 MB, the largest that is none of events 9,382
 * bytes, the longest 189,869 events, the most that one archive holds in all is 3.7 MB, the highest ratio of a stream is
 * 16, the largest hash table has 32 entries. Time needs no limit of its own: every loop runs over bytes, entries or
 * outputs that these limits bound.
 */
import { z } from 'zod';

export const archiveLimitsSchema = z.strictObject({
  /** Content of one file in the archive, in bytes. */
  fileBytes: z
    .int()
    .positive()
    .default(8 << 20),
  /** Content of all files read from one archive together, in bytes. */
  totalBytes: z
    .int()
    .positive()
    .default(16 << 20),
  /**
   * Content of a stream that is none of events, in bytes: two bytes of its lists can become an object of a hundred, and no
   * other limit counts these objects.
   */
  lobbyBytes: z
    .int()
    .positive()
    .default(256 << 10),
  /** Events of one stream: each is an object, so that three bytes can become a hundred. */
  streamEvents: z.int().positive().default(500_000),
  /** Content over stored bytes of one file, where the content is larger than `ratioFreeBytes`. */
  ratio: z.int().positive().default(200),
  /** Contents up to this size may have any ratio, in bytes. */
  ratioFreeBytes: z
    .int()
    .nonnegative()
    .default(64 << 10),
  /** Entries of the hash table, and of the block table. */
  tableEntries: z.int().positive().default(4096),
});

export type ArchiveLimits = z.infer<typeof archiveLimitsSchema>;
