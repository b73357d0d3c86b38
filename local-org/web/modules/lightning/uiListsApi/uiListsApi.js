/** List views through the User Interface API. */
import { uiApi } from 'platform/context';
import { call, createAdapter } from 'platform/runtime';

const nameOfObject = (object) => (typeof object === 'string' ? object : object?.objectApiName);

export const getListInfosByObjectName = createAdapter(
  'getListInfosByObjectName',
  ({ objectApiName, pageSize, q }) =>
    nameOfObject(objectApiName)
      ? { object: nameOfObject(objectApiName), pageSize: pageSize ?? 200, q: q ?? null }
      : undefined,
  ({ object, pageSize, q }) =>
    call('GET', `${uiApi}/list-info/${object}?pageSize=${pageSize}${q ? `&q=${encodeURIComponent(q)}` : ''}`),
);

export const getListInfoByName = createAdapter(
  'getListInfoByName',
  ({ objectApiName, listViewApiName }) =>
    nameOfObject(objectApiName) && listViewApiName
      ? { object: nameOfObject(objectApiName), listViewApiName }
      : undefined,
  ({ object, listViewApiName }) => call('GET', `${uiApi}/list-info/${object}/${listViewApiName}`),
);

function recordsQuestion({
  objectApiName,
  listViewApiName,
  fields,
  optionalFields,
  pageSize,
  pageToken,
  sortBy,
  searchTerm,
}) {
  if (!nameOfObject(objectApiName) || !listViewApiName) {
    return undefined;
  }
  return {
    object: nameOfObject(objectApiName),
    listViewApiName,
    fields: fields ?? [],
    optionalFields: optionalFields ?? [],
    pageSize: pageSize ?? 50,
    pageToken: pageToken ?? null,
    sortBy: sortBy ?? [],
    searchTerm: searchTerm ?? null,
  };
}

/** Reads one page of a list view without wiring it. */
export function loadListRecords(question) {
  const query = new URLSearchParams({ pageSize: String(question.pageSize) });
  for (const name of ['fields', 'optionalFields', 'sortBy']) {
    if (question[name]?.length > 0) {
      query.set(name, question[name].join(','));
    }
  }
  for (const name of ['pageToken', 'searchTerm']) {
    if (question[name]) {
      query.set(name, question[name]);
    }
  }
  return call('GET', `${uiApi}/list-records/${question.object}/${question.listViewApiName}?${query}`);
}

export const getListRecordsByName = createAdapter('getListRecordsByName', recordsQuestion, loadListRecords);
