/** `npm start`: install if needed, build if needed, then `khala demo` with the arguments given. */
import { ensureBuilt, ensureInstalled, fail, requireNode } from './ensure.js';

requireNode();
ensureInstalled();
if (!ensureBuilt()) fail('the build failed; the errors stand above');
const { main } = await import('../dist/src/cli/main.js');
process.exitCode = await main(['demo', ...process.argv.slice(2)]);
