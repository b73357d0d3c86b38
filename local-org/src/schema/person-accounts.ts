/**
 * A person account is one Account row and one Contact row that show each other's fields.
 * Source: Salesforce Help "Considerations for Using Person Accounts", Object Reference "Account" (Person… fields).
 */
import type { OrgSchema } from './types.ts';

/** Account fields without the Person prefix that the contact shares. */
const sharedNames = ['FirstName', 'LastName', 'MiddleName', 'Suffix', 'Salutation', 'Phone', 'Fax'];

/** Account field name → Contact field name, for every stored field that both rows of a person account keep alike. */
export function personAccountMirrors(schema: OrgSchema): ReadonlyMap<string, string> {
  const mirrors = new Map<string, string>();
  const contact = schema.object('Contact');
  for (const field of schema.object('Account')?.fields.values() ?? []) {
    const name = sharedNames.includes(field.name)
      ? field.name
      : field.name.endsWith('__pc')
        ? field.name.replace(/__pc$/, '__c')
        : field.name.startsWith('Person') && field.name !== 'PersonContactId'
          ? field.name.slice('Person'.length)
          : undefined;
    const target = name === undefined ? undefined : contact?.fields.get(name.toLowerCase());
    if (target && field.formula === undefined && field.type !== 'address') mirrors.set(field.name, target.name);
  }
  return mirrors;
}
