/** The org whose queries are measured: private accounts of 200 owners, and a clerk who sees a part of them for several reasons. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../local-org/src/engine/compose.ts';
import type { Engine } from '../../local-org/src/engine/compose.ts';
import type { Scope, SqlValue } from '../../local-org/src/engine/ports.ts';
import { administratorId, createOrg, deploy, readFiles } from '../../local-org/src/metadata/index.ts';
import { inTransaction, newId } from '../../local-org/src/store/index.ts';

export interface SoqlBenchOrg {
  readonly engine: Engine;
  /** Fills up to that many accounts; every fifth is shared with a user or group. */
  fill(accounts: number): void;
  /** Runs a read as the clerk, in user mode. */
  asClerk<T>(work: (scope: Scope) => T): T;
  close(): void;
}

const OWNERS = 200;
const GRANTEES = 40;
const INDUSTRIES = ['Energy', 'Banking', 'Agriculture', 'Retail', 'Utilities'];
const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const privateAccount = `<?xml version="1.0" encoding="UTF-8"?><CustomObject ${NAMESPACE}><externalSharingModel>Private</externalSharingModel><sharingModel>Private</sharingModel></CustomObject>`;

/** Makes the org in a temporary folder; `close` removes it. */
export function openSoqlBenchOrg(): SoqlBenchOrg {
  const folder = mkdtempSync(join(tmpdir(), 'bench-soql-'));
  const now = Date.now();
  const engine = compose({ dataFolder: folder, cacheFolder: join(folder, 'cache'), clock: { now: () => Date.now() } });
  const { store } = engine;
  createOrg(store, { now });
  engine.refresh();
  const set = readFiles([
    { path: 'force-app/main/default/objects/Account/Account.object-meta.xml', content: Buffer.from(privateAccount) },
  ]);
  const { problems } = deploy(store, set, { now, checks: engine.deployChecks });
  if (problems.length > 0) throw new Error(problems.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  engine.refresh();
  const people = writePeople(engine);
  const [clerk = ''] = people.users;
  const fill = (accounts: number): void => fillAccounts(engine, accounts, people);
  return {
    engine,
    fill,
    asClerk: (work) => {
      const user = engine.security.userContext(clerk);
      return inTransaction(store, user, Date.now(), (transaction) =>
        work({ transaction, access: { user, crud: true, fls: true, sharing: true } }),
      );
    },
    close: () => {
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface People {
  /** The clerk first, then those below the clerk, then the others. */
  readonly users: readonly string[];
  readonly grantees: readonly string[];
}

/** A clerk above one owner in twenty, a member of one group in twenty. */
function writePeople({ store, security }: Engine): People {
  const insert = (table: string, row: Readonly<Record<string, SqlValue>>): void => {
    const names = Object.keys(row);
    store.run(
      `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ...Object.values(row),
    );
  };
  const profile = store.get(`SELECT Id FROM "Profile" WHERE Name = 'Standard User'`)?.['Id'] ?? null;
  const administrator = store.get(`SELECT * FROM "User" WHERE Id = ?`, administratorId) ?? {};
  const [above, below, beside] = ['Above', 'Below', 'Beside'].map(() => newId(store, '00E'));
  for (const [role, parent] of [
    [above, null],
    [below, above],
    [beside, null],
  ] as const)
    insert('UserRole', {
      Id: role ?? null,
      Name: `Role ${role ?? ''}`,
      DeveloperName: role ?? null,
      ParentRoleId: parent ?? null,
    });
  const users = Array.from({ length: OWNERS + 1 }, (_, index) => {
    const Id = newId(store, '005');
    const name = `bench${index}@bench.example`;
    const role = index === 0 ? above : index <= OWNERS / 20 ? below : beside;
    insert('User', {
      ...administrator,
      Id,
      Username: name,
      Email: name,
      Alias: `b${index}`,
      ProfileId: profile,
      UserRoleId: role ?? null,
      FederationIdentifier: null,
      CommunityNickname: name,
    });
    return Id;
  });
  const grantees = Array.from({ length: GRANTEES }, (_, index) => {
    const Id = newId(store, '00G');
    insert('Group', { Id, Name: `Group ${index}`, DeveloperName: `Group_${index}`, Type: 'Regular' });
    if (index < GRANTEES / 20)
      insert('GroupMember', { Id: newId(store, '011'), GroupId: Id, UserOrGroupId: users[0] ?? null });
    return Id;
  });
  security.rebuild();
  return { users, grantees };
}

/** A number that looks drawn by lot and is the same in every run; `draw` tells names, owners and grantees apart. */
function spread(index: number, draw: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(draw, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** Fills the table with SQL: only its size matters here. */
function fillAccounts({ store }: Engine, wanted: number, people: People): void {
  let present = Number(store.get('SELECT count(*) AS n FROM "Account"')?.['n']);
  const owners = people.users.slice(1);
  while (present < wanted) {
    store.exec('BEGIN IMMEDIATE');
    for (const end = Math.min(present + 50_000, wanted); present < end; present += 1) {
      const id = newId(store, '001');
      // Names in another order than ids and owners, as in life.
      const name = `Customer ${String(spread(present, 1) % 10_000_000).padStart(7, '0')}`;
      // One account a minute: made at the same instant they would have no order.
      const now = new Date(Date.UTC(2020, 0, 1) + present * 60_000).toISOString();
      const owner = owners[spread(present, 2) % owners.length] ?? null;
      store.run(
        `INSERT INTO "Account" (Id, IsDeleted, Name, Industry, AnnualRevenue, OwnerId, CreatedById, LastModifiedById, CreatedDate, LastModifiedDate, SystemModstamp) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        name,
        INDUSTRIES[present % INDUSTRIES.length] ?? null,
        present % 1000,
        owner,
        owner,
        owner,
        now,
        now,
        now,
      );
      if (present % 5 !== 0) continue;
      const grantee = people.grantees[spread(present, 3) % people.grantees.length] ?? null;
      store.run(
        `INSERT INTO "AccountShare" (Id, IsDeleted, AccountId, UserOrGroupId, AccountAccessLevel, RowCause) VALUES (?, 0, ?, ?, 'Read', 'Manual')`,
        newId(store, '00r'),
        id,
        grantee,
      );
    }
    store.exec('COMMIT');
  }
}
