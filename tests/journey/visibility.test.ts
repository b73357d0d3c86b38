/**
 * Who sees what, asked of a running org through every channel there is: SOQL, SOSL, REST, list views, the UI API, Apex and files. A sample of
 * `npm run proof:sharing`: lists are asked of everybody, single records wherever they are open and at one closed place in five.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readDecisions, type Decision } from '../visibility/decisions.ts';
import { compare, sample, type Difference } from '../visibility/proof.ts';
import { OBJECTS, PEOPLE, startProofOrg, type ProofOrg } from '../visibility/proof-org.ts';
import { copyProject } from '../visibility/project.ts';

const DELEGATE = 'kcm.south';
/** What one site of a customer has in common with the next. */
const ALIKE = ['OwnerId', 'RecordTypeId', 'Country__c', 'Segment__c', 'Customer__c'] as const;
const CUSTOMER = 'northern key customer: customer';
const OPEN_CUSTOMER = 'open key customer: customer';

describe('who sees what', () => {
  const folder = mkdtempSync(join(tmpdir(), 'visibility-'));
  const decisions = readDecisions(new Set(PEOPLE));
  let org: ProofOrg;
  let differences: readonly Difference[] = [];

  before(async () => {
    copyProject(join(folder, 'project'), OBJECTS);
    org = await startProofOrg(join(folder, 'project'), folder);
    ({ differences } = await sample(org, decisions, PEOPLE));
  });
  after(async () => {
    await org.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const asDecided = (requirement: string) => () => {
    assert.ok(
      decisions.some(({ requirements }) => requirements.includes(requirement)),
      'the table has lines of it',
    );
    assert.deepEqual(
      differences.filter(({ requirements }) => requirements.includes(requirement)),
      [],
    );
  };

  it('UP-49 a regional sales manager sees every residential customer', asDecided('UP-49'));
  it(
    'UP-50a a corporate relations manager opens and edits every business, key customers too, that its country does not keep private',
    asDecided('UP-50'),
  );
  it('UP-50b key customers kept private are opened and edited by their own managers instead', () => {
    asDecided('PLU-75')();
    const keyCustomer = decisions.find(({ record }) => record === CUSTOMER);
    assert.deepEqual(
      ['corporate', 'kcm.north'].map((person) => keyCustomer?.levelOf(person)),
      ['none', 'edit'],
    );
    assert.equal(decisions.find(({ record }) => record === OPEN_CUSTOMER)?.levelOf('corporate'), 'edit');
  });
  it('UP-51a and sees no residential customer by SOQL, search, list view or API', asDecided('UP-51'));
  it('UP-52 an agency sees its own applications and nothing of another agency', asDecided('UP-52'));
  it(
    'PLU-03 key customers are seen up the line: the country by its vice president, all by the senior one',
    asDecided('PLU-03'),
  );
  it('PLU-04 an agent of two language teams gets the inquiries of both', asDecided('PLU-04'));
  it('PLU-05 opportunities stay in their region, and go up to the vice president of the country', asDecided('PLU-05'));
  it('PLU-06 work orders stay in their country, and go up to the senior vice president', asDecided('PLU-06'));
  it('PLU-08 a maintenance partner sees its own incidents alone', asDecided('PLU-08'));
  it('PLU-63a a co-manager sees the one property and its contract line', asDecided('PLU-63'));
  it('PLU-75 key customers and their readings are seen by manager, superiors and support alone', asDecided('PLU-75'));
  it('PLU-78a a complaint is hidden from other agents in SOQL and search', asDecided('PLU-78'));
  it('PLU-80 an inquiry is readable by agents of every language team', asDecided('PLU-80'));
  it('PLU-81 maintenance partners are seen by support agents alone', asDecided('PLU-81'));
  it('PLU-82 and edited by the relationship agent (and the manager above) alone', asDecided('PLU-82'));
  it('a business customer sees its records as decided, and nothing of another firm', asDecided('PLU-83'));
  it('a household sees the records of its homes as decided', asDecided('PLU-84'));
  it(
    'PLU-85a neither co-manager nor next tenant sees what belongs to another home or an earlier tenant',
    asDecided('PLU-85'),
  );

  it('PLU-84a a household with three properties sees exactly three', async () => {
    const homes = ['first', 'second', 'third'].map((which) => org.id(`household: ${which} home`));
    assert.deepEqual((await propertiesOf('household')).toSorted(), homes.toSorted());
  });

  it('PLU-84b the household edits the contact data of each of its three properties, and nobody who only shares or had one of them', async () => {
    const homes = ['first', 'second', 'third'].map((which) => org.id(`household: ${which} home`));
    const save = (person: string, propertyId: string, email: string) =>
      org.call(person, 'PropertyManagementController.saveContact', {
        propertyId,
        contactName: 'Hausmeister Krause',
        email,
        phone: '+49 40 1234567',
      });
    for (const [index, home] of homes.entries()) {
      const saved = await save('household', home, `home${String(index)}@example.com`);
      assert.equal(saved.status, 200, JSON.stringify(saved.body));
    }
    const refused = [
      ['co.manager', homes[1]],
      ['earlier.tenant', homes[0]],
      ['household', org.id('earlier tenant: the same home')],
      ['business', homes[0]],
      ['billing.officer', org.id('business: first site')],
      ['agency.north', homes[0]],
    ] as const;
    for (const [person, propertyId] of refused) {
      const answer = await save(person, propertyId ?? '', 'other@example.com');
      assert.ok(answer.status >= 400, `${person} was let in: ${JSON.stringify(answer.body)}`);
    }
    const { records } = await org.admin.query(
      `SELECT Site_Contact_Email__c FROM Account WHERE Customer__c = '${org.id('household: customer')}' ORDER BY Site_Contact_Email__c`,
    );
    assert.deepEqual(
      records.map((row) => String(row['Site_Contact_Email__c'])),
      ['home0@example.com', 'home1@example.com', 'home2@example.com'],
    );
    const direct = await org.ask('household', 'PATCH', `/data/v67.0/sobjects/Account/${homes[0] ?? ''}`, {
      Site_Contact_Email__c: 'direct@example.com',
    });
    assert.ok(direct.status >= 400, 'as a record of the API it stays closed');
  });

  it('PLU-83 a business customer with twelve sites sees the twelve, and none of another firm', async () => {
    const [user] = (await org.admin.query("SELECT ContactId FROM User WHERE Username LIKE 'business@%'")).records;
    const [site] = (
      await org.admin.query(`SELECT ${ALIKE.join(', ')} FROM Account WHERE Id = '${org.id('business: first site')}'`)
    ).records;
    const sites = [org.id('business: first site'), org.id('business: second site')];
    for (let number = 3; number <= 12; number += 1) {
      const like = Object.fromEntries(ALIKE.map((field) => [field, site?.[field]]));
      const made = await org.admin.sobject('Account').create({ ...like, Name: `Filiale ${number}` });
      sites.push(String(made.id));
      await org.admin
        .sobject('AccountContactRelation')
        .create({ AccountId: String(made.id), ContactId: String(user?.['ContactId']) });
    }
    assert.deepEqual((await propertiesOf('business')).toSorted(), sites.toSorted());
  });

  it('PLU-76 a support agent counts as many accounts as there are', async () => {
    const count = '/data/v67.0/query?q=SELECT+COUNT()+FROM+Account';
    const { totalSize } = (await org.ask('support.german', 'GET', count)).body as { readonly totalSize: number };
    const all = await org.admin.query('SELECT COUNT() FROM Account');
    assert.equal(totalSize, all.totalSize);
  });

  it('PLU-79 a super user reads every complaint, and none at the next query after leaving the group', async () => {
    asDecided('PLU-79')();
    const complaints = decisions.filter(({ requirements }) => requirements.includes('PLU-79'));
    const { records } = await org.admin.query(
      "SELECT Id FROM GroupMember WHERE Group.DeveloperName = 'Complaint_Super_Users'",
    );
    await org.admin.sobject('GroupMember').destroy(String(records[0]?.Id));
    assert.deepEqual((await compare(org, complaints.map(closed), ['complaints'])).differences, []);
  });

  it('PLU-63b a second invitation to a property is refused while the first one holds the place', async () => {
    const invite = async (property: string): Promise<unknown> => {
      const answer = await org.ask('clerk', 'POST', '/data/v67.0/sobjects/Portal_Invitation__c', {
        Property__c: org.id(property),
        Email__c: 'mit@example.com',
        Expires__c: await minutesFromNow(60),
        Portal_Access__c: 'Manage',
        Status__c: 'Sent',
      });
      return answer.status === 201 ? 'invited' : answer.body;
    };
    assert.equal(await invite('household: second home'), 'invited');
    assert.match(JSON.stringify(await invite('household: second home')), /no place left for another person/);
    assert.match(JSON.stringify(await invite('household: first home')), /no place left/, 'the co-manager is there');
  });

  it('a business has five people at the most, also when ten are added at the same moment', async () => {
    const AccountId = org.id('other business: customer');
    const soql = `SELECT Id FROM Contact WHERE AccountId = '${AccountId}'`;
    const before = (await org.admin.query(soql)).totalSize;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        org.ask('clerk', 'POST', '/data/v67.0/sobjects/Contact', { AccountId, LastName: `Helfer ${number}` }),
      ),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    assert.equal(refused.length, 5 + before, JSON.stringify(refused[0]));
    for (const { body } of refused) assert.match(JSON.stringify(body), /at most 5/);
    assert.equal((await org.admin.query(soql)).totalSize, 5);
  });

  it('PLU-77 a delegate sees the customer, its sites and readings until the first job run after the end, also when the owner changed in between', async () => {
    // What the table opens to the manager is open to the delegate meanwhile.
    const northern = decisions.filter(({ record }) => record.startsWith('northern key customer'));
    const delegated = northern.map((decision): Decision => ({
      ...decision,
      levelOf: () => decision.levelOf('kcm.north'),
    }));
    const seenBy = async (expected: readonly Decision[]): Promise<readonly Difference[]> =>
      (await compare(org, expected, [DELEGATE])).differences;

    const answer = await org.ask('kcm.north', 'POST', '/data/v67.0/sobjects/Account_Delegation__c', {
      Account__c: org.id(CUSTOMER),
      Delegate__c: await userId(DELEGATE),
      From__c: await minutesFromNow(-1),
      To__c: await minutesFromNow(40),
      Status__c: 'Planned',
      Reason__c: 'Leave',
    });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    assert.deepEqual(await seenBy(delegated), [], 'stands in');

    await org.admin.sobject('Account').update({ Id: org.id(CUSTOMER), OwnerId: await userId('kcm.italy') });
    await advance(16);
    assert.deepEqual(await seenBy(delegated), [], 'stands in for the new manager at the next run');

    // 15 minutes after the end: the job has run once since.
    await advance(39);
    assert.deepEqual(await seenBy(northern.map(closed)), [], 'sees nothing after the end');
  });

  /** Every property that a person's own query finds. */
  async function propertiesOf(person: string): Promise<readonly string[]> {
    const soql = encodeURIComponent("SELECT Id FROM Account WHERE RecordType.DeveloperName = 'Property'");
    const { status, body } = await org.ask(person, 'GET', `/data/v67.0/query?q=${soql}`);
    assert.equal(status, 200, JSON.stringify(body));
    return (body as { readonly records: readonly { readonly Id: string }[] }).records.map(({ Id }) => Id);
  }

  function closed(decision: Decision): Decision {
    return { ...decision, levelOf: () => 'none' };
  }

  async function userId(name: string): Promise<string> {
    const { records } = await org.admin.query(`SELECT Id FROM User WHERE Username LIKE '${name}@%'`);
    return String(records[0]?.Id);
  }

  async function minutesFromNow(minutes: number): Promise<string> {
    const response = await fetch(`${org.org.url}/local/clock`);
    const { now } = (await response.json()) as { readonly now: string };
    return new Date(Date.parse(now) + minutes * 60_000).toISOString();
  }

  /** Lets the org's time go on and the jobs that are due run. */
  async function advance(minutes: number): Promise<void> {
    const response = await fetch(`${org.org.url}/local/clock/advance`, {
      method: 'POST',
      headers: { 'x-local-admin': org.org.adminToken, 'content-type': 'application/json' },
      body: JSON.stringify({ minutes }),
    });
    assert.equal(response.status, 200, await response.text());
    await org.org.settled();
  }
});
