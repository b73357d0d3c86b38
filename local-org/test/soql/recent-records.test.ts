/** Sources: SOQL and SOSL Reference, "FOR VIEW and FOR REFERENCE"; Object Reference, RecentlyViewed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inTransaction } from '../../src/store/index.ts';
import { AgencyOrg } from '../security/agency-org.ts';

const FULL = { crud: true, fls: true, sharing: true };

/** An org where people look at records. */
class ViewedOrg extends AgencyOrg {
  /** Runs a query in a transaction of its own, as a request does. */
  look(userName: string, soql: string): number {
    const user = this.user(userName);
    const work = (transaction: Parameters<Parameters<typeof inTransaction>[3]>[0]): number =>
      this.queries.query(soql, {}, { transaction, access: { ...FULL, user } }).records.length;
    return inTransaction(this.store, user, Date.now(), work);
  }

  values(userName: string, soql: string): readonly unknown[] {
    return this.query(userName, soql).map(({ values }) => values);
  }
}

describe('what a user has looked at', () => {
  it('is noted by FOR VIEW and FOR REFERENCE, for that user alone', () => {
    const org = new ViewedOrg();
    const account = org.insert('Account', { Name: 'Seen', OwnerId: org.id('clerk') });
    org.insert('Account', { Name: 'Unseen', OwnerId: org.id('clerk') });
    const dates = `SELECT LastViewedDate, LastReferencedDate FROM Account WHERE Id = '${account}'`;
    assert.deepEqual(org.values('clerk', dates), [{ LastViewedDate: null, LastReferencedDate: null }]);
    assert.equal(org.look('clerk', `SELECT Name FROM Account WHERE Id = '${account}' FOR VIEW`), 1);
    const [first] = org.query('clerk', dates);
    const viewedAt = first?.values['LastViewedDate'];
    assert.ok(typeof viewedAt === 'string' && viewedAt.startsWith('2026-03-18T'));
    assert.equal(first?.values['LastReferencedDate'], null);
    org.look('clerk', `SELECT Id FROM Account WHERE Id = '${account}' FOR REFERENCE`);
    const [second] = org.query('clerk', dates);
    assert.equal(second?.values['LastViewedDate'], viewedAt, 'a reference is no view');
    assert.notEqual(second.values['LastReferencedDate'], null);
    assert.deepEqual(org.values('admin', dates), [{ LastViewedDate: null, LastReferencedDate: null }]);
    assert.equal(org.sees('clerk', `SELECT Id FROM Account WHERE LastViewedDate = TODAY`), 1);
  });

  it('is listed by RecentlyViewed with names and kinds, as long as it is there and may be seen', () => {
    const org = new ViewedOrg();
    const account = org.insert('Account', { Name: 'A', OwnerId: org.id('dataOwner') });
    const complaint = org.insert('Case', { Subject: 'C', CaseNumber: '00001', OwnerId: org.id('clerk') });
    const member = org.insert('AccountTeamMember', {
      AccountId: account,
      UserId: org.id('clerk'),
      AccountAccessLevel: 'Read',
    });
    assert.equal(org.look('clerk', `SELECT Id FROM Account WHERE Id = '${account}' FOR VIEW FOR REFERENCE`), 1);
    assert.equal(org.look('clerk', `SELECT Id FROM Case WHERE Id = '${complaint}' FOR VIEW`), 1);
    assert.equal(org.look('clerk', `SELECT Id FROM User WHERE Id = '${org.id('rsm')}' FOR REFERENCE`), 1);
    const viewed = 'SELECT Id, Name, Type FROM RecentlyViewed WHERE LastViewedDate != null ORDER BY Type';
    assert.deepEqual(org.values('clerk', viewed), [
      { Id: account, Name: 'A', Type: 'Account' },
      { Id: complaint, Name: '00001', Type: 'Case' },
    ]);
    assert.deepEqual(org.values('clerk', "SELECT Name, IsActive FROM RecentlyViewed WHERE Type IN ('User')"), [
      { Name: 'rsm', IsActive: true },
    ]);
    assert.deepEqual(org.values('rsm', viewed), []);
    org.remove('AccountTeamMember', member);
    assert.deepEqual(org.values('clerk', viewed), [{ Id: complaint, Name: '00001', Type: 'Case' }], 'no longer shared');
    org.update('Case', complaint, { IsDeleted: true });
    assert.deepEqual(org.values('clerk', viewed), []);
  });

  it('is forgotten but for the last two hundred records of each object', () => {
    const org = new ViewedOrg();
    for (let index = 0; index < 205; index += 1)
      org.insert('Account', { Name: `A${String(index).padStart(3, '0')}`, OwnerId: org.id('clerk') });
    for (const which of ["< 'A010'", "> 'A009'"])
      assert.ok(org.look('clerk', `SELECT Id FROM Account WHERE Name LIKE 'A%' AND Name ${which} FOR VIEW`) >= 10);
    assert.equal(org.sees('clerk', 'SELECT Id FROM RecentlyViewed'), 200);
  });

  it('is refused by name of objects whose records are not noted', () => {
    const org = new ViewedOrg();
    assert.throws(() => org.look('clerk', 'SELECT Id FROM Task FOR VIEW'), { code: 'UNSUPPORTED_LOCALLY' });
  });
});
