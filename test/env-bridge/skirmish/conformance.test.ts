import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { environmentConformance } from '../conformance.js';

// Few against few, melee with shields, healers and flyers, armies drawn by lot.
for (const name of ['3m', '3s5z', 'MMM', 'random'])
  environmentConformance(`skirmish ${name}`, () => createSkirmish(name));
