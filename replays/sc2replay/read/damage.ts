/** What the readers of both kinds of stream say of damage. `name` is the stream's, `at` the byte where it was noticed. */
import { KhalaError } from '../../../src/spec/errors.js';

const REMEDY = 'the file is damaged or of an unknown client';

/** Something stands in the stream that cannot stand there. */
export const corruptAt = (name: string, at: number, rule: string): KhalaError =>
  new KhalaError('FILE_CORRUPT', `reading ${name} at byte ${at}: ${rule}; ${REMEDY}`);

/** The stream is over in the middle of a value. */
export const endedEarly = (name: string, length: number): KhalaError =>
  new KhalaError('FILE_TRUNCATED', `reading ${name}: a value needs more than its ${length} bytes; ${REMEDY}`);
