/** System.OrgLimits (Apex Reference, "OrgLimits Class", "OrgLimit Class"). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const org = openApexOrg();
after(() => org.close());
org.deploy({
  Later: `public class Later implements Queueable {
  public void execute(QueueableContext context) {}
}`,
});

describe('System.OrgLimits', () => {
  it('tells what of the daily allowances was used, of those that the org counts', () => {
    const shown = org.run(`Map<String, System.OrgLimit> all = OrgLimits.getMap();
      Integer before = all.get('DailyAsyncApexExecutions').getValue();
      System.enqueueJob(new Later());
      Messaging.SingleEmailMessage mail = new Messaging.SingleEmailMessage();
      mail.setToAddresses(new List<String>{ 'a@customer.example', 'b@customer.example', [SELECT Email FROM User WHERE Id = :UserInfo.getUserId()].Email });
      mail.setSubject('s');
      mail.setPlainTextBody('b');
      Messaging.sendEmail(new List<Messaging.Email>{ mail });
      System.OrgLimit jobs = OrgLimits.getMap().get('DailyAsyncApexExecutions');
      System.debug(jobs.getName() + ' ' + (jobs.getValue() - before) + ' of ' + jobs.getLimit());
      System.OrgLimit mails = OrgLimits.getMap().get('SingleEmail');
      System.debug(mails.getName() + ' ' + mails.getValue() + ' of ' + mails.getLimit());
      System.debug(OrgLimits.getAll().size() == all.size());
      System.debug(all.get('DailyApiRequests'));`);
    assert.deepEqual(shown, ['DailyAsyncApexExecutions 1 of 250000', 'SingleEmail 2 of 5000', 'true', 'null']);
  });
});
