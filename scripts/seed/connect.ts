/** A session of the org that customers are loaded into. */
import { Connection } from 'jsforce';
import { readSettings } from '../start/settings.ts';
import { cliSession, NoCliSession } from '../support/cli-session.ts';

const API_VERSION = '67.0';
const ADMIN = 'admin@unified-power.example';

/** There is no session to load with; the message says how to get one. */
export class CannotConnect extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'CannotConnect';
  }
}

/** Where to, as the command line says it; neither is the local org that npm start has started, as its administrator. */
export interface Where {
  /** Alias or username of an org that the Salesforce CLI is logged in to. */
  readonly targetOrg: string | undefined;
  readonly url: string | undefined;
}

/** A session; throws CannotConnect. Only a session by token alone cannot be renewed when it ends. */
export async function connect(where: Where): Promise<Connection> {
  if (where.targetOrg !== undefined) return connectByCli(where.targetOrg);
  if (where.url !== undefined) return connectByUrl(where.url);
  const settings = readSettings(process.env);
  const loginUrl = `http://localhost:${settings.ports.org}`;
  return logIn(loginUrl, ADMIN, settings.secrets.adminPassword, (reason) =>
    /fetch failed|ECONNREFUSED/i.test(reason)
      ? `No local org answers at ${loginUrl}. Start it with npm start, then run this again.`
      : `The local org at ${loginUrl} does not let ${ADMIN} in: ${reason}. Is it the org of this folder's settings (.env)?`,
  );
}

async function connectByUrl(url: string): Promise<Connection> {
  if (!URL.canParse(url))
    throw new CannotConnect(`--url ${url} is no address: give https://<my domain>.my.salesforce.com`);
  const { SEED_ACCESS_TOKEN: accessToken, SEED_USERNAME: username, SEED_PASSWORD: password } = process.env;
  if (accessToken !== undefined) {
    const org = new Connection({ instanceUrl: url, accessToken, version: API_VERSION });
    try {
      await org.identity();
    } catch (cause) {
      throw new CannotConnect(`${url} does not take SEED_ACCESS_TOKEN: ${reasonOf(cause)}`, cause);
    }
    return org;
  }
  if (username === undefined || password === undefined)
    throw new CannotConnect(
      '--url needs SEED_ACCESS_TOKEN, or SEED_USERNAME and SEED_PASSWORD, in the environment (not as options: those are seen by others).',
    );
  return logIn(url, username, password, (reason) => `${url} does not let ${username} in: ${reason}`);
}

async function logIn(
  url: string,
  username: string,
  password: string,
  sentence: (reason: string) => string,
): Promise<Connection> {
  const org = new Connection({ loginUrl: url, version: API_VERSION });
  try {
    await org.login(username, password);
  } catch (cause) {
    throw new CannotConnect(sentence(reasonOf(cause)), cause);
  }
  return org;
}

function connectByCli(alias: string): Connection {
  try {
    return new Connection({
      ...cliSession(alias),
      version: API_VERSION,
      // A load of hours outlives a session; the CLI can renew it.
      refreshFn: (_connection, done) => {
        try {
          done(null, cliSession(alias).accessToken);
        } catch (cause) {
          done(cause instanceof Error ? cause : new Error(String(cause)));
        }
      },
    });
  } catch (cause) {
    if (cause instanceof NoCliSession) throw new CannotConnect(cause.message, cause);
    throw cause;
  }
}

/** The message with that of its cause: fetch says only that it failed. */
function reasonOf(thrown: unknown): string {
  const { message, cause } = thrown instanceof Error ? thrown : new Error(String(thrown));
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
