/**
 * The columns of list views and related lists. They name custom fields by API name and standard ones in a notation of their own
 * (`OWNER.ALIAS`, `CASES.CASE_NUMBER`). Source: Metadata API Developer Guide, ListView, "columns"; the notation is what a retrieve writes.
 */
import type { XmlElement } from '../xml.ts';
import type { ReferenceFindings } from './reference-findings.ts';

/** Standard columns of every custom object. */
const CUSTOM_OBJECT_COLUMNS: ReadonlySet<string> = new Set([
  'NAME',
  'RECORDTYPE',
  'CURRENCY_ISO_CODE',
  'CREATED_DATE',
  'CREATEDBY_USER',
  'CREATEDBY_USER.ALIAS',
  'LAST_UPDATE',
  'UPDATEDBY_USER',
  'UPDATEDBY_USER.ALIAS',
  'LAST_ACTIVITY',
  'LASTVIEWED_DATE',
  'LASTREFERENCED_DATE',
  'OBJECT_ID',
  'OWNER.ALIAS',
  'OWNER.NAME',
  'OWNER.FIRST_NAME',
  'OWNER.LAST_NAME',
]);
/** Further ones: of custom settings, and of the records of custom metadata types. */
const SETTING_COLUMNS: ReadonlySet<string> = new Set(['SETUP_TYPE', 'SETUP_OWNER_NAME']);
const METADATA_COLUMNS: ReadonlySet<string> = new Set(['IsProtected', 'NamespacePrefix']);
const STANDARD_NOTATION = /^[A-Z][A-Z0-9_]*(\.[A-Z0-9_]+)*$/;

/** Reports a column that is neither a field of the object nor a standard column. Columns over lookups are not judged. */
export function checkColumn(found: ReferenceFindings, column: XmlElement | undefined, objectName: string): void {
  if (!column || column.text === '') return;
  const custom = objectName.endsWith('__c');
  if (custom ? CUSTOM_OBJECT_COLUMNS.has(column.text) : STANDARD_NOTATION.test(column.text)) return;
  if (found.known.object(objectName)?.customSettingsType !== undefined && SETTING_COLUMNS.has(column.text)) return;
  if (objectName.endsWith('__mdt') && METADATA_COLUMNS.has(column.text)) return;
  if (column.text.includes('.') && !column.text.startsWith(`${objectName}.`)) return;
  found.field(column, objectName);
}
