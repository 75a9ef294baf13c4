/**
 * What a player ordered and what became of it. The game answers an action with one result; of the units that could not obey
 * it tells later, one by one, in the next observation.
 */
import type { Rejection } from '../../../src/spec/match.js';
import type { Command } from '../../../src/spec/observation.js';
import { generalForm } from '../forms.js';
import type { ActionResult } from '../schema/enums.js';
import type { ActionError } from '../schema/messages.js';

/** Orders that are remembered; errors of older ones (a building that is in the way at last) are of no use any more. */
const MOST_REMEMBERED = 64;

interface Given {
  readonly command: Command;
  readonly result: ActionResult;
  /** Whether the player has heard what became of it. */
  told: boolean;
}

export interface GivenCommands {
  /** Commands that were sent, with the game's answers in the same order; an answer that is not there is a yes. */
  sent(commands: readonly Command[], results: readonly ActionResult[]): void;
  /** What was refused since the last call. @param errors of the observation that is to be shown */
  refused(errors: readonly ActionError[]): Rejection[];
  /** The last command as far as it was obeyed; null before there is one. */
  readonly last: Command | null;
}

/** @param forms general form of each ability (`abilityForms`) */
export function createGivenCommands(forms: Uint16Array): GivenCommands {
  let given: Given[] = [];
  let last: Command | null = null;
  return {
    get last() {
      return last;
    },
    sent(commands, results) {
      for (const [i, command] of commands.entries())
        given.push({ command, result: results[i] ?? 'Success', told: false });
      given = given.slice(-MOST_REMEMBERED);
    },
    refused(errors) {
      const rejections: Rejection[] = [];
      const failed = failuresOf(given, errors, forms);
      for (const [i, entry] of given.entries()) {
        const { command, result } = entry;
        const units = failed[i];
        for (const [reason, tags] of units)
          rejections.push({ command: { ...command, units: tags }, result: reason });
        if (entry.told) continue;
        entry.told = true;
        if (result === 'Success') last = obeyed(command, units) ?? last;
        else if (units.size === 0) rejections.push({ command, result });
      }
      return rejections;
    },
  };
}

/** For each given command the units that failed, by result. An error belongs to the newest command that it fits. */
function failuresOf(
  given: readonly Given[],
  errors: readonly ActionError[],
  forms: Uint16Array,
): Map<string, bigint[]>[] {
  const failed = given.map(() => new Map<string, bigint[]>());
  for (const { unitTag = 0n, abilityId = 0n, result = 'Error' } of errors) {
    const ability = generalForm(forms, Number(abilityId));
    for (let i = given.length - 1; i >= 0; i--) {
      const { command } = given[i];
      if (generalForm(forms, command.ability) !== ability || !command.units.includes(unitTag)) continue;
      failed[i].set(result, [...(failed[i].get(result) ?? []), unitTag]);
      break;
    }
  }
  return failed;
}

/** The part of a command that was obeyed; null if nobody did. */
function obeyed(command: Command, failed: ReadonlyMap<string, readonly bigint[]>): Command | null {
  const out = new Set([...failed.values()].flat());
  const units = [...new Set(command.units)].filter((tag) => !out.has(tag));
  return units.length > 0 ? { ...command, units } : null;
}
