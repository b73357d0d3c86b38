/** The org of the large-volume bench: force-app with the demonstration's people, in a process of its own, as `npm start` runs it. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Connection } from 'jsforce';
import { startOrg } from '../../local-org/src/cli/start-org.ts';
import { loadDemoData } from '../demo/load.ts';
import { integrationKey } from '../start/integration-key.ts';
import { inRoot } from '../support/paths.ts';

const API_VERSION = '67.0';
const ADMIN = 'admin@unified-power.example';
const ADMIN_PASSWORD = 'Bench-ldv-1-admin';
/** Nothing listens there: the bench makes no callout. */
const NO_SERVICE = 'http://localhost:9';

export interface LdvOrg {
  readonly url: string;
  readonly personaPassword: string;
  /** The administrator's connection; a session ends during a long load, so ask anew for each phase. */
  admin(): Promise<Connection>;
  /** What the org's store holds. */
  size(): StoreSize;
  close(): Promise<void>;
}

export interface StoreSize {
  /** Records of all objects, share rows and the like included. */
  readonly rows: number;
  readonly shareRows: number;
  /** Of the file with its write-ahead log. */
  readonly bytes: number;
}

/** Makes an org in a temporary folder, starts it in a process of its own and loads its people. `close` removes it. */
export async function openLdvOrg(): Promise<LdvOrg> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-ldv-'));
  const child = fork(inRoot('scripts/run.mjs'), ['bench-ldv', `--run-org=${folder}`]);
  const personaPassword = 'Bench-ldv-1-persona';
  const url = await urlOf(child);
  const secrets = { adminPassword: ADMIN_PASSWORD, demoPassword: personaPassword, orgApiKey: 'bench' };
  await loadDemoData({ org: url, service: NO_SERVICE }, secrets);
  return {
    url,
    personaPassword,
    admin: async () => {
      const org = new Connection({ loginUrl: url, version: API_VERSION });
      await org.login(ADMIN, ADMIN_PASSWORD);
      return org;
    },
    size: () => sizeOf(join(folder, 'org')),
    close: async () => {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The process of the org; ends when its parent does. */
export async function runLdvOrg(folder: string): Promise<void> {
  const { certificateBase64 } = await integrationKey(folder);
  const running = await startOrg({
    dataFolder: join(folder, 'org'),
    cacheFolder: inRoot('.cache'),
    port: 0,
    source: inRoot(),
    environment: { UP_INTEGRATION_CERTIFICATE: certificateBase64 },
    adminPassword: ADMIN_PASSWORD,
  });
  const end = (code: number) => () => void running.stop().then(() => process.exit(code));
  process.once('SIGTERM', end(0));
  process.once('disconnect', end(1));
  process.send?.({ url: running.url });
}

function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { readonly url: string }).url));
    child.once('exit', (code) => reject(new Error(`The org ended with ${String(code)}`)));
  });
}

/** Reads beside the running org, as write-ahead logging allows. */
function sizeOf(folder: string): StoreSize {
  const database = new DatabaseSync(join(folder, 'org.sqlite'), { readOnly: true });
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_*' AND name NOT GLOB 'sqlite*'")
      .all()
      .map(({ name }) => String(name));
    const counts = tables.map((name) => {
      const found = database.prepare(`SELECT count(*) AS n FROM "${name}"`).get();
      return { name, rows: Number(found?.['n']) };
    });
    const sum = (of: readonly { readonly rows: number }[]): number => of.reduce((all, { rows }) => all + rows, 0);
    const bytes = readdirSync(folder)
      .filter((name) => name.startsWith('org.sqlite'))
      .reduce((all, name) => all + statSync(join(folder, name)).size, 0);
    return { rows: sum(counts), shareRows: sum(counts.filter(({ name }) => /Share$|__Share$/.test(name))), bytes };
  } finally {
    database.close();
  }
}
