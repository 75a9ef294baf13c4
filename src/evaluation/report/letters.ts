/** Letters for small discs: as few as tell the unit types of a picture apart. */

/** A letter or two for each of the names, which differ. @example lettersFor(['Stalker', 'Zealot', 'Sentry']) // ['Sa', 'Z', 'Se'] */
export function lettersFor(names: readonly string[]): string[] {
  return names.map((name, i) =>
    letterOf(
      name,
      names.filter((_, other) => other !== i),
    ),
  );
}

/** The initial; where others share it, the initial and the first letter that tells this name from all of them. */
function letterOf(name: string, others: readonly string[]): string {
  const initial = name.charAt(0).toUpperCase();
  const rivals = others.filter((other) => other.charAt(0).toUpperCase() === initial);
  if (rivals.length === 0) return initial;
  const telling = [...name].findIndex((letter, i) => i > 0 && rivals.every((rival) => rival[i] !== letter));
  return initial + (telling > 0 ? name[telling] : '');
}
