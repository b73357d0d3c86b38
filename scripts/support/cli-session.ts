/** The session of an org that the Salesforce CLI is logged in to: the CLI in tools/sf when it is installed, else the one on the path. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inRoot } from './paths.ts';

export interface CliSession {
  readonly instanceUrl: string;
  readonly accessToken: string;
}

/** The CLI is not there, or not logged in to the org; the message says how to. */
export class NoCliSession extends Error {
  constructor(alias: string, cause: unknown) {
    super(`The Salesforce CLI gives no session for ${alias}. Log in with: sf org login web --alias ${alias}`, {
      cause,
    });
    this.name = 'NoCliSession';
  }
}

/**
 * The session of an org by alias or username; the CLI renews it first.
 * Since May 2026 `sf org display` keeps the token to itself (forcedotcom/cli issue 3560) and `sf org auth show-access-token` tells it; older
 * ones know only the former.
 */
export function cliSession(alias: string): CliSession {
  const session = ask(['org', 'display'], alias);
  // Session ids begin with the organisation's id; what a newer CLI says instead does not.
  const accessToken = session.accessToken.startsWith('00D')
    ? session.accessToken
    : ask(['org', 'auth', 'show-access-token', '--no-prompt'], alias).accessToken;
  return { instanceUrl: session.instanceUrl.replace(/\/$/, ''), accessToken };
}

/** What the CLI answers; the second command tells no address. */
function ask(command: readonly string[], alias: string): CliSession {
  const own = inRoot('tools/sf/node_modules/.bin/sf');
  const program = existsSync(own) ? own : 'sf';
  try {
    const answer = execFileSync(program, [...command, '--target-org', alias, '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      // A shell that forces colours would colour the JSON.
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    return (JSON.parse(answer) as { readonly result: CliSession }).result;
  } catch (cause) {
    throw new NoCliSession(alias, cause);
  }
}
