/** `npm run build`: compiles the sources to dist/. */
import { ensureBuilt, ensureInstalled, fail, requireNode } from './ensure.js';

requireNode();
ensureInstalled();
if (!ensureBuilt()) fail('the build failed; the errors stand above');
