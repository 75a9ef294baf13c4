/** Text of strangers (names, paths, messages about damaged files) on its way to a terminal. */

/** Controls, format characters such as those that turn the direction of writing, and ends of lines and paragraphs. */
const ACTING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The value with "?" for each character that would act in a terminal, in every text and every key of it. Of a report
 * before it is rendered, not of the rendered text: a newline in a name must not look like a line of ours.
 * @example printable({ name: '\u001b[31mRed' }) // { name: '?[31mRed' }
 */
export function printable<T>(value: T): T {
  return cleaned(value) as T;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(ACTING, '?');
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [cleaned(key), cleaned(one)]));
}
