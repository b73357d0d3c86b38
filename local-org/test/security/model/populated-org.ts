// A running org filled with a generated organisation, through deploy and REST only.
import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunningOrg, StartOptions } from '../../../src/cli/start-org.ts';
import { ADMIN, ADMIN_PASSWORD, call } from '../../api/running-org.ts';
import {
  broadSet,
  CLIENT,
  fieldOf,
  filesOf,
  nameField,
  RESTRICTED,
  rightsSet,
  SITE_PREFIX,
  SUPER_USERS,
} from './deployable.ts';
import type { Audience, Level, Organisation, RecordPlan, Share, TeamMember, User } from './organisation.ts';
import { MASTERS } from './organisation.ts';

type Fields = Readonly<Record<string, unknown>>;
/** Starts an org; the mutated engines of the mutation run have one of their own. */
export type StartOrg = (options: StartOptions) => Promise<RunningOrg>;

/** An org with the organisation in it, and the way between names and ids. */
export interface PopulatedOrg {
  readonly organisation: Organisation;
  /** Asks as a user, guests through their site; answers body and status. */
  ask(
    user: User,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  id(record: string): string;
  userId(user: string): string;
  explain(user: User, record: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** Word that every record's name begins with, for search. */
export const WORD = 'quorum';
const DATA = '/services/data/v67.0';
const BATCH = 200;

/** Deploys and fills an org. */
export async function populate(organisation: Organisation, startOrg: StartOrg): Promise<PopulatedOrg> {
  const root = await mkdtemp(join(tmpdir(), 'sharing-model-'));
  const source = await writeProject(root, filesOf(organisation));
  const org = await startOrg({
    dataFolder: join(root, 'data'),
    port: 0,
    source,
    adminPassword: ADMIN_PASSWORD,
    workers: 1,
  });
  try {
    const loader = new Loader(org, organisation);
    await loader.load();
    return {
      organisation,
      ask: (user, method, path, body) => loader.ask(user, method, path, body),
      id: (record) => loader.idOf(record),
      userId: (user) => loader.idOf(user),
      explain: async (user, record) =>
        (
          await call(`${org.url}/local/explain-access?user=${loader.idOf(user.name)}&record=${loader.idOf(record)}`, {
            headers: { 'x-local-admin': org.adminToken },
          })
        ).body,
      stop: async () => {
        await org.stop();
        await rm(root, { recursive: true, force: true });
      },
    };
  } catch (cause) {
    await org.stop();
    await rm(root, { recursive: true, force: true });
    throw cause;
  }
}

async function writeProject(root: string, files: Readonly<Record<string, string>>): Promise<string> {
  const project = join(root, 'project');
  for (const [path, content] of Object.entries(files)) {
    const file = join(project, 'force-app', 'main', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await writeFile(
    join(project, 'sfdx-project.json'),
    JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '67.0' }),
  );
  return project;
}

class Loader {
  readonly #org: RunningOrg;
  readonly #plan: Organisation;
  readonly #ids = new Map<string, string>();
  readonly #tokens = new Map<string, string>();
  readonly #key = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

  constructor(org: RunningOrg, plan: Organisation) {
    this.#org = org;
    this.#plan = plan;
  }

  idOf(name: string): string {
    const id = this.#ids.get(name);
    if (id === undefined) throw new Error(`Nothing here is called ${name}`);
    return id;
  }

  async ask(
    user: User,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const site = user.kind === 'guest' ? `/${SITE_PREFIX}` : '';
    const token = this.#tokens.get(user.name);
    const address = `${this.#org.url}${site}${path.startsWith('/services') ? path : DATA + path}`;
    return call(address, {
      method,
      ...(token === undefined ? {} : { token }),
      ...(body === undefined ? {} : { body }),
    });
  }

  async load(): Promise<void> {
    await this.#register();
    await this.#names('UserRole', 'DeveloperName', 'role ');
    await this.#names('Profile', 'Name', 'profile ');
    await this.#names('PermissionSet', 'Name', 'set ', ' WHERE IsOwnedByProfile = false');
    await this.#names('Group', 'DeveloperName', 'group ', " WHERE Type IN ('Regular', 'Queue')");
    await this.#roleGroups();
    const { users, records, groups, relations, shares, team } = this.#plan;
    await this.#create([
      {
        attributes: { type: 'PermissionSetAssignment' },
        AssigneeId: await this.#me(),
        PermissionSetId: this.idOf('set Rights_internal'),
      },
    ]);
    await this.#addUsers(users.filter(({ kind }) => kind === 'internal'));
    await this.#insert(records.filter(({ object }) => object === 'Account'));
    await this.#insert(records.filter(({ object }) => object === 'Contact'));
    await this.#enablePartners();
    await this.#local('PUT', 'partner-roles', { count: this.#plan.partnerRoles });
    await this.#addUsers(users.filter(({ kind }) => kind === 'partner' || kind === 'customer'));
    await this.#rankPartners();
    await this.#guest(users.find(({ kind }) => kind === 'guest'));
    const members = (which: 'members' | 'membersBefore'): readonly Fields[] =>
      groups.flatMap((group) =>
        group[which]
          // Roles of queues are in the deployed queue.
          .filter(({ kind }) => group.kind === 'Regular' || kind === 'user')
          .map((member) => ({
            attributes: { type: 'GroupMember' },
            GroupId: this.idOf(`group ${group.name}`),
            UserOrGroupId: this.#receiver(member),
          })),
      );
    await this.#create(members('members'));
    const formerMembers = await this.#create(members('membersBefore'));
    const others = records.filter(({ object }) => object !== 'Account' && object !== 'Contact');
    await this.#insert(others.filter(({ master }) => master === undefined));
    await this.#insert(others.filter(({ master }) => master !== undefined));
    const relationIds = await this.#create(
      relations.map(({ account, contact }) => ({
        attributes: { type: 'AccountContactRelation' },
        AccountId: this.idOf(account),
        ContactId: this.idOf(contact),
        IsActive: true,
      })),
    );
    await this.#create(shares.map((share) => this.#share(share)));
    await this.#caseTeamRoles();
    const teamIds = await this.#create(team.map((member) => this.#teamMember(member, member.levelBefore)));
    await this.#change(formerMembers, relationIds, teamIds);
    // Partners are no high-volume users: the share group of their sharing set gives nothing.
    await this.#local('PUT', 'share-groups/Partners', { members: [this.idOf('roleless')] });
    await this.#local('PUT', 'share-groups/Customers', {
      members: this.#plan.shareGroup.map((member) => this.#receiver(member)),
    });
    await this.#signIn();
  }

  /** What only Setup sets on the platform. */
  async #local(method: string, path: string, body: unknown): Promise<void> {
    const answer = await call(`${this.#org.url}/local/sharing/${path}`, {
      method,
      body,
      headers: { 'x-local-admin': this.#org.adminToken },
    });
    if (answer.status !== 204) throw new Error(JSON.stringify(answer.body));
  }

  /** New partners have the lowest role of their account. */
  async #rankPartners(): Promise<void> {
    const roles = await this.#rows(
      'SELECT Id, PortalRole, PortalAccountId FROM UserRole WHERE PortalAccountId != null',
    );
    await this.#update(
      this.#plan.users.flatMap(({ name, contact = '', portalRole }) => {
        const account = this.#plan.records.find((record) => record.name === contact)?.account ?? '';
        const role = roles.find(
          (row) => row['PortalAccountId'] === this.#ids.get(account) && row['PortalRole'] === portalRole,
        );
        return role === undefined
          ? []
          : [{ attributes: { type: 'User' }, id: this.idOf(name), UserRoleId: role['Id'] }];
      }),
    );
  }

  async #caseTeamRoles(): Promise<void> {
    const levels = ['Read', 'Edit'];
    const ids = await this.#create(
      levels.map((level) => ({ attributes: { type: 'CaseTeamRole' }, Name: `May ${level}`, AccessLevel: level })),
    );
    levels.forEach((level, index) => this.#ids.set(`team role ${level}`, ids[index] ?? ''));
  }

  #teamMember({ record, object, user, level, children }: TeamMember, before: Level | undefined): Fields {
    if (object === 'Case')
      return {
        attributes: { type: 'CaseTeamMember' },
        ParentId: this.idOf(record),
        MemberId: this.idOf(user),
        TeamRoleId: this.idOf(`team role ${level}`),
      };
    return {
      attributes: { type: `${object}TeamMember` },
      [`${object}Id`]: this.idOf(record),
      UserId: this.idOf(user),
      [`${object}AccessLevel`]: before ?? level,
      ...(children
        ? {
            OpportunityAccessLevel: children.Opportunity,
            CaseAccessLevel: children.Case,
            ContactAccessLevel: children.Contact,
          }
        : {}),
    };
  }

  async #enablePartners(): Promise<void> {
    const { users, records } = this.#plan;
    const contacts = new Set(users.filter(({ kind }) => kind === 'partner').map(({ contact }) => contact));
    const accounts = new Set(records.filter(({ name }) => contacts.has(name)).map(({ account }) => account ?? ''));
    await this.#update(
      [...accounts].map((name) => ({ attributes: { type: 'Account' }, id: this.idOf(name), IsPartner: true })),
    );
  }

  /** What was otherwise when the records were made. */
  async #change(
    formerMembers: readonly string[],
    relationIds: readonly string[],
    teamIds: readonly string[],
  ): Promise<void> {
    const { users, records, relations, team } = this.#plan;
    await this.#update(
      team.flatMap(({ object, level, levelBefore }, index) =>
        levelBefore === undefined
          ? []
          : [
              {
                attributes: { type: `${object}TeamMember` },
                id: teamIds[index] ?? '',
                [`${object}AccessLevel`]: level,
              },
            ],
      ),
    );
    await this.#remove(team.flatMap(({ removed }, index) => (removed === true ? [teamIds[index] ?? ''] : [])));
    // Records come last: what groups and roles change makes all rows anew and would hide a row that was not.
    await this.#remove(formerMembers);
    await this.#update(
      relations.flatMap(({ active }, index) =>
        active
          ? []
          : [{ attributes: { type: 'AccountContactRelation' }, id: relationIds[index] ?? '', IsActive: false }],
      ),
    );
    await this.#update(
      users.flatMap(({ name, role, roleBefore }) =>
        roleBefore === undefined
          ? []
          : [{ attributes: { type: 'User' }, id: this.idOf(name), UserRoleId: this.idOf(`role ${role ?? ''}`) }],
      ),
    );
    const changed = records.filter(
      ({ ownerBefore, kindBefore }) => ownerBefore !== undefined || kindBefore !== undefined,
    );
    await this.#update([
      ...changed.map((record) => ({
        attributes: { type: record.object },
        id: this.idOf(record.name),
        ...(record.kindBefore === undefined ? {} : { Kind__c: record.kind }),
        ...(record.ownerBefore === undefined ? {} : { OwnerId: this.#ownerId(record.owner) }),
      })),
    ]);
  }

  async #register(): Promise<void> {
    const answer = await call(`${this.#org.url}/local/clients`, {
      body: { consumerKey: CLIENT, certificate: this.#key.publicKey },
      headers: { 'x-local-admin': this.#org.adminToken },
    });
    if (answer.status !== 204) throw new Error(JSON.stringify(answer.body));
    const login = await fetch(`${this.#org.url}/services/Soap/u/67.0`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', soapaction: 'login' },
      body: `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com"><soapenv:Body><urn:login><urn:username>${ADMIN}</urn:username><urn:password>${ADMIN_PASSWORD}</urn:password></urn:login></soapenv:Body></soapenv:Envelope>`,
    });
    const token = /<sessionId>([^<]+)</.exec(await login.text())?.[1];
    if (token === undefined) throw new Error('The administrator cannot log in');
    this.#tokens.set(ADMIN, token);
  }

  #admin(method: string, path: string, body?: unknown): ReturnType<typeof call> {
    const token = this.#tokens.get(ADMIN) ?? '';
    return call(`${this.#org.url}${DATA}${path}`, { method, token, ...(body === undefined ? {} : { body }) });
  }

  async #rows(soql: string): Promise<readonly Readonly<Record<string, string | null>>[]> {
    const { status, body } = await this.#admin('GET', `/query?q=${encodeURIComponent(soql)}`);
    if (status !== 200) throw new Error(`${soql}: ${JSON.stringify(body)}`);
    return (body as { readonly records: readonly Readonly<Record<string, string | null>>[] }).records;
  }

  async #names(object: string, field: string, prefix: string, where = ''): Promise<void> {
    for (const row of await this.#rows(`SELECT Id, ${field} FROM ${object}${where}`))
      this.#ids.set(`${prefix}${row[field] ?? ''}`, row['Id'] ?? '');
  }

  async #roleGroups(): Promise<void> {
    const roles = new Map(
      [...this.#ids].filter(([name]) => name.startsWith('role ')).map(([name, id]) => [id, name.slice(5)]),
    );
    for (const row of await this.#rows("SELECT Id, Type, RelatedId FROM Group WHERE Type LIKE 'Role%'")) {
      const role = roles.get(row['RelatedId'] ?? '');
      if (role !== undefined) this.#ids.set(`${row['Type'] ?? ''} ${role}`, row['Id'] ?? '');
    }
  }

  async #me(): Promise<string> {
    return (await this.#rows(`SELECT Id FROM User WHERE Username = '${ADMIN}'`))[0]?.['Id'] ?? '';
  }

  async #create(rows: readonly Fields[]): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let from = 0; from < rows.length; from += BATCH) {
      const answer = await this.#admin('POST', '/composite/sobjects', {
        allOrNone: true,
        records: rows.slice(from, from + BATCH),
      });
      ids.push(...checkSaved(answer.body, rows.slice(from, from + BATCH)));
    }
    return ids;
  }

  async #remove(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += BATCH) {
      const part = ids.slice(from, from + BATCH).join(',');
      checkSaved((await this.#admin('DELETE', `/composite/sobjects?allOrNone=true&ids=${part}`)).body);
    }
  }

  async #update(rows: readonly Fields[]): Promise<void> {
    for (let from = 0; from < rows.length; from += BATCH)
      checkSaved(
        (
          await this.#admin('PATCH', '/composite/sobjects', {
            allOrNone: true,
            records: rows.slice(from, from + BATCH),
          })
        ).body,
        rows.slice(from, from + BATCH),
      );
  }

  async #addUsers(users: readonly User[]): Promise<void> {
    const profile = { internal: 'Standard User', partner: 'Portal Partner', customer: 'Portal Customer', guest: '' };
    const ids = await this.#create(
      users.map(({ name, kind, role, roleBefore, contact, restricted }) => ({
        attributes: { type: 'User' },
        Username: usernameOf(name),
        Email: usernameOf(name),
        LastName: name,
        Alias: name.slice(0, 8),
        ProfileId: this.idOf(`profile ${profile[kind]}`),
        ...(role === null ? {} : { UserRoleId: this.idOf(`role ${roleBefore ?? role}`) }),
        ...(contact === undefined ? {} : { ContactId: this.idOf(contact) }),
        ...(restricted === true ? { Department: RESTRICTED } : {}),
        TimeZoneSidKey: 'Europe/Berlin',
        LocaleSidKey: 'de_DE',
        LanguageLocaleKey: 'en_US',
        EmailEncodingKey: 'UTF-8',
      })),
    );
    users.forEach(({ name }, index) => this.#ids.set(name, ids[index] ?? ''));
    await this.#create(users.flatMap((user) => this.#assignments(user)));
  }

  #assignments({ name, kind, allData, allOf, superUser }: User): readonly Fields[] {
    const sets = [
      rightsSet(kind),
      ...(allData === undefined && allOf === undefined ? [] : [broadSet(name)]),
      ...(superUser === true ? [SUPER_USERS] : []),
    ];
    return sets.map((set) => ({
      attributes: { type: 'PermissionSetAssignment' },
      AssigneeId: this.idOf(name),
      PermissionSetId: this.idOf(`set ${set}`),
    }));
  }

  async #guest(guest: User | undefined): Promise<void> {
    if (!guest) return;
    const [row] = await this.#rows("SELECT Id FROM User WHERE UserType = 'Guest' AND IsActive = true");
    this.#ids.set(guest.name, row?.['Id'] ?? '');
    await this.#create(this.#assignments(guest));
  }

  async #insert(records: readonly RecordPlan[]): Promise<void> {
    const ids = await this.#create(records.map((record) => this.#fields(record)));
    records.forEach(({ name }, index) => this.#ids.set(name, ids[index] ?? ''));
  }

  #ownerId(owner: string | undefined): string {
    return this.#ids.get(owner ?? '') ?? this.idOf(`group ${owner ?? ''}`);
  }

  #fields(record: RecordPlan): Fields {
    const { object, name, owner, ownerBefore, kind, kindBefore, account, contact, master } = record;
    return {
      attributes: { type: object },
      [nameField(object)]: `${WORD} ${name}`,
      ...(master === undefined ? { Kind__c: kindBefore ?? kind, OwnerId: this.#ownerId(ownerBefore ?? owner) } : {}),
      ...(account === undefined ? {} : { [fieldOf(object, 'account')]: this.idOf(account) }),
      ...(contact === undefined ? {} : { [fieldOf(object, 'contact')]: this.idOf(contact) }),
      ...(master === undefined ? {} : { [MASTERS[object]?.field ?? '']: this.idOf(master) }),
      ...(object === 'Opportunity' ? { StageName: 'Prospecting', CloseDate: '2026-12-31' } : {}),
      ...(object === 'Contract' ? { Status: 'Draft' } : {}),
    };
  }

  #receiver(to: Audience): string {
    if (to.kind === 'user') return this.idOf(to.name);
    if (to.kind === 'allInternalUsers') throw new Error('No share names all internal users');
    if (to.kind === 'group' || to.kind === 'queue') return this.idOf(`group ${to.name}`);
    const kind = {
      role: 'Role',
      roleAndSubordinates: 'RoleAndSubordinates',
      roleAndSubordinatesInternal: 'RoleAndSubordinatesInternal',
    };
    return this.idOf(`${kind[to.kind]} ${to.name}`);
  }

  #share({ object, record, to, level, children }: Share): Fields {
    const custom = object.endsWith('__c');
    return {
      attributes: { type: custom ? object.replace('__c', '__Share') : `${object}Share` },
      [custom ? 'ParentId' : `${object}Id`]: this.idOf(record),
      UserOrGroupId: this.#receiver(to),
      [custom ? 'AccessLevel' : `${object}AccessLevel`]: level,
      RowCause: 'Manual',
      ...(children ? { OpportunityAccessLevel: children.Opportunity, CaseAccessLevel: children.Case } : {}),
    };
  }

  async #signIn(): Promise<void> {
    for (const { name, kind } of this.#plan.users) {
      if (kind === 'guest') continue;
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const claims = {
        iss: CLIENT,
        sub: usernameOf(name),
        aud: this.#org.url,
        exp: Math.floor(Date.now() / 1000) + 180,
      };
      const unsigned = `${part({ alg: 'RS256' })}.${part(claims)}`;
      const signature = createSign('RSA-SHA256').update(unsigned).sign(this.#key.privateKey, 'base64url');
      const response = await fetch(`${this.#org.url}/services/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: `${unsigned}.${signature}`,
        }),
      });
      const body = (await response.json()) as { readonly access_token?: string };
      if (body.access_token === undefined) throw new Error(`${name} cannot log in: ${JSON.stringify(body)}`);
      this.#tokens.set(name, body.access_token);
    }
  }
}

const usernameOf = (name: string): string => `${name}@sharing-model.example`;

function checkSaved(body: unknown, rows: readonly Fields[] = []): readonly string[] {
  if (!Array.isArray(body)) throw new Error(JSON.stringify(body));
  const results = body as readonly { readonly id?: string; readonly success?: boolean }[];
  const failed = results.findIndex(({ success }) => success !== true);
  const other = results.find(
    ({ success, ...rest }) => success !== true && !JSON.stringify(rest).includes('ALL_OR_NONE'),
  );
  if (failed >= 0)
    throw new Error(JSON.stringify([other ?? results[failed], rows[results.indexOf(other ?? results[0] ?? {})]]));
  return results.map(({ id }) => id ?? '');
}
