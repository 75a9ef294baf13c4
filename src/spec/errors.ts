/**
 * Errors with a stable code. A program may react to the code; a person reads what was being done, the rule that was
 * broken, the value found, and the remedy.
 */

/** Every code of the project with its meaning. Codes are never reused or renamed. */
export const ERROR_CODES = {
  BAD_ARGUMENT: 'a flag, argument or config key is unknown or has a wrong value',
  UNKNOWN_SCENARIO: 'no scenario has this name',
  UNKNOWN_AGENT: 'no agent, opponent or checkpoint has this name',
  FILE_NOT_FOUND: 'the file or folder does not exist',
  FILE_FOREIGN: 'the file is not of the expected kind',
  FILE_TRUNCATED: 'the file ends before its content is complete',
  FILE_CORRUPT: 'a checksum or a structure in the file is wrong',
  FILE_LIMIT: 'the content is larger than its limit',
  FILE_VERSION: 'the file was written by an incompatible version',
  FILE_UNREADABLE: 'the system does not let the file or folder be read',
  FILE_EXISTS: 'writing would replace a file that is there',
  FOLDER_IN_USE: 'another process is writing into the folder',
  NO_SPACE: 'the disk has no space left',
  NO_DATA: 'there are no demonstrations to learn from',
  CHECKPOINT_MISMATCH: 'the checkpoint has another vocabulary, size or shape',
  ENGINE_UNAVAILABLE: 'the engine is not usable on this machine',
  ENGINE_UNSUPPORTED: 'the engine cannot run this operation',
  NOT_FINITE: 'a loss, gradient or input is NaN or infinite',
  BAD_COMMAND: 'a command names units, abilities or targets that are not legal',
  PROTOCOL_VERSION: 'client and server speak different protocol versions',
  PROTOCOL_MESSAGE: 'a message is malformed or breaks the schema',
  PROTOCOL_STATE: 'a message came in the wrong state',
  PROTOCOL_LIMIT: 'a message or a rate is over its limit',
  UNAUTHORIZED: 'the token is missing or wrong',
  SEAT_TAKEN: 'the seat is taken or does not exist',
  PORT_IN_USE: 'the port is in use',
  CONNECTION_LOST: 'the connection was cut and not resumed in time',
  CONNECTION_REFUSED: 'no bridge listens at this address',
  TIMED_OUT: 'an answer did not come in time',
  WORKER_FAILED: 'a worker process or thread ended before its work',
  GAME_NOT_FOUND: 'StarCraft II, or the version or map of it that is needed, is not on this machine',
  GAME_CRASHED: 'the game ended, or does not answer',
  GAME_REFUSED: 'the game refused a request',
  MATCH_FAILED: 'a match could not be played to its end',
  REPLAY_DUPLICATE: 'another file has the same content',
  REPLAY_FILTERED: 'a filter that was asked for leaves the game out',
  REPLAY_OLD_CLIENT: 'the replay is of a client before Legacy of the Void',
  REPLAY_NO_TRACKER: 'the replay has no tracker events: its publisher took them out',
  REPLAY_INCOMPLETE: 'a part of the replay that is needed is missing or damaged',
  REPLAY_NOT_ONE_ON_ONE: 'the game is not between two players',
  REPLAY_COMPUTER_PLAYER: 'a computer plays in the game',
  REPLAY_RESUMED: 'the game was continued from a replay, and not by its two players',
  REPLAY_OTHER_RULES: 'the game does not begin or run as a standard game does',
  REPLAY_TOO_SHORT: 'the game ended before it began in earnest',
  REPLAY_UNDECIDED: 'the game has not one winner and one loser',
  REPLAY_PLAYERS_DISAGREE: 'the parts of the replay do not tell the same about its players',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error that a caller may react to by `code`. The message is one line: what, rule, value, remedy. */
export class KhalaError extends Error {
  override readonly name = 'KhalaError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** True for a KhalaError with this code, also when it crossed a thread or process border. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === code;
}
