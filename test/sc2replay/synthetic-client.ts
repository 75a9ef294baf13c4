/** One player's client in a synthetic game: his selection, groups and commands, as events. */
import { abilityOf } from '../../replays/sc2replay/catalog/abilities.js';
import type { SyntheticUnit, SyntheticWorld } from './synthetic-world.js';
import type { Writable, WritableEvent } from './write-stream.js';

export type SyntheticTarget =
  | { readonly kind: 'none' }
  | { readonly kind: 'point'; readonly x: number; readonly y: number }
  | { readonly kind: 'unit'; readonly unit: SyntheticUnit };

interface Link {
  readonly m_abilLink: number;
  readonly m_abilCmdIndex: number;
}

const ACTIVE = 10;
const GROUP_UPDATES = { set: 0, append: 1, recall: 2 } as const;
const FLAGS = { queued: 0x2, smart: 0x8, byUser: 0x100 } as const;
/** Units of a position in commands, and in the camera's. */
const PER_CELL = { map: 4096, camera: 256 } as const;
/** What the client says of a target that it sees. */
const SEEN_TARGET = 111;
const HIGHEST_LINK = 1200;
const COMMANDS_A_LINK = 32;
/** Where a build's catalog is not known, any link will do. */
const ANY_LINK: Link = { m_abilLink: 900, m_abilCmdIndex: 0 };

const LINKS = new Map<number, ReadonlyMap<string, Link>>();

/** Which command gives an ability, by the ability's name. */
function linkOf(baseBuild: number, name: string): Link {
  let links = LINKS.get(baseBuild);
  if (links === undefined) {
    const found = new Map<string, Link>();
    for (let link = 0; link <= HIGHEST_LINK; link++) {
      for (let index = 0; index < COMMANDS_A_LINK; index++) {
        const { ability } = abilityOf(baseBuild, link, index);
        if (ability !== null && !found.has(ability.name)) {
          found.set(ability.name, { m_abilLink: link, m_abilCmdIndex: index });
        }
      }
    }
    links = found;
    LINKS.set(baseBuild, links);
  }
  return links.get(name) ?? ANY_LINK;
}

export class SyntheticClient {
  readonly events: WritableEvent[] = [];
  /** The lists of the client, by tag; 10 is the selection. */
  readonly #lists = new Map<number, readonly SyntheticUnit[]>();
  #sequence = 0;

  constructor(
    private readonly world: SyntheticWorld,
    readonly userId: number,
    private readonly baseBuild: number,
  ) {}

  send(event: string, fields: { readonly [field: string]: Writable }): void {
    this.events.push({ event, loop: this.world.loop, userId: this.userId, ...fields });
  }

  get selected(): readonly SyntheticUnit[] {
    return this.#lists.get(ACTIVE) ?? [];
  }

  camera(x: number, y: number): void {
    this.send('SCameraUpdateEvent', { m_target: { x: x * PER_CELL.camera, y: y * PER_CELL.camera } });
  }

  /** Selects these units instead of what is selected. */
  select(units: readonly SyntheticUnit[]): void {
    const mask: Writable = this.selected.length === 0 ? { None: null } : { ZeroIndices: [] };
    this.#change(mask, units, units);
  }

  /** Takes one unit out of the selection, named by its place or by a mask. */
  deselect(unit: SyntheticUnit, how: 'index' | 'mask'): void {
    const place = this.selected.indexOf(unit);
    const rest = this.selected.filter((one) => one !== unit);
    const bits = Uint8Array.from(this.selected, (one) => (one === unit ? 1 : 0));
    const mask: Writable =
      how === 'index' ? { OneIndices: [place] } : { Mask: { length: bits.length, firstBit: 0, bits } };
    this.#change(mask, [], rest);
  }

  /** A selected unit that became another is taken out and added again. */
  refresh(unit: SyntheticUnit): void {
    const place = this.selected.indexOf(unit);
    if (place >= 0) this.#change({ OneIndices: [place] }, [unit], this.selected);
  }

  #change(mask: Writable, added: readonly SyntheticUnit[], list: readonly SyntheticUnit[]): void {
    const types = [...new Set(added.map((unit) => unit.type))];
    this.send('SSelectionDeltaEvent', {
      m_controlGroupId: ACTIVE,
      m_delta: {
        m_removeMask: mask,
        m_addSubgroups: types.map((type, i) => ({
          m_unitLink: 40 + i,
          m_subgroupPriority: 20 + i,
          m_intraSubgroupPriority: 1,
          m_count: added.filter((unit) => unit.type === type).length,
        })),
        m_addUnitTags: added.map((unit) => unit.tag),
      },
    });
    this.#lists.set(ACTIVE, [...list].sort(byTag));
  }

  group(group: number, update: keyof typeof GROUP_UPDATES): void {
    this.send('SControlGroupUpdateEvent', {
      m_controlGroupIndex: group,
      m_controlGroupUpdate: GROUP_UPDATES[update],
      m_mask: { None: null },
    });
    const old = this.#lists.get(group) ?? [];
    if (update === 'recall')
      this.#lists.set(
        ACTIVE,
        old.filter((unit) => unit.alive),
      );
    else if (update === 'set') this.#lists.set(group, this.selected);
    else this.#lists.set(group, [...new Set([...old, ...this.selected])].sort(byTag));
  }

  /** Gives a command to what is selected. `ability` is the name in the API's tables; undefined: the right mouse button. */
  command(ability: string | undefined, target: SyntheticTarget, queued = false): void {
    this.#sequence++;
    this.send('SCmdEvent', {
      m_cmdFlags: FLAGS.byUser | (queued ? FLAGS.queued : 0) | (ability === undefined ? FLAGS.smart : 0),
      m_abil: ability === undefined ? null : { ...linkOf(this.baseBuild, ability) },
      m_data: dataOf(target),
      m_sequence: this.#sequence,
    });
  }

  /** The same command again, at another target: the mouse was held or clicked anew. */
  retarget(target: Exclude<SyntheticTarget, { kind: 'none' }>): void {
    if (target.kind === 'point') this.send('SCmdUpdateTargetPointEvent', { m_target: mapPoint(target) });
    else this.send('SCmdUpdateTargetUnitEvent', { m_target: unitTarget(target.unit) });
    this.repeat();
  }

  /** The same command again as it was. */
  repeat(): void {
    this.#sequence++;
    this.send('SCommandManagerStateEvent', { m_state: 1, m_sequence: this.#sequence });
  }
}

const byTag = (a: SyntheticUnit, b: SyntheticUnit): number => a.tag - b.tag;

const mapPoint = ({ x, y }: { x: number; y: number }): { x: number; y: number; z: number } => ({
  x: x * PER_CELL.map,
  y: y * PER_CELL.map,
  z: 40_928,
});

function unitTarget(unit: SyntheticUnit): Writable {
  return {
    m_targetUnitFlags: SEEN_TARGET,
    m_tag: unit.tag,
    m_snapshotUnitLink: 40,
    m_snapshotControlPlayerId: unit.owner,
    m_snapshotUpkeepPlayerId: unit.owner,
    m_snapshotPoint: mapPoint(unit),
  };
}

function dataOf(target: SyntheticTarget): Writable {
  if (target.kind === 'none') return { None: null };
  return target.kind === 'point'
    ? { TargetPoint: mapPoint(target) }
    : { TargetUnit: unitTarget(target.unit) };
}
