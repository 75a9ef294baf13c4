/** Every command with what it does. A command's file is loaded when it is asked for, so that `--help` stays quick. */
import type { Command } from './command.js';

export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  doctor: {
    summary: 'which engines, games and servers are usable here',
    load: () => import('./doctor.js'),
  },
  record: {
    summary: 'play matches and write replays of what an agent saw and did',
    load: () => import('./record.js'),
  },
  evaluate: {
    summary: 'win rate of an agent in seeded matches, with its 95 % interval',
    load: () => import('./evaluate.js'),
  },
};
