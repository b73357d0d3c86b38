/** Related lists through the User Interface API. */
import { uiApi } from 'platform/context';
import { call, createAdapter } from 'platform/runtime';

const nameOfObject = (object) => (typeof object === 'string' ? object : object?.objectApiName);
const nameOfField = (field) => (typeof field === 'string' ? field : `${field.objectApiName}.${field.fieldApiName}`);

export const getRelatedListsInfo = createAdapter(
  'getRelatedListsInfo',
  ({ parentObjectApiName, recordTypeId }) =>
    nameOfObject(parentObjectApiName)
      ? { parent: nameOfObject(parentObjectApiName), recordTypeId: recordTypeId ?? null }
      : undefined,
  ({ parent, recordTypeId }) =>
    call('GET', `${uiApi}/related-list-info/${parent}${recordTypeId ? `?recordTypeId=${recordTypeId}` : ''}`),
);

export const getRelatedListInfo = createAdapter(
  'getRelatedListInfo',
  ({ parentObjectApiName, relatedListId, recordTypeId }) =>
    nameOfObject(parentObjectApiName) && relatedListId
      ? { parent: nameOfObject(parentObjectApiName), relatedListId, recordTypeId: recordTypeId ?? null }
      : undefined,
  ({ parent, relatedListId, recordTypeId }) =>
    call(
      'GET',
      `${uiApi}/related-list-info/${parent}/${relatedListId}${recordTypeId ? `?recordTypeId=${recordTypeId}` : ''}`,
    ),
);

function recordsQuestion({
  parentRecordId,
  relatedListId,
  fields,
  optionalFields,
  pageSize,
  pageToken,
  sortBy,
  where,
}) {
  if (!parentRecordId || !relatedListId) {
    return undefined;
  }
  return {
    parentRecordId,
    relatedListId,
    fields: (fields ?? []).map(nameOfField),
    optionalFields: (optionalFields ?? []).map(nameOfField),
    pageSize: pageSize ?? 50,
    pageToken: pageToken ?? null,
    sortBy: sortBy ?? [],
    where: where ?? null,
  };
}

/** Reads one page of a related list without wiring it. */
export function loadRelatedListRecords(question) {
  const query = new URLSearchParams({ pageSize: String(question.pageSize) });
  for (const name of ['fields', 'optionalFields', 'sortBy']) {
    if (question[name]?.length > 0) {
      query.set(name, question[name].join(','));
    }
  }
  for (const name of ['pageToken', 'where']) {
    if (question[name]) {
      query.set(name, question[name]);
    }
  }
  return call('GET', `${uiApi}/related-list-records/${question.parentRecordId}/${question.relatedListId}?${query}`);
}

export const getRelatedListRecords = createAdapter(
  'getRelatedListRecords',
  recordsQuestion,
  loadRelatedListRecords,
  (question) => [question.parentRecordId],
);

export const getRelatedListCount = createAdapter(
  'getRelatedListCount',
  ({ parentRecordId, relatedListId }) =>
    parentRecordId && relatedListId ? { parentRecordId, relatedListId } : undefined,
  ({ parentRecordId, relatedListId }) => call('GET', `${uiApi}/related-list-count/${parentRecordId}/${relatedListId}`),
  ({ parentRecordId }) => [parentRecordId],
);
