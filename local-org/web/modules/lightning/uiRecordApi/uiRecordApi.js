/** Records through the User Interface API, as Lightning Data Service offers them. */
import { uiApi } from 'platform/context';
import { call, createAdapter, recordsChanged, recordsDeleted, refreshApex } from 'platform/runtime';

const nameOfObject = (object) => (typeof object === 'string' ? object : object?.objectApiName);
const nameOfField = (field) => (typeof field === 'string' ? field : `${field.objectApiName}.${field.fieldApiName}`);
const listOf = (value) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);
const fieldNames = (fields) => listOf(fields).filter(Boolean).map(nameOfField).sort();

function recordQuestion({ recordId, fields, optionalFields, layoutTypes, modes }) {
  if (!recordId || (fields === undefined && optionalFields === undefined && layoutTypes === undefined)) {
    return undefined;
  }
  return {
    recordId,
    fields: fieldNames(fields),
    optionalFields: fieldNames(optionalFields),
    layoutTypes: listOf(layoutTypes),
    modes: listOf(modes),
  };
}

function queryOf(question) {
  const query = new URLSearchParams();
  for (const name of ['fields', 'optionalFields', 'layoutTypes', 'modes']) {
    if (question[name]?.length > 0) {
      query.set(name, question[name].join(','));
    }
  }
  return query.size > 0 ? `?${query}` : '';
}

export const getRecord = createAdapter(
  'getRecord',
  recordQuestion,
  (question) => call('GET', `${uiApi}/records/${question.recordId}${queryOf(question)}`),
  (question) => [question.recordId],
);

export const getRecords = createAdapter(
  'getRecords',
  ({ records }) => {
    if (!Array.isArray(records) || records.length === 0) {
      return undefined;
    }
    return records.map((group) => ({
      recordIds: [...group.recordIds],
      fields: fieldNames(group.fields),
      optionalFields: fieldNames(group.optionalFields),
    }));
  },
  async (groups) => {
    const answers = await Promise.all(
      groups.map((group) => call('GET', `${uiApi}/records/batch/${group.recordIds.join(',')}${queryOf(group)}`)),
    );
    return {
      results: answers.flatMap((answer) => answer.results),
      hasErrors: answers.some((answer) => answer.hasErrors),
    };
  },
  (groups) => groups.flatMap((group) => group.recordIds),
);

export const getRecordUi = createAdapter(
  'getRecordUi',
  ({ recordIds, layoutTypes, modes, optionalFields }) =>
    recordIds && layoutTypes && modes
      ? {
          recordIds: listOf(recordIds),
          layoutTypes: listOf(layoutTypes),
          modes: listOf(modes),
          optionalFields: fieldNames(optionalFields),
        }
      : undefined,
  (question) => call('GET', `${uiApi}/record-ui/${question.recordIds.join(',')}${queryOf(question)}`),
  (question) => question.recordIds,
);

export const getRecordCreateDefaults = createAdapter(
  'getRecordCreateDefaults',
  ({ objectApiName, recordTypeId, formFactor, optionalFields }) =>
    objectApiName
      ? {
          objectApiName: nameOfObject(objectApiName),
          recordTypeId: recordTypeId ?? null,
          formFactor: formFactor ?? null,
          optionalFields: fieldNames(optionalFields),
        }
      : undefined,
  (question) => {
    const query = new URLSearchParams();
    if (question.recordTypeId) {
      query.set('recordTypeId', question.recordTypeId);
    }
    if (question.formFactor) {
      query.set('formFactor', question.formFactor);
    }
    return call('GET', `${uiApi}/record-defaults/create/${question.objectApiName}${query.size > 0 ? `?${query}` : ''}`);
  },
);

/** Creates a record from `{apiName, fields}`; answers it as `getRecord` would. */
export function createRecord(recordInput) {
  return call('POST', `${uiApi}/records`, recordInput);
}

/** Updates a record from `{fields: {Id, ...}}` and brings everything that shows it up to date. */
export async function updateRecord(recordInput, clientOptions) {
  const { Id, ...fields } = recordInput.fields;
  const headers = clientOptions?.ifUnmodifiedSince ? { ifUnmodifiedSince: clientOptions.ifUnmodifiedSince } : {};
  const record = await call('PATCH', `${uiApi}/records/${Id}`, { ...recordInput, ...headers, fields });
  await recordsChanged([Id]);
  return record;
}

export async function deleteRecord(recordId) {
  await call('DELETE', `${uiApi}/records/${recordId}`);
  recordsDeleted([recordId]);
}

/** Tells the cache that records changed outside of it. */
export function notifyRecordUpdateAvailable(records) {
  return recordsChanged(records.map(({ recordId }) => recordId));
}

export function getRecordNotifyChange(records) {
  void recordsChanged(records.map(({ recordId }) => recordId));
}

function entryOf(record, field) {
  const path = nameOfField(field).split('.').slice(1);
  let holder = record;
  for (const [index, step] of path.entries()) {
    const entry = holder?.fields?.[step];
    if (entry === undefined || index === path.length - 1) {
      return entry;
    }
    holder = entry.value;
  }
  return undefined;
}

/** Value of a field of a wired record; undefined when the record does not hold it. Parent fields by path. */
export function getFieldValue(record, field) {
  const entry = entryOf(record, field);
  return entry === undefined ? undefined : entry.value;
}

/** Text the platform would show for the field, in the user's language; null when the value speaks for itself. */
export function getFieldDisplayValue(record, field) {
  const entry = entryOf(record, field);
  return entry === undefined ? undefined : entry.displayValue;
}

const changeable = (record, objectInfo, right) =>
  Object.fromEntries(
    Object.entries(record.fields)
      .filter(([name]) => !objectInfo || objectInfo.fields[name]?.[right])
      .map(([name, entry]) => [name, entry.value])
      .filter(([, value]) => value === null || typeof value !== 'object'),
  );

export function generateRecordInputForCreate(record, objectInfo) {
  return { apiName: record.apiName, fields: changeable(record, objectInfo, 'createable') };
}

export function generateRecordInputForUpdate(record, objectInfo) {
  return { fields: { ...changeable(record, objectInfo, 'updateable'), Id: record.id } };
}

export function createRecordInputFilteredByEditedFields(recordInput, originalRecord) {
  const fields = Object.fromEntries(
    Object.entries(recordInput.fields).filter(
      ([name, value]) => name === 'Id' || originalRecord.fields[name]?.value !== value,
    ),
  );
  return { ...recordInput, fields };
}

export { refreshApex };
