/**
 * Writes the streams of a replay for tests, in the layouts of any base build: the inverse of `read/bits.ts` and
 * `read/versioned.ts`. A struct's fields that a value lacks are written as zero, empty or absent, fields that the type
 * lacks are left out: so one description of a game serves all builds.
 */
import type { ResolvedType } from '../../replays/sc2replay/layout/language.js';
import type { EventLayout, ResolvedEvent } from '../../replays/sc2replay/layout/resolve.js';
import type { GameEvent, TrackerEvent } from '../../replays/sc2replay/replay.js';
import type { BitArray, Value } from '../../replays/sc2replay/values.js';

/** A value to write; undefined is the zero of its type. Text is written as UTF-8. */
export type Writable =
  | Value
  | undefined
  | string
  | readonly Writable[]
  | { readonly [field: string]: Writable };

/** An event to write, under its name without prefix. `userId` is for clients' events. */
export interface WritableEvent {
  readonly event: string;
  readonly loop: number;
  readonly userId?: number;
  readonly [field: string]: Writable;
}

const KIND = { array: 0, blob: 2, choice: 3, optional: 4, struct: 5, byte: 6, four: 7, int: 9 } as const;
/** The loop deltas' forms by the bits of each. */
const DELTAS = [
  ['m_uint6', 6],
  ['m_uint14', 14],
  ['m_uint22', 22],
  ['m_uint32', 32],
] as const;

/** A decoded event as these functions take it. */
export function writable(event: GameEvent | TrackerEvent): WritableEvent {
  if (event.event !== 'other') return event as unknown as WritableEvent;
  const { name, fields, ...rest } = event;
  return { ...rest, ...fields, event: name };
}

/** Writes a bit-packed value. */
export function packValue(type: ResolvedType, value: Writable): Uint8Array {
  const out = new PackedOutput();
  out.value(type, value);
  return out.finish();
}

/** Writes a self-describing value. */
export function tagValue(type: ResolvedType, value: Writable): Uint8Array {
  const out: number[] = [];
  tag(out, type, value);
  return Uint8Array.from(out);
}

/** Writes a bit-packed stream of events, which are in the order of time. */
export function packEvents(layout: EventLayout, events: readonly WritableEvent[]): Uint8Array {
  const out = new PackedOutput();
  let loop = 0;
  for (const event of events) {
    const { id, type } = eventOf(layout, event);
    out.value(layout.delta, deltaOf(event.loop - loop));
    loop = event.loop;
    if (layout.sender !== undefined) out.value(layout.sender, event.userId);
    out.value(layout.id, id);
    out.value(type, event);
    out.align();
  }
  return out.finish();
}

/** Writes a self-describing stream of events, which are in the order of time. */
export function tagEvents(layout: EventLayout, events: readonly WritableEvent[]): Uint8Array {
  const out: number[] = [];
  let loop = 0;
  for (const event of events) {
    const { id, type } = eventOf(layout, event);
    tag(out, layout.delta, deltaOf(event.loop - loop));
    loop = event.loop;
    tag(out, layout.id, id);
    tag(out, type, event);
  }
  return Uint8Array.from(out);
}

function eventOf(layout: EventLayout, { event }: WritableEvent): ResolvedEvent {
  const found = layout.events.find(({ name }) => name === event);
  if (found === undefined) throw new RangeError(`this build has no event ${event}`);
  return found;
}

function deltaOf(loops: number): Writable {
  if (loops < 0) throw new RangeError(`events must be in the order of time, got a step of ${loops} loops`);
  const [name] = DELTAS.find(([, bits]) => loops < 2 ** bits)!;
  return { [name]: loops };
}

type Struct = { readonly [field: string]: Writable };

/** The one key of a choice that the type has; its first option where no value is given. */
function optionOf(
  type: ResolvedType & { readonly kind: 'choice' },
  value: Writable,
): { readonly tag: number; readonly type: ResolvedType; readonly value: Writable } {
  if (value === undefined) return { ...type.options[0]!, value };
  const [name, inner] = Object.entries(value as Struct)[0]!;
  const option = type.options.find((one) => one.name === name);
  if (option === undefined) throw new RangeError(`this build has no alternative ${name}`);
  return { ...option, value: inner };
}

const bytesOf = (value: Writable): Uint8Array =>
  typeof value === 'string' ? Buffer.from(value) : ((value as Uint8Array | undefined) ?? new Uint8Array(0));

function assertFits(value: bigint, bits: number): void {
  if (value < 0n || value >= 1n << BigInt(bits))
    throw new RangeError(`${value} does not fit into ${bits} bits`);
}

/** A blob or list of a type may have a least length: it is filled up with zeros. */
const fillUp = <T>(items: readonly T[], least: number, zero: T): readonly T[] =>
  items.length >= least ? items : [...items, ...new Array<T>(least - items.length).fill(zero)];

/** Bits into bytes from the lowest up; a value that spans bytes has its first bits highest. */
class PackedOutput {
  readonly #bytes: number[] = [];
  #taken = 8;

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  align(): void {
    this.#taken = 8;
  }

  #bits(value: bigint, count: number): void {
    assertFits(value, count);
    for (let left = count; left > 0; ) {
      if (this.#taken === 8) {
        this.#bytes.push(0);
        this.#taken = 0;
      }
      const piece = Math.min(left, 8 - this.#taken);
      left -= piece;
      const part = Number((value >> BigInt(left)) & ((1n << BigInt(piece)) - 1n));
      this.#bytes[this.#bytes.length - 1]! |= part << this.#taken;
      this.#taken += piece;
    }
  }

  value(type: ResolvedType, value: Writable): void {
    switch (type.kind) {
      case 'int':
      case 'bigint':
        this.#bits(BigInt((value as number | bigint | undefined) ?? type.min) - BigInt(type.min), type.bits);
        return;
      case 'bool':
        this.#bits(value === true ? 1n : 0n, 1);
        return;
      case 'null':
        return;
      case 'fourcc':
        for (const byte of fillUp([...bytesOf(value)], 4, 0)) this.#bits(BigInt(byte), 8);
        return;
      case 'blob': {
        const bytes = fillUp([...bytesOf(value)], type.min, 0);
        this.#bits(BigInt(bytes.length - type.min), type.bits);
        this.align();
        for (const byte of bytes) this.#bits(BigInt(byte), 8);
        return;
      }
      case 'bitarray': {
        const { length, bits } = (value as BitArray | undefined) ?? { length: 0, bits: [] };
        this.#bits(BigInt(length), type.bits);
        for (const bit of bits) this.#bits(BigInt(bit), 1);
        return;
      }
      case 'optional': {
        const there = value !== undefined && value !== null;
        this.#bits(there ? 1n : 0n, 1);
        if (there) this.value(type.of, value);
        return;
      }
      case 'array': {
        const items = fillUp((value as readonly Writable[] | undefined) ?? [], type.min, undefined);
        this.#bits(BigInt(items.length - type.min), type.bits);
        for (const item of items) this.value(type.of, item);
        return;
      }
      case 'choice': {
        const option = optionOf(type, value);
        this.#bits(BigInt(option.tag), type.bits);
        this.value(option.type, option.value);
        return;
      }
      case 'struct':
        for (const field of type.fields) this.value(field.type, (value as Struct | undefined)?.[field.name]);
    }
  }
}

/** The lowest bit of the first byte is the sign; the highest bit of each byte says that more follow. */
function tagInt(out: number[], value: bigint): void {
  let rest = value < 0n ? (-value << 1n) | 1n : value << 1n;
  do {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    out.push(rest > 0n ? byte | 0x80 : byte);
  } while (rest > 0n);
}

function tag(out: number[], type: ResolvedType, value: Writable): void {
  switch (type.kind) {
    case 'int':
    case 'bigint':
      out.push(KIND.int);
      tagInt(out, BigInt((value as number | bigint | undefined) ?? type.min));
      return;
    case 'bool':
      out.push(KIND.byte, value === true ? 1 : 0);
      return;
    case 'null':
      return;
    case 'fourcc':
      out.push(KIND.four, ...fillUp([...bytesOf(value)], 4, 0));
      return;
    case 'blob': {
      const bytes = fillUp([...bytesOf(value)], type.min, 0);
      out.push(KIND.blob);
      tagInt(out, BigInt(bytes.length));
      for (const byte of bytes) out.push(byte);
      return;
    }
    case 'bitarray':
      throw new RangeError('no self-describing stream of a layout has a bit array');
    case 'optional': {
      const there = value !== undefined && value !== null;
      out.push(KIND.optional, there ? 1 : 0);
      if (there) tag(out, type.of, value);
      return;
    }
    case 'array': {
      const items = fillUp((value as readonly Writable[] | undefined) ?? [], type.min, undefined);
      out.push(KIND.array);
      tagInt(out, BigInt(items.length));
      for (const item of items) tag(out, type.of, item);
      return;
    }
    case 'choice': {
      const option = optionOf(type, value);
      out.push(KIND.choice);
      tagInt(out, BigInt(option.tag));
      tag(out, option.type, option.value);
      return;
    }
    case 'struct':
      out.push(KIND.struct);
      tagInt(out, BigInt(type.fields.length));
      for (const field of type.fields) {
        tagInt(out, BigInt(field.tag));
        tag(out, field.type, (value as Struct | undefined)?.[field.name]);
      }
  }
}
