/** Flags between zod and the command line: their help, their text form, their check. */
import { z } from 'zod';
import { KhalaError } from '../spec/errors.js';
import { nearest } from '../spec/nearest.js';

/** One flag as the command line shows it. */
export interface FlagInfo {
  /** Name in the options (`heldOut`). */
  readonly key: string;
  /** Name on the command line without dashes (`held-out`); a key with a capital first is somebody else's and stays (`GamePort`). */
  readonly name: string;
  readonly kind: 'boolean' | 'number' | 'string' | 'array';
  readonly doc: string;
  readonly required: boolean;
}

const jsonFlag = z.object({
  type: z.enum(['boolean', 'number', 'integer', 'string', 'array']),
  description: z.string(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  items: z.object({ type: z.literal('string') }).optional(),
});

/** @example flagName('heldOut') // 'held-out' */
export function flagName(key: string): string {
  return /^[A-Z]/.test(key) ? key : key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Lists the flags of a command. A flag that is no boolean, number, text or list of texts, or that has no description, is a
 * fault of the command: zod's error says which.
 */
export function listFlags(flags: z.ZodObject): FlagInfo[] {
  const { properties, required } = z.toJSONSchema(flags, { io: 'input' });
  return Object.entries(properties ?? {}).map(([key, property]) => {
    const flag = jsonFlag.parse(property);
    const preset = flag.default === false ? '' : String(flag.default ?? '');
    const notes = [
      ...(flag.enum ? [`one of ${flag.enum.join(', ')}`] : []),
      ...(preset === '' ? [] : [`default ${preset}`]),
    ];
    return {
      key,
      name: flagName(key),
      kind: flag.type === 'integer' ? 'number' : flag.type,
      doc: notes.length > 0 ? `${flag.description} (${notes.join('; ')})` : flag.description,
      required: required?.includes(key) ?? false,
    };
  });
}

/** Reads the text of a flag's value; a text that is no number stays as it is, and the check then names it. */
export function parseValue(kind: FlagInfo['kind'], text: string): string | number {
  if (kind !== 'number' || text.trim() === '') return text;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}

/** Checks options against a command's flags. Throws BAD_ARGUMENT that names the flag and what is wrong with it. */
export function checkFlags<Flags extends z.ZodObject>(
  flags: Flags,
  options: Readonly<Record<string, unknown>>,
): z.infer<Flags> {
  const checked = flags.safeParse(options);
  if (checked.success) return checked.data;
  const infos = listFlags(flags);
  const [issue] = checked.error.issues;
  const info = infos.find((flag) => flag.key === issue.path[0]);
  if (!info) throw new KhalaError('BAD_ARGUMENT', `${issue.message}; see --help`);
  const value = options[info.key];
  throw new KhalaError(
    'BAD_ARGUMENT',
    value === undefined
      ? `--${info.name} is missing: ${info.doc}`
      : `--${info.name} ${String(value)}: ${ruleOf(issue)}; ${info.doc}`,
  );
}

/** The broken rule in few words; the choices of a flag stand in its doc already. */
function ruleOf({ code, message }: z.core.$ZodIssue): string {
  if (code === 'invalid_value') return 'it is not among the choices';
  return message.replace(/^(Too (small|big)|Invalid input): /, '').replace(/, received string$/, '');
}

/** The error for a flag that does not exist. */
export function unknownFlag(flag: string, infos: readonly FlagInfo[]): KhalaError {
  const names = [...infos.map((info) => `--${info.name}`), '--json', '--help'];
  return new KhalaError('BAD_ARGUMENT', `unknown flag ${flag}; the nearest is ${nearest(flag, names, 1)[0]}`);
}
