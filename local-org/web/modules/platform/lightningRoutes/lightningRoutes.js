/** Page references of Lightning Experience and their addresses. */
import { context } from 'platform/context';

const query = (state, extra) => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...extra, ...state })) {
    if (value !== undefined && value !== null && value !== '') {
      parameters.set(name, String(value));
    }
  }
  return parameters.size > 0 ? `?${parameters}` : '';
};

/** Object of a record id, by the key prefixes the context carries. */
export function objectOfRecordId(recordId) {
  return context.keyPrefixes?.[String(recordId).slice(0, 3)];
}

/** `/lightning/...` for a page reference; undefined when the type has no address here. */
export function toUrl({ type, attributes = {}, state }) {
  switch (type) {
    case 'standard__recordPage': {
      const object = attributes.objectApiName ?? objectOfRecordId(attributes.recordId);
      const action = attributes.actionName === 'clone' ? 'view' : (attributes.actionName ?? 'view');
      return `/lightning/r/${object ? `${object}/` : ''}${attributes.recordId}/${action}${query(state)}`;
    }
    case 'standard__recordRelationshipPage':
      return `/lightning/r/${attributes.objectApiName}/${attributes.recordId}/related/${attributes.relationshipApiName}/view${query(state)}`;
    case 'standard__objectPage':
      return `/lightning/o/${attributes.objectApiName}/${attributes.actionName === 'home' ? 'list' : (attributes.actionName ?? 'list')}${query(state)}`;
    case 'standard__namedPage':
      return `/lightning/page/${attributes.pageName}${query(state)}`;
    case 'standard__navItemPage':
      return `/lightning/n/${attributes.apiName}${query(state)}`;
    case 'standard__component':
      return `/lightning/cmp/${attributes.componentName}${query(state)}`;
    case 'standard__app': {
      const app = String(attributes.appTarget ?? '').replace(/^(c|standard)__/, '');
      return attributes.pageRef
        ? `/lightning/app/${app}${toUrl(attributes.pageRef).slice('/lightning'.length)}`
        : `/lightning/app/${app}`;
    }
    case 'standard__search':
      return `/lightning/search${query(state)}`;
    case 'standard__webPage':
      return attributes.url;
    default:
      return undefined;
  }
}

/** The page reference behind a path and query string; `unknown` for an address that names no page. */
export function toReference(pathname, search) {
  const state = Object.fromEntries(new URLSearchParams(search));
  const parts = pathname
    .replace(/^\/lightning\/?/, '')
    .split('/')
    .filter(Boolean)
    .map(decodeURIComponent);
  const [kind, first, second, third, fourth] = parts;
  switch (kind) {
    case undefined:
      return { type: 'standard__namedPage', attributes: { pageName: 'home' }, state };
    case 'page':
      return { type: 'standard__namedPage', attributes: { pageName: first ?? 'home' }, state };
    case 'o':
      return {
        type: 'standard__objectPage',
        attributes: { objectApiName: first, actionName: second === 'home' ? 'list' : (second ?? 'list') },
        state,
      };
    case 'n':
      return { type: 'standard__navItemPage', attributes: { apiName: first }, state };
    case 'cmp':
      return { type: 'standard__component', attributes: { componentName: first }, state };
    case 'search':
      return { type: 'standard__search', attributes: {}, state };
    case 'r':
      if (third === 'related') {
        return {
          type: 'standard__recordRelationshipPage',
          attributes: { objectApiName: first, recordId: second, relationshipApiName: fourth, actionName: 'view' },
          state,
        };
      }
      if (/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(first ?? '') && third === undefined) {
        return {
          type: 'standard__recordPage',
          attributes: { recordId: first, objectApiName: objectOfRecordId(first), actionName: second ?? 'view' },
          state,
        };
      }
      return {
        type: 'standard__recordPage',
        attributes: { objectApiName: first, recordId: second, actionName: third ?? 'view' },
        state,
      };
    case 'app':
      return {
        type: 'standard__app',
        attributes: {
          appTarget: `c__${first}`,
          pageRef: second ? toReference(`/lightning/${parts.slice(2).join('/')}`, search) : undefined,
        },
        state,
      };
    default:
      return { type: 'unknown', attributes: { pathname }, state };
  }
}
