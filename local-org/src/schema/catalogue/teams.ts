/** Teams on accounts and cases. Source: Object Reference, AccountTeamMember, CaseTeamMember, CaseTeamRole. */
import type { StandardObject } from './spec.ts';

const levels = 'picklist(40) = None|Private; Read|Read Only; Edit|Read/Write';
const audit =
  'CreatedById:Id! CreatedDate:Datetime! Id:Id! LastModifiedById:Id! LastModifiedDate:Datetime! SystemModstamp:Datetime!';

export const teams: Readonly<Record<string, StandardObject>> = {
  AccountTeamMember: {
    prefix: '01M',
    label: 'Account Team Member',
    plural: 'Account Team Members',
    facts: {
      fields: `${audit} AccountAccessLevel:String AccountId:Id! CaseAccessLevel:String ContactAccessLevel:String CurrencyIsoCode:String IsDeleted:Boolean! OpportunityAccessLevel:String PhotoUrl:String TeamMemberRole:String Title:String UserId:Id!`,
      parents: 'Account:Account CreatedBy:User LastModifiedBy:User User:User',
      children: '',
    },
    fields: {
      AccountId: 'ref(Account) req fixed cascade',
      UserId: 'ref(User) req fixed',
      TeamMemberRole:
        'picklist(40) open = Account Manager; Channel Manager; Executive Sponsor; Lead Qualifier; Pre-Sales Consultant; Sales Manager; Sales Rep',
      AccountAccessLevel: 'picklist(40) = Read|Read Only; Edit|Read/Write',
      OpportunityAccessLevel: levels,
      CaseAccessLevel: levels,
      ContactAccessLevel: levels,
      Title: 'string(80) sys',
    },
    childNames: { AccountId: 'AccountTeamMembers' },
  },
  CaseTeamRole: {
    prefix: 's1a',
    verbs: 'cu',
    facts: {
      fields: `${audit} AccessLevel:String! Name:String! PreferencesVisibleInCSP:Boolean!`,
      parents: 'CreatedBy:User LastModifiedBy:User',
      children: '',
    },
    fields: {
      Name: 'string(80) name req',
      AccessLevel: 'picklist(40) req = None|Private; Read|Read Only; Edit|Read/Write',
    },
  },
  // Members by a predefined team are not there: CaseTeamTemplate and its like are unknown.
  CaseTeamMember: {
    prefix: 's1b',
    facts: {
      fields: `${audit} MemberId:Id! ParentId:Id! TeamRoleId:Id!`,
      parents: 'CreatedBy:User LastModifiedBy:User Member:Name Parent:Case TeamRole:CaseTeamRole',
      children: '',
    },
    fields: {
      ParentId: 'ref(Case) req fixed cascade',
      MemberId: 'ref(User,Contact) req fixed',
      TeamRoleId: 'ref(CaseTeamRole) req restrict',
    },
    childNames: { ParentId: 'TeamMembers' },
  },
};
