/** Reading values, links and labels out of UI API records, for everything that shows records. */
import { toUrl } from 'platform/router';

/** The `{value, displayValue}` of a field by path (`Account__r.Name`); undefined when the record does not hold it. */
export function entryOf(record, path) {
  const steps = path.split('.');
  let holder = record;
  for (const [index, step] of steps.entries()) {
    const entry = holder?.fields?.[step];
    if (entry === undefined || entry === null || index === steps.length - 1) {
      return entry ?? undefined;
    }
    holder = entry.value;
  }
  return undefined;
}

/** What a person reads for a field: the platform's display value, else the value as text. */
export function textOf(record, path) {
  const entry = entryOf(record, path);
  const value = entry?.displayValue ?? entry?.value;
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value);
}

/** Field names to ask for so that `field` can be shown: itself, and the name of what it refers to. */
export function fieldsToShow(objectInfo, fieldName) {
  const field = objectInfo.fields[fieldName];
  const names = [`${objectInfo.apiName}.${fieldName}`];
  if (field?.reference && field.relationshipName) {
    names.push(`${objectInfo.apiName}.${field.relationshipName}.Name`);
  }
  return names;
}

/** Name and address of the record a reference field points to; undefined when it is empty or may not be read. */
export function referenceOf(record, field) {
  const id = entryOf(record, field.apiName)?.value;
  if (!id) {
    return undefined;
  }
  const parent = field.relationshipName ? entryOf(record, field.relationshipName) : undefined;
  const label =
    parent?.displayValue ?? parent?.value?.fields?.Name?.value ?? entryOf(record, field.apiName)?.displayValue ?? id;
  const objectApiName =
    parent?.value?.apiName ?? (field.referenceToInfos?.length === 1 ? field.referenceToInfos[0].apiName : undefined);
  return {
    id,
    label,
    url: toUrl({ type: 'standard__recordPage', attributes: { recordId: id, objectApiName, actionName: 'view' } }),
  };
}

/** Title of a record: its name field, else its id. */
export function nameOf(record, objectInfo) {
  const nameField = objectInfo?.nameFields?.find((name) => record?.fields?.[name]) ?? 'Name';
  return textOf(record, 'Name') || textOf(record, nameField) || record?.id;
}

/** The record type new records get when nothing was chosen. */
export const MASTER_RECORD_TYPE = '012000000000000AAA';

/** Label of a field as pages show it: "Account", not "Account ID". */
export const labelOf = (field) => (field.reference ? field.label.replace(/ ID$/, '') : field.label);
