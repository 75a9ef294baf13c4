/** RequestQuery: what a player may ask about the field and his units. */
import type { MapInfo } from '../../../src/spec/observation.js';
import { layerCell } from '../../../src/spec/observation.js';
import type { ActionResult } from '../schema/enums.js';
import type {
  AbilityData,
  AvailableAbility,
  Point2D,
  RequestQuery,
  RequestQueryPathing,
  ResponseData,
  ResponseQuery,
  ResponseQueryAvailableAbilities,
} from '../schema/messages.js';
import { isFormOf } from '../skirmish-data.js';
import type { Watching } from './watched.js';

export function query(watching: Watching, request: RequestQuery, data: ResponseData): ResponseQuery {
  const { map } = watching.session.game.matchInfo(watching.player);
  const { pathing = [], abilities = [], placements = [] } = request;
  return {
    pathing: pathing.map((one) => ({ distance: distance(watching, one) })),
    abilities: abilities.map(({ unitTag = 0n }) => available(watching, unitTag, data.abilities ?? [])),
    placements: placements.map(({ targetPos = {} }) => ({ result: placement(map, targetPos) })),
  };
}

/** Cells to walk, or to fly; 0 where there is no way, as the game has it. */
function distance(
  { session, player }: Watching,
  { startPos, unitTag, endPos = {} }: RequestQueryPathing,
): number {
  const unit = unitTag === undefined ? null : session.game.unit(player, unitTag);
  const start = unitTag === undefined ? startPos : unit;
  if (!start) return 0;
  const from = { x: start.x ?? 0, y: start.y ?? 0 };
  const to = { x: endPos.x ?? 0, y: endPos.y ?? 0 };
  return session.game.distance(unit?.unit.id ?? null, from, to) ?? 0;
}

/** What an own unit can be told; nothing for one that is another's, dead or unknown. */
function available(
  { session, player }: Watching,
  unitTag: bigint,
  known: readonly AbilityData[],
): ResponseQueryAvailableAbilities {
  const found = session.game.unit(player, unitTag);
  if (!found?.own) return { unitTag, abilities: [] };
  const { id } = found.unit;
  const generals = session.game.usable(player, unitTag);
  const abilities = known
    .filter(({ abilityId = 0, remapsToAbilityId: general }) => generals.has(general ?? abilityId))
    .filter(({ abilityId = 0 }) => isFormOf(abilityId, id))
    .filter(
      ({ remapsToAbilityId, abilityId }) => remapsToAbilityId !== undefined || !hasForm(known, abilityId, id),
    )
    .map(
      ({ abilityId = 0, target }): AvailableAbility => ({
        abilityId,
        requiresPoint: target === 'Point' || target === 'PointOrUnit',
      }),
    );
  return { unitTag, unitTypeId: id, abilities };
}

/** The game names special forms where there are some. */
function hasForm(known: readonly AbilityData[], ability: number | undefined, unitType: number): boolean {
  return known.some(
    ({ abilityId = 0, remapsToAbilityId }) => remapsToAbilityId === ability && isFormOf(abilityId, unitType),
  );
}

/** Nobody here builds: a place is wrong, or the ability is. */
function placement(map: MapInfo, target: Point2D): ActionResult {
  return onMap(map, target) && walkable(map, target) ? 'NotSupported' : 'CantBuildLocationInvalid';
}

function onMap({ width, height }: MapInfo, { x = 0, y = 0 }: Point2D): boolean {
  return x >= 0 && x < width && y >= 0 && y < height;
}

function walkable(map: MapInfo, { x = 0, y = 0 }: Point2D): boolean {
  return map.pathing[layerCell(map, x, y)] === 1;
}
