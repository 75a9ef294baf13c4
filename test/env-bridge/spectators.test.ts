import { expect, test } from 'vitest';
import { decodeMessage } from '../../env-bridge/protocol.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { Spectators } from '../../env-bridge/spectators.js';
import { noOp } from '../../src/spec/observation.js';

const environment = createSkirmish('3m');
environment.reset(1);

function link(congested = false) {
  const types: string[] = [];
  return { congested, types, send: (bytes: Uint8Array) => void types.push(decodeMessage(bytes).type) };
}

test('those who do not read miss what is droppable, never start and outcome', () => {
  const spectators = new Spectators();
  const [quick, stuck, other] = [link(), link(true), link()];
  spectators.add(1, quick);
  spectators.add(1, stuck);
  spectators.add(2, other);
  spectators.start(environment.matchInfo(1));
  spectators.observation(1, environment.observe(1));
  spectators.command(1, 0, noOp(2));
  spectators.outcome({ reason: 'aborted', results: {}, faults: {}, loops: 0 });
  expect(quick.types).toEqual(['start', 'observation', 'command', 'outcome']);
  expect(stuck.types).toEqual(['start', 'outcome']);
  expect(other.types).toEqual(['outcome']);
});

test('those who leave hear no more, those who come late get the start', () => {
  const spectators = new Spectators();
  const [early, late] = [link(), link()];
  spectators.add(1, early);
  spectators.start(environment.matchInfo(1));
  spectators.remove(1, early);
  spectators.add(1, late);
  spectators.observation(1, environment.observe(1));
  expect(early.types).toEqual(['start']);
  expect(late.types).toEqual(['start', 'observation']);
});
