/** Data resources below `/services/data/vNN.N`. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { Router } from '../router.ts';
import type { PlanRequest, RestAnswer, RestRequest } from './plan.ts';
import { bodyObject, isTrue, list, param, plan, requiredQuery, text } from './plan.ts';

/** Adds query, search, describe, record, collection and tree resources. Patterns begin after the version. */
export function addDataResources(router: Router<PlanRequest>): void {
  router.add('GET', '/query', (request) => queryPlan(request, false));
  router.add('GET', '/queryAll', (request) => queryPlan(request, true));
  router.add('GET', '/query/:locator', (request) => plan('queryMore', { locator: param(request, 'locator') }));
  router.add('GET', '/queryAll/:locator', (request) => plan('queryMore', { locator: param(request, 'locator') }));
  router.add('GET', '/search', (request) => plan('search', { sosl: requiredQuery(request, 'q') }));

  router.add('GET', '/recent', (request) => plan('recentItems', { limit: limitOf(request) }));

  router.add('GET', '/sobjects', () => plan('describeGlobal', {}));
  router.add('GET', '/sobjects/:object', (request) => plan('objectInfo', { object: param(request, 'object') }));
  router.add('GET', '/sobjects/:object/describe', (request) => plan('describe', { object: param(request, 'object') }));
  router.add('GET', '/sobjects/:object/describe/layouts', () => {
    throw new Unsupported('REST describe/layouts', 'use ui-api/layout');
  });
  router.add('GET', '/sobjects/:object/updated', (request) => changedPlan(request, 'updated'));
  router.add('GET', '/sobjects/:object/deleted', (request) => changedPlan(request, 'deleted'));
  router.add('POST', '/sobjects/:object', (request) =>
    plan('create', { object: param(request, 'object'), values: bodyObject(request) }, (body) => ({
      status: 201,
      body,
    })),
  );
  router.add('POST', '/sobjects/User/:id/password', (request) => passwordPlan(request));
  router.add('DELETE', '/sobjects/User/:id/password', (request) =>
    plan('resetPassword', { userId: param(request, 'id') }, (body) => ({ status: 200, body })),
  );
  router.add('GET', '/sobjects/User/:id/password', (request) =>
    plan('passwordStatus', { userId: param(request, 'id') }),
  );
  router.add('GET', '/sobjects/:object/:id', (request) =>
    plan('retrieve', { object: param(request, 'object'), id: param(request, 'id'), ...fieldsOf(request) }),
  );
  router.add('PATCH', '/sobjects/:object/:id', (request) =>
    plan(
      'update',
      { object: param(request, 'object'), id: param(request, 'id'), values: bodyObject(request) },
      noContent,
    ),
  );
  router.add('DELETE', '/sobjects/:object/:id', (request) =>
    plan('remove', { object: param(request, 'object'), id: param(request, 'id') }, noContent),
  );
  router.add('GET', '/sobjects/:object/:field/:value', (request) => {
    const object = param(request, 'object');
    if (
      /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(param(request, 'field')) &&
      !param(request, 'field').endsWith('__c')
    ) {
      return plan(
        'retrieveBlob',
        { object, id: param(request, 'field'), field: param(request, 'value') },
        ({ base64 }) => ({
          status: 200,
          raw: { headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from(base64, 'base64') },
        }),
      );
    }
    return plan('retrieveByExternalId', {
      object,
      field: param(request, 'field'),
      value: param(request, 'value'),
      ...fieldsOf(request),
    });
  });
  router.add('PATCH POST', '/sobjects/:object/:field/:value', (request) =>
    plan(
      'upsert',
      {
        object: param(request, 'object'),
        field: param(request, 'field'),
        value: param(request, 'value'),
        values: bodyObject(request),
      },
      // Since API 46 an update answers 200 with the id; before, 204 without a body.
      (body) =>
        body.created === true
          ? { status: 201, body }
          : Number(request.version) < 46
            ? { status: 204 }
            : { status: 200, body },
    ),
  );
  router.add('DELETE', '/sobjects/:object/:field/:value', (request) =>
    plan(
      'removeByExternalId',
      { object: param(request, 'object'), field: param(request, 'field'), value: param(request, 'value') },
      noContent,
    ),
  );
  addCollections(router);
}

function addCollections(router: Router<PlanRequest>): void {
  router.add('POST', '/composite/sobjects', (request) => plan('createMany', collection(request)));
  router.add('PATCH', '/composite/sobjects', (request) => plan('updateMany', collection(request)));
  router.add('DELETE', '/composite/sobjects', (request) =>
    plan('removeMany', {
      allOrNone: isTrue(request.query.get('allOrNone')),
      ids: requiredQuery(request, 'ids')
        .split(',')
        .filter((id) => id !== ''),
    }),
  );
  router.add('PATCH', '/composite/sobjects/:object/:field', (request) =>
    plan('upsertMany', { ...collection(request), object: param(request, 'object'), field: param(request, 'field') }),
  );
  router.add('POST', '/composite/sobjects/:object', (request) => {
    const body = bodyObject(request);
    return plan('retrieveMany', {
      object: param(request, 'object'),
      ids: list(body['ids'], 'ids').map((id) => text(id, 'ids')),
      fields: list(body['fields'], 'fields').map((name) => text(name, 'fields')),
    });
  });
  router.add('GET', '/composite/sobjects/:object', (request) =>
    plan('retrieveMany', {
      object: param(request, 'object'),
      ids: requiredQuery(request, 'ids').split(','),
      fields: requiredQuery(request, 'fields').split(','),
    }),
  );
  router.add('POST', '/composite/tree/:object', (request) =>
    plan(
      'createTree',
      { object: param(request, 'object'), records: list(bodyObject(request)['records'], 'records') },
      (body) => ({
        status: body.hasErrors ? 400 : 201,
        body,
      }),
    ),
  );
}

function collection(request: RestRequest): { readonly allOrNone: boolean; readonly records: readonly unknown[] } {
  const body = bodyObject(request);
  return { allOrNone: isTrue(body['allOrNone']), records: list(body['records'], 'records') };
}

function queryPlan(request: RestRequest, allRows: boolean): ReturnType<PlanRequest> {
  const soql = requiredQuery(request, 'q');
  if (isTrue(request.query.get('columns'))) return plan('queryColumns', { soql });
  if (request.query.has('explain')) throw new Unsupported('REST query explain');
  const options = String(request.headers['sforce-query-options'] ?? '');
  const batchSize = /batchSize=(\d+)/i.exec(options)?.[1];
  return plan('query', { soql, allRows, ...(batchSize === undefined ? {} : { batchSize: Number(batchSize) }) });
}

function changedPlan(request: RestRequest, kind: 'updated' | 'deleted'): ReturnType<PlanRequest> {
  return plan('changedRecords', {
    object: param(request, 'object'),
    kind,
    start: requiredQuery(request, 'start'),
    end: requiredQuery(request, 'end'),
  });
}

function passwordPlan(request: RestRequest): ReturnType<PlanRequest> {
  const password = text(bodyObject(request)['NewPassword'], 'NewPassword');
  return plan('setPassword', { userId: param(request, 'id'), password }, () => ({ status: 204 }));
}

function fieldsOf(request: RestRequest): { readonly fields?: readonly string[] } {
  const fields = request.query.get('fields');
  return fields === null ? {} : { fields: fields.split(',').map((name) => name.trim()) };
}

function noContent(): RestAnswer {
  return { status: 204 };
}

/** `?limit=` of recent items; null without one. */
function limitOf(request: RestRequest): number | null {
  const asked = request.query.get('limit');
  if (asked === null) return null;
  if (!/^[1-9]\d*$/.test(asked))
    throw new OrgError('MALFORMED_QUERY', `limit must be a number above zero, not ${asked}`);
  return Number(asked);
}
