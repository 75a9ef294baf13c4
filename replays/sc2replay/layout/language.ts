/**
 * The language in which the layouts of the streams are written.
 *
 * A table says once what a struct looks like in every client; a field or event that came or went carries the base
 * builds for which it stands, a type that changed lists its forms (`byBuild`). `resolve.ts` turns a table into the plain
 * types of one base build. The kinds of type are those of Blizzard's definitions.
 */

/** The base builds for which something stands: from `since` on (that build included), up to but without `before`. */
export interface Span {
  readonly since?: number;
  readonly before?: number;
}

type Leaf =
  /** `min` plus an unsigned number of `bits` (at most 32) bits. */
  | { readonly kind: 'int'; readonly bits: number; readonly min: number }
  /** The same for wider numbers; the value is a bigint. */
  | { readonly kind: 'bigint'; readonly bits: number; readonly min: bigint }
  | { readonly kind: 'bool' }
  | { readonly kind: 'null' }
  | { readonly kind: 'fourcc' }
  /** Bytes, with their number before them: `min` plus an unsigned number of `bits` bits. */
  | { readonly kind: 'blob'; readonly bits: number; readonly min: number }
  /** Bits, with their number before them. */
  | { readonly kind: 'bitarray'; readonly bits: number };

/** A type of one base build: nothing in it depends on builds any more. */
export type ResolvedType =
  | Leaf
  | { readonly kind: 'array'; readonly bits: number; readonly min: number; readonly of: ResolvedType }
  | { readonly kind: 'optional'; readonly of: ResolvedType }
  | {
      readonly kind: 'choice';
      readonly bits: number;
      readonly options: readonly {
        readonly tag: number;
        readonly name: string;
        readonly type: ResolvedType;
      }[];
    }
  | { readonly kind: 'struct'; readonly fields: readonly ResolvedField[] };

/** `tag` is the number by which a self-describing stream names the field; bit-packed streams go by the order alone. */
export interface ResolvedField {
  readonly name: string;
  readonly tag: number;
  readonly type: ResolvedType;
}

/** A type as the tables write it. */
export type Type =
  | Leaf
  | { readonly kind: 'array'; readonly bits: number; readonly min: number; readonly of: Type }
  | { readonly kind: 'optional'; readonly of: Type }
  | {
      readonly kind: 'choice';
      readonly bits: number;
      readonly options: { readonly [tag: number]: readonly [name: string, type: Type] };
    }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }
  /** Forms of a type, each from its base build on; ascending. The first stands for all older builds too. */
  | { readonly kind: 'byBuild'; readonly steps: readonly (readonly [since: number, type: Type])[] };

/** A field: name, type, and where needed its tag (its place in the list otherwise) and the builds that have it. */
export type Field = readonly [name: string, type: Type, more?: Span & { readonly tag?: number }];

/** The builds in which an event's id has this meaning. `early`: its fields are not yet those that readers know. */
type EventSpan = Span & { readonly early?: true };

/** An event or message: id, name without its `NNet.…` prefix, fields, and its builds. */
export type EventRow = readonly [id: number, name: string, type: Type, when?: EventSpan];

/** An unsigned number of up to 32 bits, counted from `min`. */
export const int = (bits: number, min = 0): Type => ({ kind: 'int', bits, min });
/** Bytes: their number has `bits` bits and counts from `min`. */
export const blob = (bits: number, min = 0): Type => ({ kind: 'blob', bits, min });
export const bitarray = (bits: number): Type => ({ kind: 'bitarray', bits });
/** A list: its length has `bits` bits and counts from `min`. */
export const array = (bits: number, of: Type, min = 0): Type => ({ kind: 'array', bits, min, of });
export const optional = (of: Type): Type => ({ kind: 'optional', of });
export const choice = (bits: number, options: { readonly [tag: number]: readonly [string, Type] }): Type => ({
  kind: 'choice',
  bits,
  options,
});
export const struct = (...fields: readonly Field[]): Type => ({ kind: 'struct', fields });
export const byBuild = (...steps: readonly (readonly [since: number, type: Type])[]): Type => ({
  kind: 'byBuild',
  steps,
});
