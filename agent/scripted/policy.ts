/** The shape of a script: what it reads, what it writes. */
import type { View } from './view.js';
import type { Wishes } from './wishes.js';

/** Writes a wish for each own unit that should do something. Knows nothing but the view: the same view, the same wishes. */
export type Policy = (view: View, wishes: Wishes) => void;
