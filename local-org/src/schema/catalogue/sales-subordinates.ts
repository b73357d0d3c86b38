/** Share tables, field histories and status lists of the sales objects. Source: Object Reference for the Salesforce Platform. */
import type { StandardObject } from './spec.ts';

const accessLevel = 'picklist(40)';
const shareLevels = 'None|Private; Read|Read Only; Edit|Read/Write; All|Owner';

export const salesSubordinates: Readonly<Record<string, StandardObject>> = {
  AccountShare: {
    prefix: '00r',
    kind: 'share',
    fields: {
      AccountId: 'ref(Account) req fixed cascade',
      AccountAccessLevel: `${accessLevel} req = Read|Read Only; Edit|Read/Write; All|Owner`,
      OpportunityAccessLevel: `${accessLevel} req = ${shareLevels}`,
      CaseAccessLevel: `${accessLevel} req = ${shareLevels}`,
      ContactAccessLevel: `${accessLevel} auto null = ${shareLevels}`,
    },
  },
  ContactShare: {
    prefix: '03s',
    kind: 'share',
    fields: { ContactId: 'ref(Contact) req fixed cascade', ContactAccessLevel: `${accessLevel} req = ${shareLevels}` },
  },
  LeadShare: {
    prefix: '01o',
    kind: 'share',
    fields: { LeadId: 'ref(Lead) req fixed cascade', LeadAccessLevel: `${accessLevel} req = ${shareLevels}` },
  },
  OpportunityShare: {
    prefix: '00t',
    kind: 'share',
    fields: {
      OpportunityId: 'ref(Opportunity) req fixed cascade',
      OpportunityAccessLevel: `${accessLevel} req = ${shareLevels}`,
    },
  },
  OrderShare: {
    prefix: 's01',
    kind: 'share',
    fields: { OrderId: 'ref(Order) req fixed cascade', OrderAccessLevel: `${accessLevel} req = ${shareLevels}` },
  },
  QuoteShare: {
    prefix: 's02',
    kind: 'share',
    fields: { ParentId: 'ref(Quote) req fixed cascade', AccessLevel: `${accessLevel} req = ${shareLevels}` },
  },
  AssetShare: {
    prefix: 's03',
    kind: 'share',
    fields: { AssetId: 'ref(Asset) req fixed cascade', AssetAccessLevel: `${accessLevel} req = ${shareLevels}` },
  },
  CampaignShare: {
    prefix: '08s',
    kind: 'share',
    fields: {
      CampaignId: 'ref(Campaign) req fixed cascade',
      CampaignAccessLevel: `${accessLevel} req = ${shareLevels}`,
    },
  },
  IndividualShare: {
    prefix: 's04',
    kind: 'share',
    fields: {
      IndividualId: 'ref(Individual) req fixed cascade',
      IndividualAccessLevel: `${accessLevel} req = ${shareLevels}`,
    },
  },
  AccountHistory: { prefix: 's05', kind: 'history', fields: { AccountId: 'ref(Account) sys cascade' } },
  AssetHistory: { prefix: 's06', kind: 'history', fields: { AssetId: 'ref(Asset) sys cascade' } },
  ContactHistory: { prefix: 's07', kind: 'history', fields: { ContactId: 'ref(Contact) sys cascade' } },
  ContractHistory: { prefix: 's08', kind: 'history', fields: { ContractId: 'ref(Contract) sys cascade' } },
  LeadHistory: { prefix: 's09', kind: 'history', fields: { LeadId: 'ref(Lead) sys cascade' } },
  OpportunityFieldHistory: {
    prefix: 's0a',
    kind: 'history',
    fields: { OpportunityId: 'ref(Opportunity) sys cascade' },
  },
  OrderHistory: { prefix: 's0b', kind: 'history', fields: { OrderId: 'ref(Order) sys cascade' } },
  ContractStatus: { prefix: 's0c', kind: 'setup', verbs: '', fields: { StatusCode: 'picklist(40)' } },
  OrderStatus: { prefix: 's0d', kind: 'setup', verbs: '', fields: { StatusCode: 'picklist(40)' } },
  LeadStatus: { prefix: 's0e', kind: 'setup', verbs: '' },
};
