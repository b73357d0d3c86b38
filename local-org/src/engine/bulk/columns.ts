/** Columns of a bulk job's CSV: fields by name, parents by an external id. */
import { fromApiValue } from '../../dml/index.ts';
import type { FieldDef, SObjectDef } from '../../schema/types.ts';
import { SOAP_TYPE } from '../describe.ts';
import { OrgError } from '../errors.ts';
import type { DmlError, RecordValue, SObjectRecord } from '../records.ts';

/** `Parent__r.Key__c`, or `User:Owner.Username` where the parent may be of several kinds (Bulk API 2.0 Developer Guide, "Relationship Fields in a Header Row"). */
const PARENT_COLUMN = /^(?:(\w+):)?(\w+)\.(\w+)$/;

/** The first column that is no field of the object. */
export function unknownColumn(header: readonly string[], def: SObjectDef): string | undefined {
  return header.find((name) => fieldOfColumn(name, def) === undefined);
}

/** The field a column fills: by name, or the reference behind a parent's key. */
function fieldOfColumn(name: string, def: SObjectDef): FieldDef | undefined {
  if (!name.includes('.')) return def.fields.get(name.toLowerCase());
  const [, type, relationship] = PARENT_COLUMN.exec(name) ?? [];
  const field = [...def.fields.values()].find(
    (one) => one.relationshipName?.toLowerCase() === relationship?.toLowerCase(),
  );
  const isOfType = (one: string): boolean => one.toLowerCase() === type?.toLowerCase();
  return type === undefined || field?.referenceTo.some(isOfType) ? field : undefined;
}

/**
 * The first cell whose text is no value of its field's type: that row fails, the others do not. The words are those of the platform
 * (seen in SFDO-Tooling/Snowfakery issue 793); columns count from 0.
 */
export function unreadableCell(header: readonly string[], line: readonly string[], def: SObjectDef): DmlError | null {
  for (const [column, name] of header.entries()) {
    const cell = line[column] ?? '';
    const field = fieldOfColumn(name, def);
    const xsdType = field && !name.includes('.') ? SOAP_TYPE[field.type] : undefined;
    if (cell === '' || cell === '#N/A' || field === undefined || !xsdType?.startsWith('xsd:')) continue;
    try {
      fromApiValue(field, cell);
    } catch (cause) {
      if (!(cause instanceof OrgError)) throw cause;
      return {
        statusCode: 'INVALID_FIELD',
        message: `Failed to deserialize field at col ${column}. Due to, '${cell}' is not a valid value for the type ${xsdType}`,
        fields: [field.name],
      };
    }
  }
  return null;
}

/** A line as a record: an empty cell leaves the field alone, `#N/A` empties it, `Parent__r.Key__c` names a parent by external id. */
export function recordOf(header: readonly string[], line: readonly string[], def: SObjectDef): SObjectRecord {
  const values: Record<string, RecordValue> = {};
  for (const [column, name] of header.entries()) {
    const cell = line[column] ?? '';
    if (cell === '') continue;
    const value = cell === '#N/A' ? null : cell;
    const [, type, relationship, key] = PARENT_COLUMN.exec(name) ?? [];
    if (relationship === undefined || key === undefined) values[name] = value;
    else
      values[relationship] = {
        type: type ?? fieldOfColumn(name, def)?.referenceTo[0] ?? '',
        values: { [key]: value },
      };
  }
  return { type: def.name, values };
}
