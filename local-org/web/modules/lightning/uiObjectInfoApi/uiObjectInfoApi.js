/** Descriptions of objects and their picklists, as the user may see them. */
import { uiApi } from 'platform/context';
import { call, createAdapter } from 'platform/runtime';

const nameOfObject = (object) => (typeof object === 'string' ? object : object?.objectApiName);

export const getObjectInfo = createAdapter(
  'getObjectInfo',
  ({ objectApiName }) => nameOfObject(objectApiName) || undefined,
  (name) => call('GET', `${uiApi}/object-info/${name}`),
);

export const getObjectInfos = createAdapter(
  'getObjectInfos',
  ({ objectApiNames }) => (objectApiNames ? objectApiNames.map(nameOfObject) : undefined),
  (names) => call('GET', `${uiApi}/object-info/batch/${names.join(',')}`),
);

export const getPicklistValues = createAdapter(
  'getPicklistValues',
  ({ recordTypeId, fieldApiName }) => {
    if (!recordTypeId || !fieldApiName) {
      return undefined;
    }
    const [object, field] =
      typeof fieldApiName === 'string'
        ? fieldApiName.split('.')
        : [fieldApiName.objectApiName, fieldApiName.fieldApiName];
    return { object, field, recordTypeId };
  },
  ({ object, field, recordTypeId }) =>
    call('GET', `${uiApi}/object-info/${object}/picklist-values/${recordTypeId}/${field}`),
);

export const getPicklistValuesByRecordType = createAdapter(
  'getPicklistValuesByRecordType',
  ({ objectApiName, recordTypeId }) =>
    nameOfObject(objectApiName) && recordTypeId ? { object: nameOfObject(objectApiName), recordTypeId } : undefined,
  ({ object, recordTypeId }) => call('GET', `${uiApi}/object-info/${object}/picklist-values/${recordTypeId}`),
);
