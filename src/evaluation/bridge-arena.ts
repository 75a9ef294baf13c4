/**
 * An arena with the bridge between agent and game: the agent plays as a client over a WebSocket on loopback, the
 * opponent sits in the server, as StarCraft II's built-in AI sits in the game.
 */
import { connectBridge, startBridge } from '../../env-bridge/index.js';
import { SKIRMISH_VOCABULARY } from '../spec/vocabulary.js';
import { type Arena, type ArenaSetup, openArena, type PlayOne } from './arena.js';
import { otherSide } from './plan.js';

/** Starts a bridge on a free port and connects the agent once, for all matches. Throws what starting and connecting throw. */
export async function openBridgeArena(setup: ArenaSetup): Promise<Arena> {
  const { environment, opponent } = setup;
  const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY });
  const client = await connectBridge(bridge.url, { name: setup.agent.name });

  const playOne: PlayOne = async (agent, { seed, side }, observers) => {
    const players = new Map([[otherSide(side), opponent]]);
    const match = bridge.open({ environment, seed, players, observers });
    let lost: unknown = null;
    const played = client.play(agent, { match: match.id, seat: side }).catch((error: unknown) => {
      lost = error;
      // Without its client the match would wait for ever; one that has ended takes no notice.
      match.abort();
    });
    const outcome = await match.finished;
    await played;
    // A player that failed is part of the outcome. Anything else is a failure of the evaluation itself.
    if (lost !== null && outcome.reason === 'aborted') throw lost;
    return outcome;
  };
  return openArena(setup, playOne, async () => {
    await client.close();
    await bridge.close();
    environment.close();
  });
}
