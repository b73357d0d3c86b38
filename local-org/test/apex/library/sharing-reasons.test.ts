import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const head = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const job = 'force-app/main/default/objects/Job__c';

// Source: Apex Developer Guide, "Creating Apex Managed Sharing" (the recruiter's reason of its example).
describe('Reasons for Apex managed sharing', () => {
  const org = openApexOrg({
    [`${job}/Job__c.object-meta.xml`]: `<CustomObject ${head}><deploymentStatus>Deployed</deploymentStatus><label>Job</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Jobs</pluralLabel><sharingModel>Private</sharingModel></CustomObject>`,
    [`${job}/sharingReasons/Recruiter__c.sharingReason-meta.xml`]: `<SharingReason ${head}><fullName>Recruiter__c</fullName><label>Recruiter</label></SharingReason>`,
  });
  after(() => org.close());
  org.deploy({});

  it('are values of RowCause that code names after the share object', () => {
    const lines = org.run(`
      Job__c job = new Job__c(Name = 'Fitter');
      insert as system job;
      System.debug(Schema.Job__Share.RowCause.Recruiter__c);
      System.debug(Job__Share.rowcause.MANUAL);
      Job__Share share = new Job__Share(ParentId = job.Id, UserOrGroupId = UserInfo.getUserId(), AccessLevel = 'Edit',
        RowCause = Schema.Job__Share.RowCause.Recruiter__c);
      System.debug(share.RowCause == Schema.Job__Share.RowCause.Recruiter__c);
      System.debug(Schema.AccountShare.RowCause.Manual);
      System.debug(Job__Share.RowCause.getDescribe().getName());`);
    assert.deepEqual(lines, ['Recruiter__c', 'Manual', 'true', 'Manual', 'RowCause']);
  });

  it('do not compile when the object has no such reason', () => {
    assert.throws(
      () => org.run('String cause = Schema.Job__Share.RowCause.Nobody__c;'),
      /Variable does not exist: Nobody__c/,
    );
  });
});
