import { describe, expect, it } from 'vitest';
import { KNOWN_BASE_BUILDS } from '../../../replays/sc2replay/layout/builds.js';
import { GAME_EVENTS } from '../../../replays/sc2replay/layout/game-events.js';
import { DETAILS, HEADER } from '../../../replays/sc2replay/layout/header.js';
import { INIT_DATA } from '../../../replays/sc2replay/layout/init-data.js';
import type { EventRow, ResolvedType, Span, Type } from '../../../replays/sc2replay/layout/language.js';
import { MESSAGE_EVENTS } from '../../../replays/sc2replay/layout/message-events.js';
import { layoutFor, newestLayout } from '../../../replays/sc2replay/layout/resolve.js';
import { TRACKER_EVENTS } from '../../../replays/sc2replay/layout/tracker-events.js';

const ROWS: readonly EventRow[] = [...GAME_EVENTS, ...MESSAGE_EVENTS, ...TRACKER_EVENTS];

/** Every build that a table names as the first or the first without something. */
function namedBuilds(type: Type, seen = new Set<Type>()): number[] {
  if (seen.has(type)) return [];
  seen.add(type);
  switch (type.kind) {
    case 'array':
    case 'optional':
      return namedBuilds(type.of, seen);
    case 'choice':
      return Object.values(type.options).flatMap(([, of]) => namedBuilds(of, seen));
    case 'struct':
      return type.fields.flatMap(([, of, more]) => [...spanBuilds(more), ...namedBuilds(of, seen)]);
    case 'byBuild':
      return type.steps.flatMap(([since, of]) => [since, ...namedBuilds(of, seen)]);
    default:
      return [];
  }
}

const spanBuilds = (when: Span | undefined): number[] =>
  [when?.since, when?.before].filter((build) => build !== undefined);

function structs(
  type: ResolvedType,
  seen = new Set<ResolvedType>(),
): Extract<ResolvedType, { kind: 'struct' }>[] {
  if (seen.has(type)) return [];
  seen.add(type);
  switch (type.kind) {
    case 'array':
    case 'optional':
      return structs(type.of, seen);
    case 'choice':
      return type.options.flatMap((option) => structs(option.type, seen));
    case 'struct':
      return [type, ...type.fields.flatMap((field) => structs(field.type, seen))];
    default:
      return [];
  }
}

const event = (build: number, name: string) =>
  layoutFor(build).layout.events.game.events.find((known) => known.name === name);

const fieldNames = (type: ResolvedType | undefined): string[] =>
  type?.kind === 'struct' ? type.fields.map((field) => field.name) : [];

describe('layoutFor', () => {
  it('takes the nearest lower known build and says so', () => {
    expect(layoutFor(76114).choice).toEqual({ baseBuild: 76114, used: 76114, exact: true });
    expect(layoutFor(81433).choice).toEqual({ baseBuild: 81433, used: 81009, exact: false });
    expect(layoutFor(1).choice).toEqual({ baseBuild: 1, used: 15405, exact: false });
    expect(layoutFor(200_000).layout).toBe(newestLayout());
    expect(layoutFor(81433).layout).toBe(layoutFor(81009).layout);
  });

  it('knows when fields came, left and changed their width', () => {
    const flags = (build: number) => {
      const type = event(build, 'SCmdEvent')?.type;
      return type?.kind === 'struct'
        ? type.fields.find((field) => field.name === 'm_cmdFlags')?.type
        : undefined;
    };
    expect(flags(63454)).toEqual({ kind: 'int', bits: 25, min: 0 });
    expect(flags(64469)).toEqual({ kind: 'int', bits: 26, min: 0 });
    expect(flags(80669)).toEqual({ kind: 'int', bits: 27, min: 0 });
    expect(fieldNames(event(38749, 'STriggerPingEvent')?.type)).not.toContain('m_unitIsUnderConstruction');
    expect(fieldNames(event(38996, 'STriggerPingEvent')?.type)).toContain('m_unitIsUnderConstruction');
    expect(event(64469, 'SSetSyncLoadingTimeEvent')).toBeUndefined();
    expect(event(65895, 'SSetSyncLoadingTimeEvent')).toMatchObject({ id: 116 });
    expect(fieldNames(layoutFor(41219).layout.header)).toContain('m_fixedFileHash');
    expect(fieldNames(layoutFor(41743).layout.header)).not.toContain('m_fixedFileHash');
  });
});

describe('the tables', () => {
  it('list known builds once, ascending', () => {
    expect(KNOWN_BASE_BUILDS).toEqual([...new Set(KNOWN_BASE_BUILDS)].sort((a, b) => a - b));
  });

  it('change at known builds only', () => {
    const seen = new Set<Type>();
    const builds = [HEADER, DETAILS, INIT_DATA, ...ROWS.map(([, , type]) => type)].flatMap((type) =>
      namedBuilds(type, seen),
    );
    builds.push(...ROWS.flatMap(([, , , when]) => spanBuilds(when)));
    const known = new Set([0, ...KNOWN_BASE_BUILDS]);
    expect([...new Set(builds)].filter((build) => !known.has(build))).toEqual([]);
  });

  it('give no build two events of one id, two fields of one name, or two of one tag', () => {
    for (const build of KNOWN_BASE_BUILDS) {
      const { layout } = layoutFor(build);
      const streams = Object.values(layout.events);
      for (const { events } of streams) {
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
        for (const { type } of events) expect(type.kind).toBe('struct');
      }
      const types = [layout.header, layout.details, layout.initData];
      types.push(...streams.flatMap(({ events }) => events.map(({ type }) => type)));
      for (const { fields } of types.flatMap((type) => structs(type))) {
        expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
        expect(new Set(fields.map(({ tag }) => tag)).size).toBe(fields.length);
      }
    }
  });
});
