/** The org that is probed, spoken to by the public APIs alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { strToU8, zipSync } from 'fflate';

export const API_VERSION = '67.0';
const PACKAGE = join(import.meta.dirname, 'package');
const CLASS = 'ProbeBeliefs';

/** Address of the org and a session of its administrator. */
export interface Session {
  readonly instanceUrl: string;
  readonly accessToken: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What a test method said; null when it ended without saying what it saw. */
export interface Said {
  readonly method: string;
  readonly seen: string | null;
  readonly message: string;
}

/** One org. */
export class ProbedOrg {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** A REST request; `path` begins after the version. */
  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.#session.instanceUrl}/services/data/v${API_VERSION}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#session.accessToken}`,
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  /** Rows of a query; throws with the org's words when it is refused. */
  async rows(soql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { status, body } = await this.ask('GET', `/query?q=${encodeURIComponent(soql)}`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return (body as { readonly records: readonly Readonly<Record<string, unknown>>[] }).records;
  }

  /** Creates a record and gives its id. */
  async create(object: string, fields: Readonly<Record<string, unknown>>): Promise<string> {
    const { status, body } = await this.ask('POST', `/sobjects/${object}`, fields);
    if (status !== 201) throw new Error(`${object}: ${JSON.stringify(body)}`);
    return (body as { readonly id: string }).id;
  }

  async remove(object: string, id: string): Promise<void> {
    const { status, body } = await this.ask('DELETE', `/sobjects/${object}/${id}`);
    if (status !== 204) throw new Error(`${object}: ${JSON.stringify(body)}`);
  }

  /** Id of the user who probes. */
  async me(): Promise<string> {
    const response = await fetch(`${this.#session.instanceUrl}/services/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${this.#session.accessToken}` },
    });
    return ((await response.json()) as { readonly user_id: string }).user_id;
  }

  /** Assigns a permission set to the user who probes; gives the id of the assignment. */
  async giveMyself(permissionSet: string): Promise<string> {
    const [set] = await this.rows(`SELECT Id FROM PermissionSet WHERE Name = '${permissionSet}'`);
    return this.create('PermissionSetAssignment', { AssigneeId: await this.me(), PermissionSetId: set?.['Id'] });
  }

  /** Deploys what the probes need. */
  deployFixture(): Promise<void> {
    const files = readdirSync(PACKAGE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return this.#deploy(Object.fromEntries(files.map((file) => [file.slice(PACKAGE.length + 1), readFileSync(file)])));
  }

  /** Takes away what `deployFixture` brought. */
  removeFixture(): Promise<void> {
    const manifest = readFileSync(join(PACKAGE, 'package.xml'), 'utf8');
    const empty = manifest.replace(/\s*<types>[\s\S]*<\/types>/, '');
    // Rules go with their object.
    const gone = manifest.replace(/\s*<types>(?:(?!<\/types>)[\s\S])*<name>SharingRules<\/name>\s*<\/types>/, '');
    return this.#deploy({
      'package.xml': strToU8(empty),
      'destructiveChanges.xml': strToU8(gone),
    });
  }

  /** Runs the methods of the probe class and reads what each said it saw. */
  async runMethods(methods: readonly string[]): Promise<readonly Said[]> {
    const { status, body } = await this.ask('POST', '/tooling/runTestsSynchronous', {
      tests: [{ className: CLASS, testMethods: methods }],
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
    const { failures } = body as {
      readonly failures: readonly { readonly methodName: string; readonly message: string }[];
    };
    return methods.map((method): Said => {
      const message = failures.find(({ methodName }) => methodName === method)?.message ?? 'the method did not fail';
      return { method, seen: /SEEN ([\s\S]*)$/.exec(message)?.[1]?.trim() ?? null, message };
    });
  }

  async #deploy(files: Readonly<Record<string, Uint8Array>>): Promise<void> {
    const form = new FormData();
    const options = {
      deployOptions: { singlePackage: true, rollbackOnError: true, testLevel: 'NoTestRun', purgeOnDelete: true },
    };
    form.append('json', new Blob([JSON.stringify(options)], { type: 'application/json' }));
    form.append('file', new Blob([Buffer.from(zipSync({ ...files }))], { type: 'application/zip' }), 'probe.zip');
    const started = await this.ask('POST', '/metadata/deployRequest', form);
    if (started.status !== 201) throw new Error(JSON.stringify(started.body));
    const { id } = started.body as { readonly id: string };
    for (;;) {
      const { body } = await this.ask('GET', `/metadata/deployRequest/${id}?includeDetails=true`);
      const { deployResult } = body as { readonly deployResult: DeployResult };
      if (deployResult.done && deployResult.success) return;
      if (deployResult.done) throw new Error(problemsOf(deployResult));
      await pause(1000);
    }
  }
}

interface DeployResult {
  readonly done: boolean;
  readonly success: boolean;
  readonly errorMessage?: string;
  readonly details?: { readonly componentFailures?: DeployFailure | readonly DeployFailure[] };
}

interface DeployFailure {
  readonly fileName: string;
  readonly problem: string;
}

function problemsOf({ errorMessage, details }: DeployResult): string {
  const failures = [details?.componentFailures ?? []].flat();
  const lines = failures.map(({ fileName, problem }) => `${fileName}: ${problem}`);
  return [`The fixture cannot be deployed: ${errorMessage ?? ''}`, ...lines].join('\n');
}
