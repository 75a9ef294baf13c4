#!/usr/bin/env node
/** The command line. Builds first when the sources have changed, so what runs is what is written. */
import { ensureBuilt, ensureInstalled, requireNode, say } from './ensure.js';

requireNode();
ensureInstalled();
if (!ensureBuilt()) say('built, although types are wrong; "npm run check" lists them');
const { main } = await import('../dist/src/cli/main.js');
process.exitCode = await main(process.argv.slice(2));
