/** What the two rows of a person account show of each other. */
import type { FieldValue, SObjectRecord } from '../../engine/records.ts';
import { personAccountMirrors } from '../../schema/index.ts';
import type { OrgSchema, SObjectDef } from '../../schema/types.ts';
import { isWritten, scalar, text } from '../row.ts';

const nameParts = ['FirstName', 'MiddleName', 'LastName', 'Suffix'];
/** Account fields that only a person has a value in, beside those whose name says so. */
export const personNameFields: readonly string[] = ['Salutation', ...nameParts];
const mirrorsBySchema = new WeakMap<OrgSchema, ReadonlyMap<string, string>>();

/** Account field name → Contact field name, for the fields that both rows keep alike. */
export function mirrorsOf(schema: OrgSchema): ReadonlyMap<string, string> {
  let found = mirrorsBySchema.get(schema);
  if (found === undefined) {
    found = personAccountMirrors(schema);
    mirrorsBySchema.set(schema, found);
  }
  return found;
}

/** First, middle, last name and suffix, as the Name of a person reads; null for none. */
export function personName(record: SObjectRecord): string | null {
  const parts = nameParts.flatMap((name) => text(record, name) ?? []);
  return parts.length === 0 ? null : parts.join(' ');
}

/** Whether a stored Account or Contact row belongs to a person account. */
export function isPerson(record: SObjectRecord): boolean {
  return scalar(record, 'IsPersonAccount') === true;
}

/** The Contact row that goes with a person's Account row, without its system fields. */
export function contactOf(account: SObjectRecord, contact: SObjectDef, id: string, schema: OrgSchema): SObjectRecord {
  const values: Record<string, FieldValue> = {
    Id: id,
    AccountId: text(account, 'Id'),
    IsPersonAccount: true,
    OwnerId: text(account, 'OwnerId'),
    Name: personName(account),
  };
  for (const name of ['CurrencyIsoCode', 'IsDeleted']) {
    if (contact.fields.has(name.toLowerCase())) values[name] = scalar(account, name);
  }
  for (const [accountField, contactField] of mirrorsOf(schema)) {
    const field = contact.fields.get(contactField.toLowerCase());
    if (field !== undefined && isWritten(field)) values[contactField] = scalar(account, accountField);
  }
  return { type: 'Contact', values };
}
