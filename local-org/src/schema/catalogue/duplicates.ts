/** Duplicate management. Source: Object Reference, DuplicateRule, MatchingRule, DuplicateRecordSet, DuplicateRecordItem. */
import type { StandardObject } from './spec.ts';

export const duplicateObjects: Readonly<Record<string, StandardObject>> = {
  DuplicateRule: {
    prefix: '0Bm',
    label: 'Duplicate Rule',
    plural: 'Duplicate Rules',
    kind: 'setup',
    verbs: '',
    fields: { SobjectType: 'picklist(40) open', SobjectSubtype: 'picklist(40) open' },
  },
  MatchingRule: {
    prefix: '0JD',
    label: 'Matching Rule',
    plural: 'Matching Rules',
    kind: 'setup',
    verbs: '',
    fields: {
      SobjectType: 'picklist(40) open',
      SobjectSubtype: 'picklist(40) open',
      MatchEngine: 'picklist(40) open',
      RuleStatus: 'picklist(40) open',
    },
  },
  DuplicateRecordSet: {
    prefix: '0GK',
    label: 'Duplicate Record Set',
    plural: 'Duplicate Record Sets',
    fields: { Name: 'autonumber(30) name sys auto', DuplicateRuleId: 'ref(DuplicateRule)', RecordCount: 'int sys' },
  },
  DuplicateRecordItem: {
    prefix: '0GL',
    label: 'Duplicate Record Item',
    plural: 'Duplicate Record Items',
    fields: {
      Name: 'autonumber(30) name sys auto',
      DuplicateRecordSetId: 'ref(DuplicateRecordSet) req fixed cascade',
      RecordId: 'ref(Account,Contact,Individual,Lead) req cascade',
    },
  },
};
