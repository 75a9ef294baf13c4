/** Policies that come with the project, so that play and evaluation need no training first. */
import { join } from 'node:path';
import { packageRoot } from '../src/spec/package-root.js';

/** Their names; each is a checkpoint's folder beside this file, with its model card. */
export const SHIPPED_POLICIES: readonly string[] = ['base'];

/** The path of the policy that a name means: a shipped one's, or the name as it stands. A folder called the same is `./base`. */
export function policyPath(name: string): string {
  return SHIPPED_POLICIES.includes(name) ? join(packageRoot(import.meta.url), 'agent', name) : name;
}
