/** The embedded simulator: what the rest of the project may use of it. */
export { findScenario, SCENARIOS, type Scenario, scenarioHash, scenarioNames } from './scenario.js';
export { createSkirmish, type Skirmish } from './skirmish.js';
export { baseDamage, KINDS, LEAST_DAMAGE, type UnitSpec, weaponAgainst } from './units.js';
