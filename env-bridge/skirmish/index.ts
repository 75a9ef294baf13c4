/** The embedded simulator: what the rest of the project may use of it. */
export {
  openScenario,
  SCENARIOS,
  type Scenario,
  type ScenarioDefinition,
  scenarioByName,
  scenarioHash,
  scenarioNames,
  startsOf,
} from './scenario.js';
export { createSkirmish, type Skirmish } from './skirmish.js';
export { baseDamage, KINDS, LEAST_DAMAGE, type UnitSpec, weaponAgainst } from './units.js';
