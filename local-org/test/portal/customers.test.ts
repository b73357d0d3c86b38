// Customer Community (Login) users from their making to what they see.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { call } from '../api/running-org.ts';
import { PASSWORD, startPortalOrg } from './portal-org.ts';
import type { PortalOrg } from './portal-org.ts';
import { xml } from './portal-project.ts';

const ERIKA = 'erika@customer.example';
const HANS = 'hans@customer.example';

describe('customers with a login', () => {
  let portal: PortalOrg;
  let erika = { accountId: '', contactId: '', userId: '', cookie: '' };
  let propertyId = '';

  before(async () => {
    portal = await startPortalOrg();
    const add = async (name: string, username: string): Promise<typeof erika> => {
      const customer = await portal.addCustomer(name);
      const userId = await portal.addPortalUser(username, customer.contactId);
      await portal.assign(userId, 'Portal_User');
      await portal.setPassword(userId, PASSWORD);
      return { ...customer, userId, cookie: (await portal.login('my', username, PASSWORD)).cookie };
    };
    erika = await add('Muster', ERIKA);
    const hans = await add('Beispiel', HANS);
    propertyId = await home('Hauptstr. 1', erika.contactId);
    await home('Nebenstr. 2', hans.contactId);
  });
  after(() => portal.stop());

  async function create(object: string, fields: Readonly<Record<string, unknown>>): Promise<string> {
    const made = await portal.admin.sobject(object).create(fields);
    assert.ok(made.success, JSON.stringify(made.errors));
    return made.id;
  }

  /** A property with everything on it, tied to a customer by an account contact relation. */
  async function home(name: string, contactId: string): Promise<string> {
    const account = await create('Account', {
      Name: name,
      RecordTypeId: await portal.id('RecordType', "DeveloperName = 'Property'"),
    });
    await create('AccountContactRelation', { AccountId: account, ContactId: contactId, IsActive: true });
    await create('Line__c', { Name: name, Property__c: account });
    const supply = await create('Asset', { Name: name, AccountId: account });
    await create('Usage__c', { Name: name, Supply__c: supply });
    return account;
  }

  const ask = (method: string, cookie: string): ReturnType<typeof call> =>
    call(`${portal.url}/my/webruntime/apex/Calls.${method}`, { headers: { cookie } });

  it('take their kind from the profile’s licence and their account from the contact', async () => {
    const { records } = await portal.admin.query<Readonly<Record<string, unknown>>>(
      `SELECT UserType, AccountId, ContactId, IsPortalEnabled, Profile.UserLicense.Name FROM User WHERE Id = '${erika.userId}'`,
    );
    const [user] = records;
    assert.equal(user?.['UserType'], 'CspLitePortal');
    assert.equal(user['AccountId'], erika.accountId);
    assert.equal(user['ContactId'], erika.contactId);
    assert.equal(user['IsPortalEnabled'], true);
  });

  it('need a contact, and an account owner with a role', async () => {
    await assert.rejects(portal.addPortalUser('nobody@customer.example', ''), /contact/i);
    const owner = await portal.addPortalUser('owner@power.example', '', {
      ContactId: null,
      ProfileId: await portal.id('Profile', "Name = 'Standard User'"),
    });
    const { accountId, contactId } = await portal.addCustomer('Rollenlos');
    await portal.admin.sobject('Account').update({ Id: accountId, OwnerId: owner });
    await assert.rejects(
      portal.addPortalUser('rollenlos@customer.example', contactId),
      /portal account owner must have a role/,
    );
  });

  it('log in at the site they are members of, and nowhere else', async () => {
    assert.match(erika.cookie, /^sid_my=/);
    assert.equal((await portal.login('agency', ERIKA, PASSWORD)).status, 401);
    const lightning = await fetch(`${portal.url}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: ERIKA, password: PASSWORD }),
    });
    assert.equal(lightning.status, 401);
    const crossed = await call(`${portal.url}/agency/webruntime/apex/Calls.visible`, {
      headers: { cookie: erika.cookie.replace('sid_my', 'sid_agency') },
    });
    assert.notEqual(crossed.status, 200, 'a session belongs to its site');
  });

  it('see by the sharing set what belongs to accounts related to their contact, and nothing of others', async () => {
    const seen = await ask('visible', erika.cookie);
    assert.equal(seen.status, 200, JSON.stringify(seen.body));
    assert.deepEqual(seen.body, [
      'Account Erika Muster',
      'Account Hauptstr. 1',
      'Line Hauptstr. 1',
      'Asset Hauptstr. 1',
      'Usage Hauptstr. 1',
    ]);
  });

  it('lose it with the end of the relation', async () => {
    const relation = await portal.id(
      'AccountContactRelation',
      `AccountId = '${propertyId}' AND ContactId = '${erika.contactId}'`,
    );
    await portal.admin.sobject('AccountContactRelation').update({ Id: relation, IsActive: false });
    assert.deepEqual((await ask('visible', erika.cookie)).body, ['Account Erika Muster']);
    await portal.admin.sobject('AccountContactRelation').update({ Id: relation, IsActive: true });
    assert.equal(((await ask('visible', erika.cookie)).body as readonly unknown[]).length, 5);
  });

  it('never get contracts: no permission set that gives them can be assigned, no profile of the licence deployed', async () => {
    await assert.rejects(
      portal.assign(erika.userId, 'Contract_Reader'),
      /FIELD_INTEGRITY_EXCEPTION.*Can't assign permission set Contract Reader to user erika@customer\.example\. The user license doesn't allow the permission: Read Contracts/,
    );
    const contracts = await ask('contracts', erika.cookie);
    assert.notEqual(contracts.status, 200);
    assert.match(JSON.stringify(contracts.body), /Contract/);
    const reader =
      '<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Contract</object><viewAllRecords>false</viewAllRecords></objectPermissions>';
    const problems = [
      await deployProblem(
        'profiles/Portal Customer.profile',
        xml('Profile', `<custom>true</custom>${reader}<userLicense>Customer Community Login</userLicense>`),
      ),
      await deployProblem(
        'permissionsets/Licensed.permissionset',
        xml('PermissionSet', `<label>Licensed</label><license>Customer Community Login</license>${reader}`),
      ),
    ];
    for (const problem of problems)
      assert.match(problem, /The user license doesn't allow the permission: Read Contracts/);
  });

  async function deployProblem(path: string, content: string): Promise<string> {
    const type = path.startsWith('profiles') ? 'Profile' : 'PermissionSet';
    const member = /\/(.*)\./.exec(path)?.[1] ?? '';
    const manifest = xml(
      'Package',
      `<types><members>${member}</members><name>${type}</name></types><version>67.0</version>`,
    );
    const zip = zipSync({ [path]: strToU8(content), 'package.xml': strToU8(manifest) });
    const started = await portal.admin.metadata.deploy(Buffer.from(zip), {
      singlePackage: true,
      rollbackOnError: true,
    });
    const result = await portal.admin.metadata.checkDeployStatus(started.id, true);
    assert.equal(result.success, false);
    return JSON.stringify(result.details);
  }
});
