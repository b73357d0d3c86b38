/** `ui-api` resources: the data side of Lightning pages and sites. */
import type { Router } from '../router.ts';
import type { PlanRequest, RestRequest } from './plan.ts';
import { bodyObject, isTrue, param, plan, text } from './plan.ts';

/** Adds the resources; patterns begin after the version. */
export function addUiResources(router: Router<PlanRequest>): void {
  router.add('GET', '/ui-api/object-info/batch/:objects', (request) =>
    plan('uiObjectInfos', { objects: commaSeparated(param(request, 'objects')) }),
  );
  router.add('GET', '/ui-api/object-info/:object', (request) =>
    plan('uiObjectInfo', { object: param(request, 'object') }),
  );
  router.add('GET', '/ui-api/object-info/:object/picklist-values/:recordType', (request) =>
    plan('uiPicklistValues', { object: param(request, 'object'), recordTypeId: param(request, 'recordType') }),
  );
  router.add('GET', '/ui-api/object-info/:object/picklist-values/:recordType/:field', (request) =>
    plan('uiPicklistValues', {
      object: param(request, 'object'),
      recordTypeId: param(request, 'recordType'),
      field: lastPart(param(request, 'field')),
    }),
  );
  router.add('POST', '/ui-api/records', (request) => {
    const body = bodyObject(request);
    return plan('uiCreateRecord', { apiName: text(body['apiName'], 'apiName'), fields: fieldsOf(body) }, (record) => ({
      status: 201,
      body: record,
    }));
  });
  router.add('GET', '/ui-api/records/batch/:ids', (request) =>
    plan('uiGetRecords', { ids: commaSeparated(param(request, 'ids')), ...selection(request), ...viewing(request) }),
  );
  router.add('GET', '/ui-api/records/:id', (request) =>
    plan('uiGetRecord', { id: param(request, 'id'), ...selection(request), ...viewing(request) }),
  );
  router.add('PATCH', '/ui-api/records/:id', (request) =>
    plan('uiUpdateRecord', { id: param(request, 'id'), fields: fieldsOf(bodyObject(request)) }),
  );
  router.add('DELETE', '/ui-api/records/:id', (request) =>
    plan('uiDeleteRecord', { id: param(request, 'id') }, () => ({ status: 204 })),
  );
  router.add('GET', '/ui-api/record-ui/:ids', (request) =>
    plan('uiRecordUi', {
      ids: commaSeparated(param(request, 'ids')),
      ...selection(request),
      layoutTypes: commaSeparated(request.query.get('layoutTypes') ?? 'Full'),
      modes: commaSeparated(request.query.get('modes') ?? 'View'),
    }),
  );
  router.add('GET', '/ui-api/record-defaults/create/:object', (request) =>
    plan('uiCreateDefaults', { object: param(request, 'object'), recordTypeId: request.query.get('recordTypeId') }),
  );
  router.add('GET', '/ui-api/layout/:object', (request) =>
    plan('uiGetLayout', {
      object: param(request, 'object'),
      layoutType: request.query.get('layoutType') ?? 'Full',
      mode: request.query.get('mode') ?? 'View',
      recordTypeId: request.query.get('recordTypeId'),
    }),
  );
  router.add('GET', '/ui-api/lookups/:object/:field', (request) => lookup(request, null));
  router.add('GET', '/ui-api/lookups/:object/:field/:target', (request) => lookup(request, param(request, 'target')));
  router.add('GET', '/ui-api/apps', () => plan('uiApps', {}));
  router.add('GET', '/ui-api/nav-items', () => plan('uiApps', {}));
  addLists(router);
}

function addLists(router: Router<PlanRequest>): void {
  router.add('GET', '/ui-api/list-info/:object', (request) =>
    plan('uiListInfos', { object: param(request, 'object'), q: request.query.get('q') }),
  );
  router.add('GET', '/ui-api/list-info/:object/:name', (request) =>
    plan('uiListInfo', { object: param(request, 'object'), name: param(request, 'name') }),
  );
  router.add('GET POST', '/ui-api/list-records/:object/:name', (request) =>
    plan('uiListRecords', {
      object: param(request, 'object'),
      name: param(request, 'name'),
      searchTerm: option(request, 'searchTerm'),
      ...page(request),
    }),
  );
  router.add('GET', '/ui-api/related-list-info/:object', (request) =>
    plan('uiRelatedListInfos', { object: param(request, 'object'), recordTypeId: request.query.get('recordTypeId') }),
  );
  router.add('GET', '/ui-api/related-list-info/:object/:list', (request) =>
    plan('uiRelatedListInfo', {
      object: param(request, 'object'),
      relatedListId: param(request, 'list'),
      recordTypeId: request.query.get('recordTypeId'),
    }),
  );
  router.add('GET POST', '/ui-api/related-list-records/:parent/:list', (request) =>
    plan('uiRelatedListRecords', {
      parentId: param(request, 'parent'),
      relatedListId: param(request, 'list'),
      ...page(request),
    }),
  );
  router.add('GET', '/ui-api/related-list-count/:parent/:list', (request) =>
    plan('uiRelatedListCount', { parentId: param(request, 'parent'), relatedListId: param(request, 'list') }),
  );
}

function lookup(request: RestRequest, target: string | null): ReturnType<PlanRequest> {
  return plan('uiLookup', {
    object: param(request, 'object'),
    field: param(request, 'field'),
    target,
    q: request.query.get('q') ?? '',
    pageSize: Number(request.query.get('pageSize') ?? 25),
  });
}

/** `updateMru`: whether somebody looks at the record (UI API Developer Guide, "Get a Record"; false when it is not said). */
function viewing(request: RestRequest): { readonly updateMru: boolean } {
  return { updateMru: isTrue(request.query.get('updateMru')) };
}

function selection(request: RestRequest): {
  readonly fields: readonly string[];
  readonly optionalFields: readonly string[];
  readonly layoutTypes: readonly string[];
} {
  return {
    fields: commaSeparated(request.query.get('fields')),
    optionalFields: commaSeparated(request.query.get('optionalFields')),
    layoutTypes: commaSeparated(request.query.get('layoutTypes')),
  };
}

function page(request: RestRequest): {
  readonly fields: readonly string[];
  readonly optionalFields: readonly string[];
  readonly pageSize: number;
  readonly pageToken: string | null;
  readonly sortBy: readonly string[];
} {
  return {
    fields: commaSeparated(option(request, 'fields')),
    optionalFields: commaSeparated(option(request, 'optionalFields')),
    pageSize: Number(option(request, 'pageSize') ?? 50),
    pageToken: option(request, 'pageToken'),
    sortBy: commaSeparated(option(request, 'sortBy')),
  };
}

/** A parameter of the query string, or of the JSON body of the POST form. */
function option(request: RestRequest, name: string): string | null {
  const given = request.query.get(name);
  if (given !== null || request.method !== 'POST' || request.body === undefined) return given;
  const value = bodyObject(request)[name];
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function fieldsOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { fields } = body;
  return typeof fields === 'object' && fields !== null ? (fields as Readonly<Record<string, unknown>>) : {};
}

function commaSeparated(value: string | null): readonly string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
