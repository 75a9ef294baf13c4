import { expect, test } from 'vitest';
import type { Player } from '../../env-bridge/environment.js';
import { PlayerDriver } from '../../env-bridge/player-driver.js';
import type { Message } from '../../env-bridge/protocol.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { Outcome } from '../../src/spec/match.js';
import { type Command, noOp } from '../../src/spec/observation.js';

const OUTCOME: Outcome = {
  reason: 'timeout',
  results: { 1: 'loss', 2: 'win' },
  faults: { 1: 'TIMED_OUT' },
  loops: 0,
};

/** A player who decides when he is let, behind a driver whose match has asked him once. */
async function asked() {
  const decisions: { resolve(command: Command): void; reject(error: unknown): void }[] = [];
  const player: Player = {
    name: 'slow',
    start: () => undefined,
    act: () => new Promise((resolve, reject) => decisions.push({ resolve, reject })),
    end: () => undefined,
  };
  const sent: Message[] = [];
  const driver = new PlayerDriver(player, (message) => sent.push(message));
  const game = createSkirmish('3m');
  game.reset(1);
  driver.receive({ type: 'start', info: game.matchInfo(1) });
  driver.receive({ type: 'observation', player: 1, step: game.observe(1) });
  await settled();
  const [decision] = decisions;
  return { driver, decision, sent };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('sends the decision, with the loop that it answers', async () => {
  const { decision, sent } = await asked();
  decision.resolve(noOp(4));
  await settled();
  expect(sent).toEqual([{ type: 'command', player: 1, gameLoop: 0, command: noOp(4) }]);
});

test('a decision that comes after the outcome is not sent: it would answer the next match', async () => {
  const { driver, decision, sent } = await asked();
  driver.receive({ type: 'outcome', outcome: OUTCOME });
  expect(await driver.finished).toEqual(OUTCOME);
  decision.resolve(noOp(4));
  await settled();
  expect(sent).toEqual([]);
});

test('a failure after the outcome is not told: it would lose the next match', async () => {
  const { driver, decision, sent } = await asked();
  driver.receive({ type: 'outcome', outcome: OUTCOME });
  expect(await driver.finished).toEqual(OUTCOME);
  decision.reject(new Error('too late'));
  await settled();
  expect(sent).toEqual([]);
});

test('a match that was stopped hears no more of the player', async () => {
  const { driver, decision, sent } = await asked();
  driver.stop(new KhalaError('CONNECTION_LOST', 'play: cut'));
  await expect(driver.finished).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  decision.resolve(noOp(4));
  await settled();
  expect(sent).toEqual([]);
});
