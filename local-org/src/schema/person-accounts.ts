/**
 * A person account is one Account row and one Contact row that show each other's fields.
 * Source: Salesforce Help "Considerations for Using Person Accounts", Object Reference "Account" (Person… fields).
 */
import type { OrgSchema } from './types.ts';

/** Account fields without the Person prefix that the contact shares. */
const sharedNames = ['FirstName', 'LastName', 'MiddleName', 'Suffix', 'Salutation', 'Phone', 'Fax'];

/**
 * The contact's field that an account's field shows of the person: `PersonEmail` → `Email`, `X__pc` → `X__c`; undefined for the account's own
 * fields. The contact's field-level security governs it: an account's cannot be set apart (Salesforce Help, "Account Fields").
 */
export function contactFieldOf(accountField: string): string | undefined {
  if (/__pc$/i.test(accountField)) return accountField.replace(/__pc$/i, '__c');
  const standard = /^Person(?!ContactId$)(?=[A-Z])/.exec(accountField);
  return standard && !accountField.endsWith('__c') ? accountField.slice('Person'.length) : undefined;
}

/** Account field name → Contact field name, for every stored field that both rows of a person account keep alike. */
export function personAccountMirrors(schema: OrgSchema): ReadonlyMap<string, string> {
  const mirrors = new Map<string, string>();
  const contact = schema.object('Contact');
  for (const field of schema.object('Account')?.fields.values() ?? []) {
    const name = sharedNames.includes(field.name) ? field.name : contactFieldOf(field.name);
    const target = name === undefined ? undefined : contact?.fields.get(name.toLowerCase());
    if (target && field.formula === undefined && field.type !== 'address') mirrors.set(field.name, target.name);
  }
  return mirrors;
}
