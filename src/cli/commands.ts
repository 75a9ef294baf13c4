/** Every command with what it does. A command's file is loaded when it is asked for, so that `--help` stays quick. */
import type { Command } from './command.js';

export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  demo: {
    summary: 'the whole mission: record, train, connect, evaluate, report',
    load: () => import('./demo.js'),
  },
  doctor: {
    summary: 'which engines, games and servers are usable here',
    load: () => import('./doctor.js'),
  },
  serve: {
    summary: 'the bridge before a game, for agents that connect',
    load: () => import('./serve.js'),
  },
  play: {
    summary: 'one match of an agent, on a bridge or here',
    load: () => import('./play.js'),
  },
  record: {
    summary: 'play matches and write replays of what an agent saw and did',
    load: () => import('./record.js'),
  },
  import: {
    summary: '.SC2Replay files of human games to demonstrations',
    load: () => import('./import.js'),
  },
  inspect: {
    summary: 'what is in a recording, a human replay, an import or a checkpoint',
    load: () => import('./inspect.js'),
  },
  train: {
    summary: 'imitation learning from recordings; resumes by itself',
    load: () => import('./train.js'),
  },
  evaluate: {
    summary: 'win rate of an agent in seeded matches, with its 95 % interval',
    load: () => import('./evaluate.js'),
  },
  explain: {
    summary: 'why a policy commands what it does, as data and as a picture',
    load: () => import('./explain.js'),
  },
  export: {
    summary: 'a policy as ONNX and safetensors, with a model card',
    load: () => import('./export.js'),
  },
  ladder: {
    summary: 'an AI Arena bot: play a ladder match, or pack a zip that does',
    load: () => import('./ladder.js'),
  },
  bench: {
    summary: 'speed of what the project promises, on this machine',
    load: () => import('./bench.js'),
  },
};
