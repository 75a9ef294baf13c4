/** What an explanation says. Plain data: it is printed, written and drawn as it stands. */
import type { TorsoName } from '../model/config.js';
import type { PlayerId } from '../spec/match.js';
import type { OtherTokens } from './ablation.js';
import type { AttentionReport } from './attention.js';
import type { ByGroup, Group } from './groups.js';
import type { PathAttribution } from './integrated-gradients.js';

export const ALLIANCE_NAMES = { 1: 'own', 2: 'ally', 3: 'neutral', 4: 'enemy' } as const;
export type AllianceName = (typeof ALLIANCE_NAMES)[keyof typeof ALLIANCE_NAMES];

/** One entity that the policy was shown, and what it counted. */
export interface EntityReport {
  /** Unit type and a number among those of its side, `Stalker 2`; `enemy Zealot 1`. */
  readonly name: string;
  /** Unit type's name. */
  readonly unit: string;
  readonly alliance: AllianceName;
  /** Cells, as are y and radius. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Health and shield together, of their maximum; null where the observation does not know. */
  readonly life: number | null;
  /** Whether the command selects it. */
  readonly selected: boolean;
  /** Whether the command points at it. */
  readonly target: boolean;
  /** What of it reaches the function's query by attention; see `attention.composed`. */
  readonly attention: number;
  /** By how many nats the command's log-probability falls without it: above 0 it speaks for the command. */
  readonly ablation: ByGroup;
  /** Its integrated gradients in nats, for the groups that the command has, and their sum. */
  readonly gradients: Readonly<Partial<ByGroup>>;
}

export interface Alternative {
  readonly name: string;
  readonly probability: number;
}

export interface CommandReport {
  readonly words: string;
  /** Name of the function. */
  readonly function: string;
  /** Loops. */
  readonly delay: number;
  readonly queued: boolean;
  /** Places in `entities`. */
  readonly units: readonly number[];
  readonly target:
    | { readonly kind: 'none' }
    | { readonly kind: 'entity'; readonly entity: number }
    | { readonly kind: 'point'; readonly x: number; readonly y: number };
  /** Parts that it has. */
  readonly groups: readonly Group[];
  /** Of the whole command and of each part, given those before it. Any of the units may be the first that is chosen. */
  readonly probability: ByGroup;
  /** The likeliest functions, and targets of the chosen function (entities, or middles of coarse cells), with their probabilities. */
  readonly alternatives: {
    readonly functions: readonly Alternative[];
    readonly targets: readonly Alternative[];
  };
}

export interface Explanation {
  readonly kind: 'khala-explanation';
  readonly agent: string;
  /** SHA-256 (hex) of the policy's weights. */
  readonly weightsHash: string;
  readonly torso: TorsoName;
  readonly scenario: string;
  readonly seed: number;
  /** Whose view it is. */
  readonly player: PlayerId;
  readonly source:
    | { readonly kind: 'match'; readonly opponent: string }
    | { readonly kind: 'recording'; readonly path: string; readonly episode: number };
  readonly gameLoop: number;
  /** Place among the player's decisions, from 0. */
  readonly decision: number;
  /** Cells. */
  readonly map: { readonly width: number; readonly height: number };
  /** The policy's likeliest command: what is explained. */
  readonly command: CommandReport;
  /** In words, what was commanded there: by the policy in a match, by whoever was recorded in a recording. */
  readonly given: string;
  /** What the policy gives itself of winning. */
  readonly winProbability: number;
  readonly entities: readonly EntityReport[];
  /** Entities that were more than the policy can be shown. */
  readonly notShown: number;
  /** Places in `entities`, those first whose ablation moves the command most. */
  readonly ranking: readonly number[];
  readonly attention: AttentionReport;
  /** By how much it falls when no token of a kind is read. */
  readonly ablation: Readonly<Record<OtherTokens, ByGroup>>;
  /** Integrated gradients of each part of the command, but for those of entities, which stand at each. */
  readonly gradients: Readonly<Partial<Record<Group, Omit<PathAttribution, 'entities'>>>>;
}
