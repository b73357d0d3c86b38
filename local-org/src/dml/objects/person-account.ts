/**
 * Person accounts: one record seen as Account and as Contact. The Account row is the one that is written; its Contact row mirrors the
 * shared fields. Only Account triggers run. Sources: Help "Considerations for Using Person Accounts"; Object Reference "Account".
 */
import type { SObjectRecord } from '../../engine/records.ts';
import { Unsupported } from '../../engine/errors.ts';
import { personAccountMirrors } from '../../schema/index.ts';
import type { OrgSchema, SObjectDef } from '../../schema/types.ts';
import { newId } from '../../store/index.ts';
import { badFieldNames } from '../messages.ts';
import { recordTypeId, recordTypeOf } from '../record-types.ts';
import { isWritten, scalar, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { insertRow, systemValues, updateRow } from '../stored-rows.ts';
import type { ObjectBehaviour } from './behaviour.ts';

const nameParts = ['FirstName', 'MiddleName', 'LastName', 'Suffix'];
const personOnly = ['Salutation', ...nameParts];
const mirrorsBySchema = new WeakMap<OrgSchema, ReadonlyMap<string, string>>();

function mirrors(schema: OrgSchema): ReadonlyMap<string, string> {
  let found = mirrorsBySchema.get(schema);
  if (found === undefined) {
    found = personAccountMirrors(schema);
    mirrorsBySchema.set(schema, found);
  }
  return found;
}

/** First, middle, last name and suffix, as the Name of a person reads. */
export function personName(record: SObjectRecord): string | null {
  const parts = nameParts.flatMap((name) => text(record, name) ?? []);
  return parts.length === 0 ? null : parts.join(' ');
}

function isPerson(record: SObjectRecord): boolean {
  return scalar(record, 'IsPersonAccount') === true;
}

export const personAccount: ObjectBehaviour = {
  recordTypesOf: (row) => (typeof row.input.given['LastName'] === 'string' ? 'PersonAccount' : undefined),
  afterNewValues(row, chunk) {
    const { values } = row.record;
    const { given } = row.input;
    if (row.old === null && values['RecordTypeId'] === null && typeof given['LastName'] === 'string') {
      values['RecordTypeId'] = defaultPersonType(chunk);
    }
    const person = recordTypeOf(row.record, chunk.object, chunk.parts)?.personAccount ?? false;
    if (row.old !== null && person !== isPerson(row.old)) {
      throw new Unsupported('changing an account between business and person');
    }
    values['IsPersonAccount'] = person;
    refuseWrongNames(row, person, chunk);
  },
  requiredFields: (row) => (isPerson(row.record) ? ['LastName'] : []),
  computedFields: (row) => (isPerson(row.record) ? ['Name'] : []),
  beforeSave(row, chunk) {
    if (!isPerson(row.record)) return;
    row.record.values['Name'] = personName(row.record);
    const contact = chunk.parts.schema().object('Contact');
    if (row.old === null && contact !== undefined) {
      row.record.values['PersonContactId'] = newId(chunk.parts.store, contact.keyPrefix);
    }
  },
  afterSave(rows, chunk) {
    for (const row of rows) if (isPerson(row.record)) saveMirror(row, chunk);
  },
  deletedWith(record) {
    const contactId = text(record, 'PersonContactId');
    return contactId === null ? [] : [contactId];
  },
};

function defaultPersonType(chunk: Chunk): string | null {
  const type = [...chunk.object.recordTypes.values()].find((each) => each.personAccount && each.active);
  return type === undefined ? null : recordTypeId(chunk.object, type.developerName, chunk.parts);
}

/** A person has no Name of its own, a business no name parts. */
function refuseWrongNames(row: Row, person: boolean, chunk: Chunk): void {
  const { given } = row.input;
  const changedName = (name: string): boolean => {
    const value = given[name];
    return value !== undefined && value !== null && (row.old === null || value !== scalar(row.old, name));
  };
  const wrong = (person ? ['Name'] : personOnly).filter(changedName);
  if (wrong.length > 0) row.errors.push(badFieldNames(chunk.object, wrong));
}

function saveMirror(row: Row, chunk: Chunk): void {
  const { parts, scope, now } = chunk;
  const contact = parts.schema().object('Contact');
  const id = text(row.record, 'PersonContactId');
  if (contact === undefined || id === null) return;
  const record = mirrorOf(row.record, contact, id, chunk);
  if (row.old === null) {
    Object.assign(record.values, systemValues(contact, scope.access.user.userId, now, true));
    insertRow(contact, record, parts.store);
  } else {
    Object.assign(record.values, systemValues(contact, scope.access.user.userId, now, false));
    updateRow(contact, record, Object.keys(record.values), parts.store);
  }
  parts.security.afterWrite('Contact', row.old === null ? null : [mirrorOf(row.old, contact, id, chunk)], [record]);
}

function mirrorOf(account: SObjectRecord, contact: SObjectDef, id: string, chunk: Chunk): SObjectRecord {
  const values: SObjectRecord['values'] = {
    Id: id,
    AccountId: text(account, 'Id'),
    IsPersonAccount: true,
    OwnerId: text(account, 'OwnerId'),
    Name: personName(account),
  };
  for (const name of ['CurrencyIsoCode', 'IsDeleted']) {
    if (contact.fields.has(name.toLowerCase())) values[name] = scalar(account, name);
  }
  for (const [accountField, contactField] of mirrors(chunk.parts.schema())) {
    const field = contact.fields.get(contactField.toLowerCase());
    if (field !== undefined && isWritten(field)) values[contactField] = scalar(account, accountField);
  }
  return { type: 'Contact', values };
}

/** Leads: the name is made of its parts. */
export const leadName: ObjectBehaviour = {
  computedFields: () => ['Name'],
  beforeSave(row) {
    row.record.values['Name'] = personName(row.record);
  },
};

/** Contacts: the name is made of its parts; the contact of a person account is written through its account. */
export const contactName: ObjectBehaviour = {
  afterNewValues(row) {
    if (row.old !== null && isPerson(row.old)) throw new Unsupported('DML on the Contact row of a person account');
  },
  ...leadName,
};
