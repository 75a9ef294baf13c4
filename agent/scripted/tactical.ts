/** Hard and Elite: the march of Medium, with targets of their own choice once foes are in reach. */
import { medium } from './basic.js';
import type { Policy } from './policy.js';
import { wishByThreat, wishFocusFire } from './targets.js';

/** Each unit attacks the most threatening foe in its reach. */
export const hard: Policy = (view, wishes) => {
  medium(view, wishes);
  wishByThreat(view, wishes);
};

/** The group attacks the foe that dies soonest, without overkill. */
export const elite: Policy = (view, wishes) => {
  medium(view, wishes);
  wishFocusFire(view, wishes);
};
