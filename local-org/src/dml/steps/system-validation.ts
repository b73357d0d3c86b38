/**
 * Step 5, first half: "Runs most system validation steps again, such as verifying that all required fields have a non-null value."
 */
import type { FieldDef } from '../../schema/types.ts';
import { badEmail, dmlError, outsideRange, requiredMissing, tooLong } from '../messages.ts';
import { behaviourOf } from '../objects/behaviours.ts';
import { aliveRows, changed, isWritten, scalar } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { inUsersLanguage } from '../shown-labels.ts';
import { syncAddresses } from '../checks/addresses.ts';
import { checkForeignKeys } from '../checks/foreign-keys.ts';
import { checkPicklists } from '../checks/picklists.ts';

const textTypes: ReadonlySet<string> = new Set([
  'string',
  'textarea',
  'longtextarea',
  'richtextarea',
  'encryptedstring',
  'email',
  'phone',
  'url',
  'picklist',
  'multipicklist',
  'combobox',
]);
const numberTypes: ReadonlySet<string> = new Set(['int', 'double', 'currency', 'percent']);
/** The platform wants a local part, an at sign and a domain with a dot (Help, "Email Address Field"). */
const emailShape =
  /^[^\s@,;<>()"\\]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/** Checks required values, lengths, ranges and formats of every row. */
export function checkSystemRules(chunk: Chunk): void {
  syncAddresses(chunk, 'triggers');
  const owners = new Map<string, boolean>();
  for (const row of aliveRows(chunk)) {
    checkRequired(row, chunk);
    for (const field of chunk.object.fields.values()) {
      if (isWritten(field) && changed(row, field.name)) checkValue(row, field, chunk);
    }
    checkOwner(row, chunk, owners);
    for (const behaviour of behaviourOf(chunk.object)) behaviour.validate?.(row, chunk);
  }
  checkForeignKeys(chunk);
  checkPicklists(chunk);
}

function checkRequired(row: Row, chunk: Chunk): void {
  const missing: string[] = [];
  const special = behaviourOf(chunk.object).flatMap((behaviour) => behaviour.requiredFields?.(row) ?? []);
  const optional = new Set(behaviourOf(chunk.object).flatMap((behaviour) => behaviour.computedFields?.(row) ?? []));
  for (const field of chunk.object.fields.values()) {
    if (!isWritten(field) || field.type === 'boolean' || field.type === 'id' || optional.has(field.name)) continue;
    const required =
      special.includes(field.name) ||
      (!field.nillable && !field.defaultedOnCreate && (field.createable || field.updateable));
    if (required && scalar(row.record, field.name) === null) missing.push(field.name);
  }
  if (missing.length > 0) row.errors.push(requiredMissing(missing));
}

function checkValue(row: Row, field: FieldDef, chunk: Chunk): void {
  const shown = (): FieldDef => inUsersLanguage(field, chunk);
  const value = scalar(row.record, field.name);
  if (typeof value === 'string' && textTypes.has(field.type)) {
    if (field.length !== undefined && value.length > field.length) row.errors.push(tooLong(shown(), value));
    else if (field.type === 'email' && !emailShape.test(value)) row.errors.push(badEmail(shown(), value));
  }
  if (typeof value === 'number' && numberTypes.has(field.type)) {
    const digits = (field.precision ?? 18) - (field.scale ?? 0);
    if (!Number.isFinite(value) || Math.abs(value) >= 10 ** digits) row.errors.push(outsideRange(shown(), value));
  }
}

/** A new owner must be an active user (or a queue); `owners` keeps who is inactive. */
function checkOwner(row: Row, chunk: Chunk, owners: Map<string, boolean>): void {
  if (!chunk.object.hasOwner || !changed(row, 'OwnerId')) return;
  const owner = scalar(row.record, 'OwnerId');
  if (typeof owner !== 'string') {
    row.errors.push(dmlError('FIELD_INTEGRITY_EXCEPTION', 'Owner ID: owner cannot be blank', ['OwnerId']));
    return;
  }
  const user = chunk.parts.schema().object('User');
  if (user === undefined || !owner.startsWith(user.keyPrefix)) return;
  const inactive =
    owners.get(owner) ?? chunk.parts.store.get('SELECT IsActive FROM User WHERE Id = ?', owner)?.['IsActive'] === 0;
  owners.set(owner, inactive);
  if (inactive) {
    row.errors.push(
      dmlError(
        'INACTIVE_OWNER_OR_USER',
        `operation performed with inactive user [${owner}] as owner of ${chunk.object.name}`,
      ),
    );
  }
}
