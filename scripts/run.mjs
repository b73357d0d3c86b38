// The one door to every script: `node scripts/run.mjs <script> [arguments]`. Plain JavaScript, so that an old Node can say what is wrong.
// Every process started from here shares one cache of compiled modules: a test file spends less of its time on reading TypeScript.
import * as modules from 'node:module'; // whole: an old Node, which must get its message below, has no such cache
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < NEEDED) {
  console.error(`This needs Node ${NEEDED}; this is Node ${process.versions.node}.

On Linux (x64, arm64) "npm ci" brings its own Node ${NEEDED}: use the npm scripts ("npm start", "npm test"), which put it first on the path.
If you did, npm left out optional dependencies: run "npm ci --include=optional".
On other systems install Node ${NEEDED} from https://nodejs.org and try again.`);
  process.exit(1);
}
const [script, ...rest] = process.argv.slice(2);
if (!script || !/^[a-z][a-z-]*$/.test(script)) {
  console.error('Usage: node scripts/run.mjs <script> [arguments]');
  process.exit(1);
}
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../.cache/node-compile', import.meta.url));
modules.enableCompileCache(process.env.NODE_COMPILE_CACHE);
process.argv.splice(1, process.argv.length - 1, script, ...rest);
await import(`./${script}.ts`);
