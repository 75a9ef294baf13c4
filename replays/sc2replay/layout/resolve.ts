/** The layouts of one base build, picked from the tables. */
import type { LayoutChoice } from '../replay.js';
import { KNOWN_BASE_BUILDS } from './builds.js';
import { LOOP_DELTA, U4, U5, U7 } from './common.js';
import { GAME_EVENTS } from './game-events.js';
import { DETAILS, HEADER } from './header.js';
import { INIT_DATA } from './init-data.js';
import type { EventRow, ResolvedField, ResolvedType, Span, Type } from './language.js';
import { MESSAGE_EVENTS } from './message-events.js';
import { TRACKER_EVENTS } from './tracker-events.js';

/** An event of one base build. `name` has no `NNet.…` prefix. */
export interface ResolvedEvent {
  readonly id: number;
  readonly name: string;
  readonly type: ResolvedType;
  /** An old client's fields, unlike those of the later event of this name. */
  readonly early: boolean;
}

/** Everything that is needed to read the streams of one base build. */
export interface Layout {
  readonly header: ResolvedType;
  readonly details: ResolvedType;
  readonly initData: ResolvedType;
  readonly events: {
    readonly game: EventLayout;
    readonly message: EventLayout;
    readonly tracker: EventLayout;
  };
}

/** A stream of events: each is a loop delta, in clients' streams the sender, the event's id, and its fields. */
export interface EventLayout {
  readonly delta: ResolvedType;
  /** Undefined: the game's own events, which nobody sent. */
  readonly sender?: ResolvedType;
  readonly id: ResolvedType;
  readonly events: readonly ResolvedEvent[];
}

const stands = (build: number, when: Span | undefined): boolean =>
  when === undefined ||
  ((when.since === undefined || build >= when.since) && (when.before === undefined || build < when.before));

/** Turns types of the tables into those of one build; a type that occurs twice is turned once. */
function resolver(build: number): (type: Type) => ResolvedType {
  const seen = new Map<Type, ResolvedType>();
  const turn = (type: Type): ResolvedType => {
    switch (type.kind) {
      case 'array':
        return { ...type, of: resolve(type.of) };
      case 'optional':
        return { ...type, of: resolve(type.of) };
      case 'choice':
        return {
          ...type,
          options: Object.entries(type.options).map(([tag, [name, option]]) => ({
            tag: Number(tag),
            name,
            type: resolve(option),
          })),
        };
      case 'struct':
        return {
          kind: 'struct',
          fields: type.fields.flatMap(([name, field, more], place): readonly ResolvedField[] =>
            stands(build, more) ? [{ name, tag: more?.tag ?? place, type: resolve(field) }] : [],
          ),
        };
      case 'byBuild': {
        const form = type.steps.findLast(([since]) => build >= since) ?? type.steps[0];
        if (form === undefined) throw new RangeError('a type by build needs at least one form');
        return resolve(form[1]);
      }
      default:
        return type;
    }
  };
  const resolve = (type: Type): ResolvedType => {
    const known = seen.get(type);
    if (known !== undefined) return known;
    const made = turn(type);
    seen.set(type, made);
    return made;
  };
  return resolve;
}

function layoutOf(build: number): Layout {
  const resolve = resolver(build);
  const events = (rows: readonly EventRow[]): readonly ResolvedEvent[] =>
    rows.flatMap(([id, name, type, when]) =>
      stands(build, when) ? [{ id, name, type: resolve(type), early: when?.early === true }] : [],
    );
  const delta = resolve(LOOP_DELTA);
  const sender = resolve(U5);
  return {
    header: resolve(HEADER),
    details: resolve(DETAILS),
    initData: resolve(INIT_DATA),
    events: {
      game: { delta, sender, id: resolve(U7), events: events(GAME_EVENTS) },
      message: { delta, sender, id: resolve(U4), events: events(MESSAGE_EVENTS) },
      tracker: { delta, id: resolve(U5), events: events(TRACKER_EVENTS) },
    },
  };
}

/** The layouts of the newest known build. */
export const newestLayout = (): Layout => layoutFor(Number.POSITIVE_INFINITY).layout;

const LAYOUTS = new Map<number, Layout>();

/**
 * The layouts for a base build: its own where they are known, else those of the nearest lower known build (of the
 * lowest one where the build is older than all). `choice` tells which.
 */
export function layoutFor(baseBuild: number): { readonly layout: Layout; readonly choice: LayoutChoice } {
  const used = KNOWN_BASE_BUILDS.findLast((build) => build <= baseBuild) ?? Math.min(...KNOWN_BASE_BUILDS);
  const layout = LAYOUTS.get(used) ?? layoutOf(used);
  LAYOUTS.set(used, layout);
  return { layout, choice: { baseBuild, used, exact: used === baseBuild } };
}
