/**
 * `local-org start --port 6100 --data DIR [--cache DIR] [--source DIR]`: runs an org until it is told to stop.
 * `local-org export --data DIR --to DIR` and `import --from DIR --data DIR`: a stopped org as a folder to keep or hand on.
 * `local-org reset --data DIR [--from DIR]`: back to such a folder, or to nothing. A running org keeps itself by `POST /local/snapshots`.
 * The administrator's password comes from LOCAL_ORG_ADMIN_PASSWORD or --admin-password (a new org only).
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotStart } from './data-folder.ts';
import { exportOrg, importOrg, resetOrg } from './snapshots.ts';
import { startOrg } from './start-org.ts';

const USAGE = `Usage: local-org start [options] | export --data DIR --to DIR | import --from DIR --data DIR | reset --data DIR [--from DIR]
  --port N              default 6100
  --data DIR            the org's folder, default .data/org
  --cache DIR           compiled pages, default .cache/org
  --source DIR          a project or source folder to deploy when it changed
  --admin-password TEXT for a new org (better: LOCAL_ORG_ADMIN_PASSWORD)`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '6100' },
      data: { type: 'string', default: '.data/org' },
      cache: { type: 'string', default: '.cache/org' },
      source: { type: 'string' },
      'admin-password': { type: 'string' },
      to: { type: 'string' },
      from: { type: 'string' },
    },
  });
  const [command] = positionals;
  if (command === 'export' && values.to !== undefined) {
    exportOrg(resolve(values.data), resolve(values.to));
    return;
  }
  if (command === 'import' && values.from !== undefined) {
    importOrg(resolve(values.from), resolve(values.data));
    return;
  }
  if (command === 'reset') {
    resetOrg(resolve(values.data), values.from === undefined ? undefined : resolve(values.from));
    return;
  }
  if (command !== 'start') throw new CannotStart(USAGE);
  const adminPassword = values['admin-password'] ?? process.env['LOCAL_ORG_ADMIN_PASSWORD'];
  if (adminPassword === undefined || adminPassword === '')
    throw new CannotStart("Give the administrator's password in LOCAL_ORG_ADMIN_PASSWORD.");
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CannotStart(`--port ${values.port} is no port number.`);
  const org = await startOrg({
    port,
    dataFolder: resolve(values.data),
    cacheFolder: resolve(values.cache),
    adminPassword,
    ...(values.source === undefined ? {} : { source: resolve(values.source) }),
    say: (line) => void process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`ready at ${org.url}\n`);
  const stop = (): void => {
    org.stop().then(
      () => process.exit(0),
      (cause: unknown) => {
        process.stderr.write(`${String(cause)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((cause: unknown) => {
  process.stderr.write(
    `${cause instanceof CannotStart ? cause.message : cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
  );
  process.exit(1);
});
