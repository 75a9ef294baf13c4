/**
 * What a command is: one file a command, exporting `command = defineCommand({...})`. Flags are a zod object: it gives
 * the types, the defaults, the checks and the help text from one place. Registered in `commands.ts`.
 *
 * @example
 * const flags = z.strictObject({
 *   scenario: z.string().default('3m').describe('scenario to play'),
 *   matches: z.int().min(1).default(40).describe('matches to play'),
 * });
 * export const command = defineCommand({
 *   example: 'khala evaluate --agent runs/nano --opponent scripted:Elite --matches 200',
 *   flags,
 *   run: async (options, io) => ({ matches: options.matches }),
 *   render: (result) => `${result.matches} matches`,
 * });
 */
import type { z } from 'zod';
import { checkFlags } from './flags.js';
import type { CommandIo } from './io.js';

export interface CommandDefinition<Flags extends z.ZodObject, Result extends object> {
  /** One whole command line, shown by `--help`. */
  readonly example: string;
  /** Option `heldOut` is the flag `--held-out`; a boolean takes no value; an array takes several. */
  readonly flags: Flags;
  /** The flag that is given without its name: `khala inspect FILE`. */
  readonly positional?: string & keyof z.infer<Flags>;
  /** Does the work. The result is what `--json` prints; bigint and typed arrays do not belong in it. */
  run(options: z.infer<Flags>, io: CommandIo<Result>): Promise<Result>;
  /** The result for a person, without a newline at the end. */
  render(result: Result): string;
  /** Why the command failed although it has a result; null where it did not. For work that goes on without a part. */
  failure?(result: Result): string | null;
}

/** A command whose types are closed: what `main` needs to run any of them. */
export interface Command {
  readonly example: string;
  readonly flags: z.ZodObject;
  readonly positional: string | undefined;
  /**
   * Checks the options, runs, and prints the result once. False when the command failed although it has a result; why is
   * on stderr. Throws BAD_ARGUMENT for a wrong option.
   */
  execute(
    options: Readonly<Record<string, unknown>>,
    io: Omit<CommandIo<object>, 'publish'>,
  ): Promise<boolean>;
}

/** Closes the types of a definition. */
export function defineCommand<Flags extends z.ZodObject, Result extends object>(
  definition: CommandDefinition<Flags, Result>,
): Command {
  return {
    example: definition.example,
    flags: definition.flags,
    positional: definition.positional,
    async execute(options, io) {
      let published = false;
      const publish = (result: Result): void => {
        if (published) return;
        published = true;
        io.output(`${io.json ? JSON.stringify(result) : definition.render(result)}\n`);
      };
      const result = await definition.run(checkFlags(definition.flags, options), { ...io, publish });
      publish(result);
      const failure = definition.failure?.(result) ?? null;
      if (failure !== null) io.note(failure);
      return failure === null;
    },
  };
}
