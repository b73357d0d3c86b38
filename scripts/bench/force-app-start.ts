/**
 * A process of its own that opens an org with force-app and runs a first line of Apex; prints how long that took since the process began.
 * `--empty` makes the org anew, `--recompile` empties the cache of compiled Apex first.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { readProject } from '../../local-org/src/cli/source-project.ts';
import { compose } from '../../local-org/src/engine/compose.ts';
import { administratorId } from '../../local-org/src/metadata/index.ts';
import { runOperation } from '../../local-org/src/engine/run-operation.ts';
import { inRoot } from '../support/paths.ts';

const FOLDER = inRoot('.cache/bench-apex');
if (process.argv.includes('--empty')) rmSync(FOLDER, { recursive: true, force: true });
const isNew = !existsSync(join(FOLDER, 'org.sqlite'));
mkdirSync(FOLDER, { recursive: true });
const cacheFolder = join(FOLDER, 'compiled');
if (process.argv.includes('--recompile')) rmSync(cacheFolder, { recursive: true, force: true });

const engine = compose({ dataFolder: FOLDER, cacheFolder, clock: { now: () => Date.now() } });
const perform = (operation: string, input: unknown, userId: string | null): unknown =>
  runOperation(engine, { operation, input, caller: { userId, channel: 'internal', apiVersion: '67.0' } } as never)
    .output;
if (isNew) {
  perform('createOrganization', { adminUsername: 'admin@bench.example', adminPassword: crypto.randomUUID() }, null);
  const files = readProject(inRoot('.'), { UP_INTEGRATION_CERTIFICATE: 'none', ...process.env });
  const { problems } = perform('deploySource', { files }, null) as { readonly problems: readonly string[] };
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
const { success } = perform(
  'executeAnonymous',
  { source: "System.debug(Iban.isValid('DE89370400440532013000'));" },
  administratorId,
) as { readonly success: boolean };
const { user, system } = process.cpuUsage();
process.stdout.write(
  `${(process.uptime() * 1000).toFixed(0)} ms, of that ${((user + system) / 1000).toFixed(0)} ms CPU (aim 3000)${success ? '' : ', FAILED'}\n`,
);
engine.close();
