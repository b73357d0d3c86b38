/** The org of the benches: force-app with the people of the demonstration, as `npm start` runs it, in a folder of its own. */
import { join } from 'node:path';
import { Connection } from 'jsforce';
import { startOrg, type RunningOrg } from '../../local-org/src/cli/start-org.ts';
import { loadDemoData } from '../demo/load.ts';
import { integrationKey } from '../start/integration-key.ts';
import { inRoot } from '../support/paths.ts';

const API_VERSION = '67.0';
const ADMIN_PASSWORD = 'Bench-1-admin';
/** What everybody but the administrator logs in with. */
export const PERSONA_PASSWORD = 'Bench-1-persona';
/** Nothing listens there: benches make no callout. */
const NO_SERVICE = 'http://localhost:9';

/** Where the org of a bench folder keeps its data. */
export function dataFolderOf(folder: string): string {
  return join(folder, 'org');
}

/** Starts the org of a folder on a free port; makes it when the folder is empty. */
export async function startDemoOrg(folder: string): Promise<RunningOrg> {
  const { certificateBase64 } = await integrationKey(folder);
  return startOrg({
    dataFolder: dataFolderOf(folder),
    cacheFolder: inRoot('.cache'),
    port: 0,
    source: inRoot(),
    environment: { UP_INTEGRATION_CERTIFICATE: certificateBase64 },
    adminPassword: ADMIN_PASSWORD,
  });
}

/** Gives a new org the people of the demonstration. */
export async function loadPeople(url: string): Promise<void> {
  const secrets = { adminPassword: ADMIN_PASSWORD, demoPassword: PERSONA_PASSWORD, orgApiKey: 'bench' };
  await loadDemoData({ org: url, service: NO_SERVICE }, secrets);
}

/** Logs a person of the demonstration in; `admin` is the administrator. A session ends during a long load: ask anew for each phase. */
export async function logIn(url: string, name: string): Promise<Connection> {
  const connection = new Connection({ loginUrl: url, version: API_VERSION });
  await connection.login(`${name}@unified-power.example`, name === 'admin' ? ADMIN_PASSWORD : PERSONA_PASSWORD);
  return connection;
}
