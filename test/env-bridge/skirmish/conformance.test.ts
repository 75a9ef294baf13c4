import { createSkirmish, scenarioNames } from '../../../env-bridge/skirmish/index.js';
import { environmentConformance } from '../conformance.js';

for (const name of scenarioNames) environmentConformance(`skirmish ${name}`, () => createSkirmish(name));
