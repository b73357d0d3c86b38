/**
 * The standard matching rules, which a duplicate rule names without deploying them. Sources: Help, "Standard Contact Matching Rule and
 * Standard Lead Matching Rule", "Standard Person Account Matching Rule", "Standard Account Matching Rule": fields, equations, thresholds,
 * transposed names, blank names beside an e-mail address. Their match keys only narrow the search; all records are compared here.
 */
import type { MatchingItem, MatchingRule } from './definitions.ts';
import type { MatchingMethod } from './methods.ts';

type ItemOptions = Partial<Pick<MatchingItem, 'threshold' | 'ignoreBlanks' | 'parent'>>;

const item = (field: string, method: MatchingMethod, options: ItemOptions = {}): MatchingItem => ({
  field,
  method,
  matchBlanks: false,
  ...options,
});

interface PersonFields {
  readonly email: string;
  readonly street: string;
  readonly city: string;
  readonly zip: string;
}

/** First and last name, then the same with blank ones ignored, as in every grouping with an e-mail address. */
const names = [
  item('FirstName', 'FirstName'),
  item('LastName', 'LastName'),
  item('FirstName', 'FirstName', { ignoreBlanks: true }),
  item('LastName', 'LastName', { ignoreBlanks: true }),
];

function personRule(object: string, name: string, fields: PersonFields, company: MatchingItem): MatchingRule {
  return {
    object,
    name,
    active: true,
    transposed: ['FirstName', 'LastName'],
    items: [
      ...names,
      item('Title', 'Title'),
      company,
      item(fields.email, 'Exact'),
      item('Phone', 'Phone'),
      item(fields.street, 'Street'),
      item(fields.city, 'City'),
      item(fields.zip, 'Zip'),
    ],
    logic:
      '(1 AND 2 AND 5 AND 6) OR (3 AND 4 AND 7) OR (1 AND 2 AND 8 AND 6) OR (1 AND 2 AND 9 AND (10 OR 11 OR 8)) OR ' +
      '(1 AND 2 AND 9 AND 5) OR (3 AND 4 AND 5 AND 7) OR (1 AND 2 AND 8)',
  };
}

export const standardMatchingRules: readonly MatchingRule[] = [
  {
    object: 'Account',
    name: 'Standard_Account_Match_Rule_v1_0',
    active: true,
    items: [
      item('Name', 'CompanyName'),
      item('BillingStreet', 'Street'),
      item('BillingCity', 'City'),
      item('BillingState', 'Exact'),
      item('BillingPostalCode', 'Zip'),
      item('Phone', 'Phone'),
      item('Website', 'Exact'),
    ],
    logic: '(1 AND 2) OR (1 AND 3 AND 4) OR (1 AND 5) OR (1 AND 6) OR (7 AND 6) OR (7 AND 2)',
  },
  personRule(
    'Contact',
    'Standard_Contact_Match_Rule_v1_1',
    { email: 'Email', street: 'MailingStreet', city: 'MailingCity', zip: 'MailingPostalCode' },
    item('AccountId', 'CompanyName', { parent: { object: 'Account', field: 'Name' } }),
  ),
  personRule(
    'Lead',
    'Standard_Lead_Match_Rule_v1_0',
    { email: 'Email', street: 'Street', city: 'City', zip: 'PostalCode' },
    item('Company', 'CompanyName'),
  ),
  {
    object: 'PersonAccount',
    name: 'Standard_Person_Account_Match_Rule_v1_0',
    active: true,
    transposed: ['FirstName', 'LastName'],
    items: [
      ...names,
      item('PersonEmail', 'Exact'),
      item('BillingStreet', 'Street', { threshold: 85 }),
      item('BillingCity', 'City'),
      item('BillingPostalCode', 'Zip'),
      item('Phone', 'Phone', { threshold: 85 }),
      // "The threshold for the first three conditions in the equation is 85; the threshold for the fourth condition is 75."
      item('FirstName', 'FirstName', { threshold: 75 }),
      item('LastName', 'LastName', { threshold: 75 }),
      item('Phone', 'Phone', { threshold: 75 }),
      item('PersonMailingStreet', 'Street', { threshold: 75 }),
    ],
    logic:
      '(3 AND 4 AND 5) OR (1 AND 2 AND 6 AND (7 OR 8)) OR (1 AND 2 AND 9) OR (10 AND 11 AND 12 AND (7 OR 8) AND 13)',
  },
];
