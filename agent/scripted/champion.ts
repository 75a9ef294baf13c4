/** The teacher: Elite's fire, and units that do not stand where they die. */
import type { Policy } from './policy.js';
import { elite } from './tactical.js';

export const champion: Policy = (view, wishes) => {
  elite(view, wishes);
};
