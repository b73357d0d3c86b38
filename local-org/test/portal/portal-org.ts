// Starts an org with the portal project, and gives the people and the mail that the tests of portals speak of.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from 'jsforce';
import { startOrg } from '../../src/cli/start-org.ts';
import type { RunningOrg } from '../../src/cli/start-org.ts';
import type { KeptMail } from '../../src/engine/mail.ts';
import { ADMIN, ADMIN_PASSWORD, call } from '../api/running-org.ts';
import { writePortalProject } from './portal-project.ts';

/** An org with a portal. */
export interface PortalOrg {
  readonly org: RunningOrg;
  readonly url: string;
  readonly admin: Connection;
  id(object: string, where: string): Promise<string>;
  /** A customer: person account of an owner with a role, and its contact. */
  addCustomer(lastName: string): Promise<{ readonly accountId: string; readonly contactId: string }>;
  /** A portal user of a customer's contact; answers the user's id. */
  addPortalUser(username: string, contactId: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  assign(userId: string, permissionSet: string): Promise<void>;
  setPassword(userId: string, password: string): Promise<void>;
  /** Logs in at a site; answers the cookie, or null with the status. */
  login(
    site: string,
    username: string,
    password: string,
  ): Promise<{ readonly status: number; readonly cookie: string }>;
  mail(): Promise<readonly KeptMail[]>;
  stop(): Promise<void>;
}

export const PASSWORD = 'portal12345';

export async function startPortalOrg(
  options: { readonly environment?: Readonly<Record<string, string>>; readonly pages?: boolean } = {},
): Promise<PortalOrg> {
  const root = await mkdtemp(join(tmpdir(), 'portal-'));
  const source = await writePortalProject(root);
  const org = await startOrg({
    dataFolder: join(root, 'data'),
    port: 0,
    source,
    adminPassword: ADMIN_PASSWORD,
    environment: options.environment ?? {},
    ...(options.pages === true ? { cacheFolder: join(tmpdir(), 'portal-test-cache') } : {}),
  });
  const { url } = org;
  const admin = new Connection({ loginUrl: url, version: '67.0' });
  await admin.login(ADMIN, ADMIN_PASSWORD);
  const id = async (object: string, where: string): Promise<string> =>
    (await admin.query<{ Id: string }>(`SELECT Id FROM ${object} WHERE ${where} LIMIT 1`)).records[0]?.Id ?? '';
  const create = async (object: string, fields: Readonly<Record<string, unknown>>): Promise<string> => {
    const made = await admin.sobject(object).create(fields);
    if (!made.success) throw new Error(JSON.stringify(made.errors));
    return made.id;
  };
  const roleId = await id('UserRole', "DeveloperName = 'Owners'");
  const adminId = await id('User', `Username = '${ADMIN}'`);
  await admin.sobject('User').update({ Id: adminId, UserRoleId: roleId });
  // Deployed fields are hidden from everybody, administrators included, until a permission set shows them.
  const keeper = await id('PermissionSet', "Name = 'Keeper'");
  await create('PermissionSetAssignment', { AssigneeId: adminId, PermissionSetId: keeper });
  return {
    org,
    url,
    admin,
    id,
    addCustomer: async (lastName) => {
      const accountId = await create('Account', {
        FirstName: 'Erika',
        LastName: lastName,
        RecordTypeId: await id('RecordType', "DeveloperName = 'Resident'"),
      });
      return { accountId, contactId: await id('Contact', `AccountId = '${accountId}'`) };
    },
    addPortalUser: async (username, contactId, more = {}) =>
      create('User', {
        Username: username,
        Email: username,
        FirstName: 'Erika',
        LastName: 'Muster',
        Alias: 'erika',
        ContactId: contactId,
        ProfileId: await id('Profile', "Name = 'Portal Customer'"),
        TimeZoneSidKey: 'Europe/Berlin',
        LocaleSidKey: 'de_DE',
        LanguageLocaleKey: 'de',
        EmailEncodingKey: 'UTF-8',
        ...more,
      }),
    assign: async (userId, permissionSet) => {
      await create('PermissionSetAssignment', {
        AssigneeId: userId,
        PermissionSetId: await id('PermissionSet', `Name = '${permissionSet}'`),
      });
    },
    setPassword: async (userId, password) => {
      await admin.requestPost(`/services/data/v67.0/sobjects/User/${userId}/password`, { NewPassword: password });
    },
    login: async (site, username, password) => {
      const response = await fetch(`${url}/${site}/login`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      });
      return { status: response.status, cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
    },
    mail: async () =>
      (await call(`${url}/local/mail`, { headers: { 'x-local-admin': org.adminToken } })).body as readonly KeptMail[],
    stop: async () => {
      await org.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
