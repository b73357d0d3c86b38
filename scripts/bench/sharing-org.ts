/** The org whose sharing is made anew: private accounts of many owners in one role, and readers elsewhere. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startOrg } from '../../local-org/src/cli/start-org.ts';
import { compose } from '../../local-org/src/engine/compose.ts';
import type { Engine } from '../../local-org/src/engine/compose.ts';
import type { SqlValue } from '../../local-org/src/engine/ports.ts';
import { administratorId } from '../../local-org/src/metadata/index.ts';
import { recordId } from '../../local-org/src/soql/index.ts';
import { inTransaction, newId } from '../../local-org/src/store/index.ts';

export const ADMIN_PASSWORD = 'bench-sharing-1';
/** Kinds of accounts; the criteria rule takes the first. */
export const KINDS = ['amber', 'birch', 'cedar'];
const ROLES: readonly (readonly [name: string, parent: string | null])[] = [
  ['North', null],
  ['South', null],
  ['Sellers', 'North'],
  ['Readers', null],
  ['Auditors', null],
];

const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const xml = (root: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${root} ${NAMESPACE}>${body}</${root}>`;
const ownerRule = `<sharingOwnerRules><fullName>Of_North</fullName><accessLevel>Read</accessLevel><accountSettings><caseAccessLevel>None</caseAccessLevel><contactAccessLevel>None</contactAccessLevel><opportunityAccessLevel>None</opportunityAccessLevel></accountSettings><label>Of North</label><sharedTo><role>Readers</role></sharedTo><sharedFrom><roleAndSubordinatesInternal>North</roleAndSubordinatesInternal></sharedFrom></sharingOwnerRules>`;
const criteriaRule = `<sharingCriteriaRules><fullName>Amber</fullName><accessLevel>Read</accessLevel><accountSettings><caseAccessLevel>None</caseAccessLevel><contactAccessLevel>None</contactAccessLevel><opportunityAccessLevel>None</opportunityAccessLevel></accountSettings><label>Amber</label><sharedTo><role>Auditors</role></sharedTo><criteriaItems><field>Site</field><operation>equals</operation><value>${KINDS[0] ?? ''}</value></criteriaItems><includeRecordsOwnedByAll>true</includeRecordsOwnedByAll></sharingCriteriaRules>`;

const base: Readonly<Record<string, string>> = {
  'objects/Account/Account.object-meta.xml': xml(
    'CustomObject',
    '<externalSharingModel>Private</externalSharingModel><sharingModel>Private</sharingModel>',
  ),
  ...Object.fromEntries(
    ROLES.map(([name, parent]) => [
      `roles/${name}.role-meta.xml`,
      xml(
        'Role',
        `<caseAccessLevel>None</caseAccessLevel><contactAccessLevel>None</contactAccessLevel><name>${name}</name><opportunityAccessLevel>None</opportunityAccessLevel>${parent === null ? '' : `<parentRole>${parent}</parentRole>`}`,
      ),
    ]),
  ),
};

/** What is deployed: the owner rule, and the criteria rule or not. */
export type Rules = 'owner rule' | 'both rules';

/** A folder with the project and the org. */
export interface SharingBenchFolder {
  readonly data: string;
  readonly project: string;
  /** Rewrites the sharing rules of the project; the next start deploys them. */
  write(rules: Rules): void;
  remove(): void;
}

/** Makes the folder with an org without accounts. */
export async function makeFolder(): Promise<SharingBenchFolder> {
  const root = mkdtempSync(join(tmpdir(), 'bench-sharing-'));
  const project = join(root, 'project');
  const put = (path: string, content: string): void => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content);
  };
  put('sfdx-project.json', '{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"67.0"}');
  for (const [path, content] of Object.entries(base)) put(`force-app/main/${path}`, content);
  const write = (rules: Rules): void => {
    const body = (rules === 'both rules' ? criteriaRule : '') + ownerRule;
    put('force-app/main/sharingRules/Account.sharingRules-meta.xml', xml('SharingRules', body));
  };
  write('owner rule');
  const data = join(root, 'data');
  const org = await startOrg({ dataFolder: data, port: 0, source: project, adminPassword: ADMIN_PASSWORD, workers: 1 });
  await org.stop();
  return { data, project, write, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Opens the org's store beside the running org, as one of its workers would. */
export function openEngine(data: string): Engine {
  const engine = compose({ dataFolder: data, cacheFolder: join(data, 'cache'), clock: { now: () => Date.now() } });
  engine.refresh();
  return engine;
}

export interface Plan {
  readonly owners: readonly string[];
  readonly accounts: readonly string[];
  readonly reader: string;
  readonly auditor: string;
}

/** Kind of the account with that number. */
export function kindAt(index: number): string {
  return KINDS[(index * 7) % KINDS.length] ?? '';
}

/** Fills with SQL, where only the size matters: owners in the role Sellers, accounts in turn. */
export function fill(engine: Engine, owners: number, accounts: number): Plan {
  const { store } = engine;
  const administrator = store.get('SELECT * FROM "User" WHERE Id = ?', administratorId) ?? {};
  const profile = store.get(`SELECT Id FROM "Profile" WHERE Name = 'Standard User'`)?.['Id'] ?? null;
  const roleOf = (name: string): SqlValue =>
    store.get('SELECT Id FROM "UserRole" WHERE DeveloperName = ?', name)?.['Id'] ?? null;
  const addUser = (name: string, role: string): string => {
    const row: Readonly<Record<string, SqlValue>> = {
      ...administrator,
      Id: newId(store, '005'),
      Username: `${name}@bench.example`,
      Email: `${name}@bench.example`,
      Alias: name.slice(-8),
      Name: name,
      ProfileId: profile,
      UserRoleId: roleOf(role),
      FederationIdentifier: null,
      CommunityNickname: name,
    };
    const columns = Object.keys(row);
    store.run(
      `INSERT INTO "User" (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      ...Object.values(row),
    );
    return String(row['Id']);
  };
  store.exec('BEGIN IMMEDIATE');
  const [reader, auditor] = [addUser('reader', 'Readers'), addUser('auditor', 'Auditors')];
  const sellers = Array.from({ length: owners }, (_, index) => addUser(`seller${index}`, 'Sellers'));
  const now = new Date().toISOString();
  const ids: string[] = [];
  for (let index = 0; index < accounts; index += 1) {
    const id = newId(store, '001');
    const owner = sellers[index % sellers.length] ?? null;
    store.run(
      'INSERT INTO "Account" (Id, IsDeleted, Name, Site, OwnerId, CreatedById, LastModifiedById, CreatedDate, LastModifiedDate, SystemModstamp) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      `Account ${index}`,
      kindAt(index),
      owner,
      owner,
      owner,
      now,
      now,
      now,
    );
    ids.push(id);
  }
  store.exec('COMMIT');
  return { owners: sellers, accounts: ids, reader, auditor };
}

/** Of the accounts those the user sees in user mode. */
export function seenBy(engine: Engine, userId: string, ids: readonly string[]): ReadonlySet<string> {
  engine.refresh();
  const user = engine.security.userContext(userId);
  return inTransaction(engine.store, user, Date.now(), (transaction) => {
    const scope = { transaction, access: { user, crud: false, fls: false, sharing: true } };
    const { records } = engine.queries.query('SELECT Id FROM Account WHERE Id IN :ids', { ids: [...ids] }, scope, {
      apex: true,
    });
    return new Set(records.map((record) => recordId(record) ?? ''));
  });
}
