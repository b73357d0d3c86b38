/**
 * Person accounts: one record seen as Account and as Contact. The Account row is the one that is written; its Contact row mirrors the
 * shared fields. Only Account triggers run. Sources: Help "Considerations for Using Person Accounts"; Object Reference "Account".
 */
import { newId } from '../../store/index.ts';
import { badFieldNames } from '../messages.ts';
import { recordTypeId, recordTypeOf } from '../record-types.ts';
import { scalar, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { insertRow, systemValues, updateRow } from '../stored-rows.ts';
import type { ObjectBehaviour } from './behaviour.ts';
import { refuseHierarchy, refuseSecondContact } from './person-contact.ts';
import { convertContact, isConversion, prepareConversion } from './person-conversion.ts';
import { contactOf, isPerson, personName, personNameFields } from './person-fields.ts';

export const personAccount: ObjectBehaviour = {
  recordTypesOf: (row) => (typeof row.input.given['LastName'] === 'string' ? 'PersonAccount' : undefined),
  afterNewValues(row, chunk) {
    const { values } = row.record;
    const { given } = row.input;
    if (row.old === null && values['RecordTypeId'] === null && typeof given['LastName'] === 'string') {
      values['RecordTypeId'] = defaultPersonType(chunk);
    }
    const person = recordTypeOf(row.record, chunk.object, chunk.parts)?.personAccount ?? false;
    values['IsPersonAccount'] = person;
    if (isConversion(row)) prepareConversion(row, chunk);
    else refuseWrongNames(row, person, chunk);
  },
  validate: refuseHierarchy,
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
    for (const row of rows) {
      if (isConversion(row)) convertContact(row, chunk);
      else if (isPerson(row.record)) saveContact(row, chunk);
    }
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
  const wrong = (person ? ['Name'] : personNameFields).filter(changedName);
  if (wrong.length > 0) row.errors.push(badFieldNames(chunk.object, wrong));
}

function saveContact(row: Row, chunk: Chunk): void {
  const { parts, scope, now } = chunk;
  const contact = parts.schema().object('Contact');
  const id = text(row.record, 'PersonContactId');
  if (contact === undefined || id === null) return;
  const record = contactOf(row.record, contact, id, parts.schema());
  Object.assign(record.values, systemValues(contact, scope.access.user.userId, now, row.old === null));
  if (row.old === null) insertRow(contact, record, parts.store);
  else updateRow(contact, record, Object.keys(record.values), parts.store);
  const before = row.old === null ? null : [contactOf(row.old, contact, id, parts.schema())];
  parts.security.afterWrite('Contact', before, [record]);
}

/** Leads: the name is made of its parts. */
export const leadName: ObjectBehaviour = {
  computedFields: () => ['Name'],
  beforeSave(row) {
    row.record.values['Name'] = personName(row.record);
  },
};

/** Contacts: the name is made of its parts; a person account takes no second contact. */
export const contactName: ObjectBehaviour = { ...leadName, validate: refuseSecondContact };
