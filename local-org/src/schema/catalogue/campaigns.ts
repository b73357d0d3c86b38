/** Campaigns, their members and mass mail. Source: Object Reference for the Salesforce Platform. */
import type { StandardObject } from './spec.ts';

export const campaignObjects: Readonly<Record<string, StandardObject>> = {
  Campaign: {
    prefix: '701',
    label: 'Campaign',
    plural: 'Campaigns',
    sharing: ['FullAccess', 'Private'],
    childNames: { ParentId: 'ChildCampaigns' },
    fields: {
      Name: 'string(80) name req',
      OwnerId: 'ref(User) auto',
      Type: 'picklist(40) open = Conference; Webinar; Trade Show; Public Relations; Partners; Referral Program; Advertisement; Banner Ads; Direct Mail; Email; Telemarketing; Other',
      Status: 'picklist(40) open = Planned*; In Progress; Completed; Aborted',
      ExpectedResponse: 'percent(8,2)',
      NumberSent: 'double(18,0)',
      CampaignMemberRecordTypeId: 'ref(RecordType)',
      // Counted by the platform over members, opportunities and child campaigns; the local org does not count them.
      ...Object.fromEntries(
        ['AmountAllOpportunities', 'AmountWonOpportunities'].flatMap((name) => [
          [name, 'currency(18,0) sys auto null'],
          [`Hierarchy${name}`, 'currency(18,0) sys'],
        ]),
      ),
      ...Object.fromEntries(
        ['Contacts', 'ConvertedLeads', 'Leads', 'Opportunities', 'Responses', 'WonOpportunities'].flatMap((name) => [
          [`NumberOf${name}`, 'int sys auto null'],
          [`HierarchyNumberOf${name}`, 'int sys'],
        ]),
      ),
      HierarchyActualCost: 'currency(18,0) sys',
      HierarchyBudgetedCost: 'currency(18,0) sys',
      HierarchyExpectedRevenue: 'currency(18,0) sys',
      HierarchyNumberSent: 'double(18,0) sys',
    },
  },
  CampaignMember: {
    prefix: '00v',
    label: 'Campaign Member',
    plural: 'Campaign Members',
    fields: {
      Name: 'string(361) sys null',
      CampaignId: 'ref(Campaign) req fixed cascade',
      LeadId: 'ref(Lead) fixed cascade',
      ContactId: 'ref(Contact) fixed cascade',
      LeadOrContactId: 'ref(Contact,Lead) sys',
      LeadOrContactOwnerId: 'ref(Group,User) sys',
      Status: 'picklist(40) open auto null = Sent*; Responded',
      HasResponded: 'boolean sys auto',
      FirstRespondedDate: 'date sys',
      Type: 'string(40) sys',
      FirstName: 'string(40) sys',
      LastName: 'string(80) sys null',
      Salutation: 'picklist(40) sys open',
      Title: 'string(128) sys',
      CompanyOrAccount: 'string(255) sys',
    },
  },
  CampaignMemberStatus: {
    prefix: '01Y',
    fields: { CampaignId: 'ref(Campaign) req fixed cascade', Label: 'string(765) req' },
  },
  ListEmail: {
    prefix: '0XB',
    label: 'List Email',
    plural: 'List Emails',
    sharing: ['Private', 'Private'],
    fields: {
      Name: 'string(255) name req',
      OwnerId: 'ref(User) auto',
      CampaignId: 'ref(Campaign)',
      FromAddress: 'email(80) req',
      Status: 'picklist(40) auto null open = Draft*; Scheduled; In Progress; Sent',
      Subject: 'string(3000)',
      HtmlBody: 'longtextarea(131072)',
      TextBody: 'longtextarea(131072)',
      HasAttachment: 'boolean sys auto',
      TotalSent: 'int sys',
    },
  },
};
