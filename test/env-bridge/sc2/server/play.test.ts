import { describe, expect, it, test } from 'vitest';
import { createScripted, type Difficulty } from '../../../../agent/scripted/index.js';
import type { Player } from '../../../../env-bridge/environment.js';
import { playMatch } from '../../../../env-bridge/match.js';
import { actionOfCommand } from '../../../../env-bridge/sc2/actions.js';
import { abilityForms } from '../../../../env-bridge/sc2/forms.js';
import { racesFor, readGameInfo } from '../../../../env-bridge/sc2/game-info.js';
import { createObservationReader } from '../../../../env-bridge/sc2/observation-reader.js';
import { encodeRequest } from '../../../../env-bridge/sc2/schema/codec.js';
import type { RecordedMatch } from '../../../../env-bridge/sc2/server/replay-log.js';
import { createSkirmish } from '../../../../env-bridge/skirmish/index.js';
import { decodeMatchMessage } from '../../../../src/spec/codec/index.js';
import type { Command, Observation } from '../../../../src/spec/observation.js';
import { ApiClient, JOIN, OBSERVE, playTwo, serve } from './api-client.js';

interface Decision {
  readonly observation: Observation;
  readonly command: Command | null;
}

/** A player that writes down what it sees and does. */
function noting(difficulty: Difficulty, notes: Decision[]): Player {
  const player = createScripted(difficulty);
  return {
    ...player,
    async act(step) {
      const command = await player.act(step);
      notes.push({ observation: step.observation, command });
      return command;
    },
  };
}

/** Plays a seat over the API with a player of ours, as a client of the game would. Returns what he saw and did. */
async function playOver(
  client: ApiClient,
  player: Player,
  scenario: string,
  seed: number,
): Promise<Decision[]> {
  const info = readGameInfo((await client.ask({ gameInfo: {} })).gameInfo ?? {});
  const { data } = await client.ask({ data: { abilityId: true, unitTypeId: true } });
  let observed: Observation | null = null;
  let id = 0;
  const local = createSkirmish(scenario);
  local.reset(seed);
  const notes: Decision[] = [];
  let reader: ReturnType<typeof createObservationReader> | null = null;
  let last: Command | null = null;
  for (;;) {
    client.socket.send(encodeRequest(OBSERVE));
    const bytes = await client.nextBytes();
    if (!reader) {
      // Whose eyes these are is in the first observation.
      const probe = createObservationReader({ race: 0, enemyRace: 0, layers: null, forms: abilityForms([]) });
      id = probe.read(bytes, null).observation?.player[0] ?? 0;
      await player.start(local.matchInfo(id));
      reader = createObservationReader({
        ...racesFor(info.players, id),
        layers: { width: info.map.layerWidth, height: info.map.layerHeight },
        forms: abilityForms(data?.abilities ?? []),
      });
    }
    const frame = reader.read(bytes, null);
    // What was accepted of the last command comes back with the observation.
    const accepted = frame.actions.at(-1)?.actionRaw?.unitCommand;
    if (accepted && notes.length > 0)
      last = { ...(notes.at(-1)?.command as Command), units: accepted.unitTags ?? [] };
    observed = { ...(frame.observation as Observation), lastCommand: last };
    if (frame.results.length > 0) {
      notes.push({ observation: observed, command: null });
      return notes;
    }
    const step = {
      observation: observed,
      reward: 0,
      terminated: false,
      truncated: false,
      info: { rejected: [] },
    };
    const command = await player.act(step);
    notes.push({ observation: observed, command });
    const action = actionOfCommand(command);
    if (action) {
      const { action: answer } = await client.ask({ action: { actions: [action] } });
      expect(answer?.result).toHaveLength(1);
    }
    await client.ask({ step: { count: Math.max(local.matchInfo(id).limits.stepLoops, command.delay) } });
  }
}

/** The same match in this process. */
async function playHere(scenario: string, seed: number, players: readonly [Player, Player]) {
  const seen: [Decision[], Decision[]] = [[], []];
  const outcome = await playMatch(
    createSkirmish(scenario),
    new Map(players.map((player, i) => [i + 1, player])),
    {
      seed,
      observers: [
        {
          observation: (player, { observation }) => seen[player - 1].push({ observation, command: null }),
          command: (player, _, command) => {
            const notes = seen[player - 1];
            notes[notes.length - 1] = { ...notes[notes.length - 1], command };
          },
        },
      ],
    },
  );
  return { seen, outcome };
}

describe.each([
  ['3s5z', 11, 'Champion', 'Medium'],
  ['MMM', 3, 'Elite', 'Hard'],
  ['random', 8, 'Easy', 'VeryEasy'],
] as const)('%s, seed %i, %s against %s', (scenario, seed, mine, theirs) => {
  it('is the same match over the API as in this process: every observation, every command', async () => {
    const computerNotes: Decision[] = [];
    const recorded: RecordedMatch[] = [];
    const server = await serve({
      computer: () => noting(theirs, computerNotes),
      writeReplay: (match) => {
        recorded.push(match);
        return new Uint8Array([1]);
      },
    });
    const client = await ApiClient.open(server);
    await client.play({ localMap: { mapPath: scenario }, randomSeed: seed });
    const notes = await playOver(client, createScripted(mine), scenario, seed);
    const { seen, outcome } = await playHere(scenario, seed, [createScripted(mine), createScripted(theirs)]);
    expect(notes.length).toBeGreaterThan(20);
    expect(notes).toEqual(seen[0]);
    // The computer in the server is asked for the last time before the end.
    expect(computerNotes).toEqual(seen[1].slice(0, -1));

    await client.ask({ saveReplay: {} });
    const [{ messages, outcome: saved, info }] = recorded;
    expect(saved).toEqual(outcome);
    expect(info).toMatchObject({ player: 1, seed, scenario });
    const told = messages.map(decodeMatchMessage);
    const commands = told.flatMap((message) => (message.type === 'command' ? [message.command] : []));
    expect(commands).toEqual(
      seen[0].slice(0, -1).map(({ command }) => ({ ...command, delay: Math.max(2, command?.delay ?? 0) })),
    );
    expect(told.flatMap((m) => (m.type === 'observation' ? [m.step.observation] : []))).toEqual(
      seen[0].map(({ observation }) => {
        const { lastCommand } = observation;
        // The log knows the loops that passed; a scripted player may have asked for fewer than are allowed.
        const delay = Math.max(2, lastCommand?.delay ?? 0);
        return { ...observation, lastCommand: lastCommand && { ...lastCommand, delay } };
      }),
    );
  });
});

test('two clients play the same match as two players in this process', async () => {
  const [host, guest] = await playTwo(await serve(), '2s3z');
  const [one, two] = await Promise.all([
    playOver(host, createScripted('Elite'), '2s3z', 1),
    playOver(guest, createScripted('Hard'), '2s3z', 1),
  ]);
  const { seen } = await playHere('2s3z', 1, [createScripted('Elite'), createScripted('Hard')]);
  expect(one).toEqual(seen[0]);
  expect(two).toEqual(seen[1]);
});

test('a recording can be had while the match runs, and is not had where none are kept', async () => {
  const recorded: RecordedMatch[] = [];
  const server = await serve({
    writeReplay: (match) => {
      recorded.push(match);
      return new Uint8Array([1, 2]);
    },
  });
  const client = await ApiClient.open(server);
  await client.play();
  await client.ask({ step: { count: 8 } });
  expect((await client.ask({ saveReplay: {} })).saveReplay?.data).toEqual(new Uint8Array([1, 2]));
  expect(recorded[0].outcome).toMatchObject({
    reason: 'aborted',
    results: { 1: 'draw', 2: 'draw' },
    loops: 8,
  });
  expect(recorded[0].names).toEqual({ 1: 'player 1', 2: 'scripted:Medium' });
  const other = await ApiClient.open(await serve());
  await other.play();
  expect((await other.ask({ saveReplay: {} })).error?.[0]).toMatch(/^save_replay: there is no recording/);
  expect((await other.ask(JOIN)).status).toBe('in_game');
});
