/** Reads a command's arguments with commander and turns commander's complaints into our own errors. */
import { CommanderError, Command as Parser } from 'commander';
import { KhalaError } from '../spec/errors.js';
import type { Command } from './command.js';
import { listFlags, parseValue, unknownFlag } from './flags.js';

/** What the arguments ask for. `help` is the text to print, instead of running. */
export type Request =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly json: boolean; readonly options: Record<string, unknown> };

/**
 * Reads the arguments behind the command's name.
 * Throws BAD_ARGUMENT for an unknown flag (and names the nearest), a flag without its value, and an extra argument.
 */
export function parseArguments(
  name: string,
  summary: string,
  command: Command,
  args: readonly string[],
): Request {
  const infos = listFlags(command.flags);
  const written: string[] = [];
  const parser = new Parser(`khala ${name}`)
    .description(summary)
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: (text) => void written.push(text), writeErr: () => undefined })
    .addHelpText('after', `\nExample:\n  ${command.example}`);
  for (const info of infos) {
    if (info.key === command.positional) {
      const place = info.kind === 'array' ? `${info.key}...` : info.key;
      parser.argument(`[${place}]`, info.doc);
    } else if (info.kind === 'boolean') parser.option(`--${info.name}`, info.doc);
    else
      parser.option(
        `--${info.name} <${info.kind === 'array' ? 'text...' : info.kind === 'number' ? 'number' : 'text'}>`,
        info.required ? `${info.doc} (required)` : info.doc,
      );
  }
  parser.option('--json', 'print one JSON object on stdout, everything else on stderr');
  parser.helpOption('-h, --help', 'show this text');
  try {
    parser.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'help', text: written.join('') };
    throw complaint(error, infos);
  }
  const { json, ...given } = parser.opts<Record<string, string | string[] | boolean>>();
  const options: Record<string, unknown> = {};
  for (const info of infos) {
    const value = info.key === command.positional ? parser.processedArgs[0] : given[info.key];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    options[info.key] = typeof value === 'string' ? parseValue(info.kind, value) : value;
  }
  return { kind: 'run', json: json === true, options };
}

function complaint(error: CommanderError, infos: Parameters<typeof unknownFlag>[1]): KhalaError {
  if (error.code === 'commander.unknownOption') {
    const flag = /'([^']*)'/.exec(error.message);
    if (flag) return unknownFlag(flag[1].split('=')[0], infos);
  }
  return new KhalaError('BAD_ARGUMENT', `${error.message.replace(/^error: |\.$/g, '')}; see --help`);
}
