/** Page layouts through the User Interface API. */
import { uiApi } from 'platform/context';
import { call, createAdapter } from 'platform/runtime';

const nameOfObject = (object) => (typeof object === 'string' ? object : object?.objectApiName);

export const getLayout = createAdapter(
  'getLayout',
  ({ objectApiName, layoutType, mode, recordTypeId }) =>
    nameOfObject(objectApiName)
      ? {
          object: nameOfObject(objectApiName),
          layoutType: layoutType ?? 'Full',
          mode: mode ?? 'View',
          recordTypeId: recordTypeId ?? null,
        }
      : undefined,
  ({ object, layoutType, mode, recordTypeId }) => {
    const query = new URLSearchParams({ layoutType, mode });
    if (recordTypeId) {
      query.set('recordTypeId', recordTypeId);
    }
    return call('GET', `${uiApi}/layout/${object}?${query}`);
  },
);
