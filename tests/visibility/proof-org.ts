/** An org with the people of the demonstration and the records of the table in it, filled and asked through its public APIs. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { Connection } from 'jsforce';
import { startOrg, type RunningOrg } from '../../local-org/src/cli/start-org.ts';
import { loadDemoData } from '../../scripts/demo/load.ts';
import { PERSONAS } from '../../scripts/demo/personas.ts';
import { idsBy, need, readGrants, rows, type Grant } from '../../scripts/demo/rows.ts';
import type { Judged } from './mutants.ts';
import { ASKED, CLIENT } from './project.ts';
import { MORE_PEOPLE, RECORDS, type PlannedRecord } from './records.ts';

const DOMAIN = '@unified-power.example';
const ADMIN_PASSWORD = 'visibility1';
export const GUEST = 'guest';
/** Path of the site that guests come to. */
const GUEST_SITE = '/my';

/** Users whom the table does not judge: programs, and people without records. */
const NOT_ASKED = new Set(['automation', 'data.owner']);

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface ProofOrg {
  readonly people: readonly string[];
  readonly objects: readonly string[];
  id(record: string): string;
  objectOf(record: string): string;
  /** The file on the record. */
  fileOf(record: string): string;
  /** What search finds the record by. */
  nameOf(record: string): string;
  ask(person: string, method: string, path: string, body?: unknown): Promise<Answer>;
  /** Calls a method of a page's controller: `Class.method`. */
  call(person: string, method: string, parameters: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** The administrator's connection. */
  readonly admin: Connection;
  readonly org: RunningOrg;
  stop(): Promise<void>;
}

/** Objects of records in the table; relations are means, not ends. */
export const OBJECTS: readonly string[] = [
  ...new Set(RECORDS.map(({ object }) => object).filter((object) => object !== 'AccountContactRelation')),
];

/** Everybody whom the table speaks of. */
export const PEOPLE: readonly string[] = [
  ...PERSONAS.map(({ username }) => username.slice(0, -DOMAIN.length)).filter((name) => !NOT_ASKED.has(name)),
  ...MORE_PEOPLE.map(({ name }) => name),
  GUEST,
];

const ASKED_EMPLOYEES = PERSONAS.filter(
  ({ username, role }) => role !== undefined && PEOPLE.includes(username.slice(0, -DOMAIN.length)),
);

/** What mutants of the metadata may be noticed by. */
export const JUDGED: Judged = {
  objects: OBJECTS,
  employeeRights: [...new Set(ASKED_EMPLOYEES.flatMap(({ rights }) => rights))],
  roles: [...new Set(ASKED_EMPLOYEES.map(({ role }) => role ?? ''))],
};

/** Starts the org of a project folder; the first start fills it, a later one (of a changed copy) finds it filled. */
export async function startProofOrg(project: string, data: string): Promise<ProofOrg> {
  const org = await startOrg({
    dataFolder: join(data, 'org'),
    port: 0,
    source: project,
    adminPassword: ADMIN_PASSWORD,
    environment: { UP_INTEGRATION_CERTIFICATE: 'bm9uZQ==' },
  });
  try {
    const filler = new Filler(org);
    await filler.fill();
    return filler;
  } catch (cause) {
    await org.stop();
    throw cause;
  }
}

interface Entered {
  readonly id: string;
  readonly object: string;
  readonly file: string;
  readonly name: string;
}

class Filler implements ProofOrg {
  readonly people = PEOPLE;
  readonly objects = OBJECTS;
  readonly org: RunningOrg;
  readonly #entered = new Map<string, Entered>();
  readonly #tokens = new Map<string, string>();
  readonly #setup = new Map<string, string>();
  #grants: ReadonlyMap<string, Grant> = new Map();
  readonly #key = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  readonly admin: Connection;

  constructor(org: RunningOrg) {
    this.org = org;
    this.admin = new Connection({ loginUrl: org.url, version: '67.0' });
  }

  id(record: string): string {
    return this.#record(record).id;
  }

  objectOf(record: string): string {
    return this.#record(record).object;
  }

  fileOf(record: string): string {
    return this.#record(record).file;
  }

  nameOf(record: string): string {
    return this.#record(record).name;
  }

  ask(person: string, method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#request(person, method, `${person === GUEST ? GUEST_SITE : ''}/services${path}`, body);
  }

  call(person: string, method: string, parameters: Readonly<Record<string, unknown>>): Promise<Answer> {
    return this.#request(person, 'POST', `/webruntime/apex/${method}`, parameters);
  }

  async #request(person: string, method: string, path: string, body: unknown): Promise<Answer> {
    const token = this.#tokens.get(person);
    const response = await fetch(`${this.org.url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text };
  }

  async stop(): Promise<void> {
    await this.org.stop();
  }

  async fill(): Promise<void> {
    await loadDemoData(
      { org: this.org.url, service: 'http://localhost:1' },
      { adminPassword: ADMIN_PASSWORD, demoPassword: ADMIN_PASSWORD, orgApiKey: 'proof' },
    );
    await this.admin.login(`admin${DOMAIN}`, ADMIN_PASSWORD);
    await this.#readSetup();
    await this.#letIn(PEOPLE.filter((name) => this.#setup.has(`user:${name}`)));
    const isFilled = (await rows(this.admin, "SELECT Id FROM ContentDocument WHERE Title = 'last'")).length > 0;
    for (const planned of RECORDS) await this.#enter(planned, isFilled);
    if (isFilled) return this.#letIn(MORE_PEOPLE.map(({ name }) => name));
    for (const { object, name, then } of RECORDS)
      if (then) await this.#write('PATCH', `/sobjects/${object}/${this.id(name)}`, this.#resolved(then));
    for (const { name } of MORE_PEOPLE) await this.#addPerson(name);
    await this.#letIn(MORE_PEOPLE.map(({ name }) => name));
    await this.#file('last', undefined);
  }

  #record(name: string): Entered {
    const found = this.#entered.get(name);
    if (!found) throw new Error(`No record is called "${name}" (tests/visibility/records.ts)`);
    return found;
  }

  async #readSetup(): Promise<void> {
    const named = async (prefix: string, object: string, field: string, condition?: string): Promise<void> => {
      for (const [name, id] of await idsBy(this.admin, object, field, condition))
        this.#setup.set(`${prefix}${name.endsWith(DOMAIN) ? name.slice(0, -DOMAIN.length) : name}`, id);
    };
    await named('user:', 'User', 'Username');
    await named('queue:', 'Group', 'DeveloperName', "Type = 'Queue'");
    await named('profile:', 'Profile', 'Name');
    this.#grants = await readGrants(this.admin);
    for (const row of await rows(this.admin, 'SELECT Id, SobjectType, DeveloperName FROM RecordType'))
      this.#setup.set(`type:${String(row['SobjectType'])}.${String(row['DeveloperName'])}`, row.Id);
  }

  #resolved(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, this.#valueOf(value)]));
  }

  #valueOf(value: unknown): unknown {
    if (typeof value !== 'string') return value;
    if (value.startsWith('@')) return this.id(value.slice(1));
    if (value.startsWith('contact:')) return need(this.#setup, 'contact', value);
    return /^(user|type|queue):/.test(value) ? need(this.#setup, 'setup entry', value) : value;
  }

  async #enter(planned: PlannedRecord, isFilled: boolean): Promise<void> {
    const { name, object, known, fields } = planned;
    const id =
      known === undefined && !isFilled
        ? await this.#write('POST', `/sobjects/${object}`, this.#resolved(fields), planned.enteredBy)
        : await this.#known(planned);
    this.#entered.set(name, { id, object, file: '', name: '' });
    if (object === 'Account') {
      const [person] = await rows(this.admin, `SELECT Id, PersonContactId FROM Account WHERE Id = '${id}'`);
      const contactId = person?.['PersonContactId'];
      if (typeof contactId === 'string') this.#setup.set(`contact:${name}`, contactId);
    }
    if (object === 'AccountContactRelation') return;
    const file = isFilled ? await this.#fileTitled(name) : await this.#file(name, id);
    this.#entered.set(name, { id, object, file, name: await this.#searchedName(object, id) });
  }

  /** A record of an earlier start is found by the file on it. */
  async #known({ name, object, known }: PlannedRecord): Promise<string> {
    if (known !== undefined) {
      const [row, ...others] = await rows(this.admin, `SELECT Id FROM ${object} WHERE ${known}`);
      if (!row || others.length > 0) throw new Error(`"${name}": one record was expected where ${known}`);
      return row.Id;
    }
    if (object === 'AccountContactRelation') return '';
    const [link] = await rows(
      this.admin,
      `SELECT Id, FirstPublishLocationId FROM ContentVersion WHERE Title = '${name}'`,
    );
    return String(link?.['FirstPublishLocationId']);
  }

  async #searchedName(object: string, id: string): Promise<string> {
    const field = { Case: 'Subject', WorkOrder: 'Subject', Contract: 'ContractNumber' }[object] ?? 'Name';
    const [row] = await rows(this.admin, `SELECT Id, ${field} FROM ${object} WHERE Id = '${id}'`);
    return String(row?.[field]);
  }

  async #file(title: string, recordId: string | undefined): Promise<string> {
    await this.#write('POST', '/sobjects/ContentVersion', {
      Title: title,
      PathOnClient: 'note.txt',
      VersionData: Buffer.from(title).toString('base64'),
      ...(recordId === undefined ? {} : { FirstPublishLocationId: recordId }),
    });
    return this.#fileTitled(title);
  }

  async #fileTitled(title: string): Promise<string> {
    const [version] = await rows(
      this.admin,
      `SELECT Id, ContentDocumentId FROM ContentVersion WHERE Title = '${title}'`,
    );
    return String(version?.['ContentDocumentId']);
  }

  async #addPerson(name: string): Promise<void> {
    const plan = MORE_PEOPLE.find((one) => one.name === name);
    if (!plan) throw new Error(name);
    const contactId =
      this.#setup.get(`contact:${plan.of}`) ??
      (await this.#write('POST', '/sobjects/Contact', { AccountId: this.id(plan.of), LastName: name }));
    const userId = await this.#write('POST', '/sobjects/User', {
      Username: `${name}${DOMAIN}`,
      LastName: name,
      Alias: name.slice(0, 8),
      CommunityNickname: name,
      Email: `${name}${DOMAIN}`,
      ProfileId: need(this.#setup, 'profile', `profile:${plan.profile}`),
      ContactId: contactId,
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      DefaultCurrencyIsoCode: 'EUR',
    });
    this.#setup.set(`user:${name}`, userId);
    await this.#assign(userId, plan.rights);
  }

  async #assign(userId: string, rights: string): Promise<void> {
    const { field, id } = need(this.#grants, 'permission set', rights);
    const known = await rows(
      this.admin,
      `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '${userId}' AND ${field} = '${id}'`,
    );
    if (known.length === 0)
      await this.#write('POST', '/sobjects/PermissionSetAssignment', { AssigneeId: userId, [field]: id });
  }

  /** Writes as the administrator, or as somebody else; answers the id of a new record. */
  async #write(method: string, path: string, fields: object, by?: string): Promise<string> {
    const answer =
      by === undefined
        ? await this.#asAdmin(method, path, fields)
        : await this.ask(by, method, `/data/v67.0${path}`, fields);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)} ${JSON.stringify(fields)}`);
    return (answer.body as { readonly id?: string } | null)?.id ?? '';
  }

  async #asAdmin(method: string, path: string, fields: object): Promise<Answer> {
    if (!this.#tokens.has('admin')) this.#tokens.set('admin', this.admin.accessToken ?? '');
    return this.ask('admin', method, `/data/v67.0${path}`, fields);
  }

  /** Logs people in by a signed assertion, as a connected application does. */
  async #letIn(names: readonly string[]): Promise<void> {
    if (!this.#tokens.has(PEOPLE[0] ?? '')) await this.#register();
    for (const name of names) {
      if (name === GUEST) continue;
      const userId = this.#setup.get(`user:${name}`);
      if (userId === undefined) throw new Error(`There is no user "${name}"`);
      await this.#assign(userId, ASKED);
      this.#tokens.set(name, await this.#token(`${name}${DOMAIN}`));
    }
  }

  async #register(): Promise<void> {
    const response = await fetch(`${this.org.url}/local/clients`, {
      method: 'POST',
      headers: { 'x-local-admin': this.org.adminToken, 'content-type': 'application/json' },
      body: JSON.stringify({ consumerKey: CLIENT, certificate: this.#key.publicKey }),
    });
    if (response.status !== 204) throw new Error(await response.text());
  }

  async #token(username: string): Promise<string> {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: CLIENT, sub: username, aud: this.org.url, exp: Math.floor(Date.now() / 1000) + 180 };
    const unsigned = `${part({ alg: 'RS256' })}.${part(claims)}`;
    const signature = createSign('RSA-SHA256').update(unsigned).sign(this.#key.privateKey, 'base64url');
    const response = await fetch(`${this.org.url}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: `${unsigned}.${signature}`,
      }),
    });
    const body = (await response.json()) as { readonly access_token?: string };
    if (body.access_token === undefined) throw new Error(`${username} cannot log in: ${JSON.stringify(body)}`);
    return body.access_token;
  }
}
