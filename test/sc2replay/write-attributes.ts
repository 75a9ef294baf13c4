/** Writes `replay.attributes.events` for tests. */
import type { ReplayAttributes } from '../../replays/sc2replay/replay.js';

/** A source of null writes the form of clients before base build 17326, which do not have it. */
export function writeAttributes({ source, mapNamespace, list }: ReplayAttributes): Uint8Array {
  const out: number[] = [];
  const word = (value: number): void => {
    for (let shift = 0; shift < 32; shift += 8) out.push((value >>> shift) & 0xff);
  };
  if (source !== null) out.push(source);
  word(mapNamespace ?? 0);
  word(list.length);
  for (const { namespace, id, scope, value } of list) {
    word(namespace);
    word(id);
    out.push(scope, ...Array.from(value).reverse());
    for (let fill = value.length; fill < 4; fill++) out.push(0);
  }
  return Uint8Array.from(out);
}
