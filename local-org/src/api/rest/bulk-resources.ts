/** Bulk API 2.0 resources: `jobs/ingest` and `jobs/query`. */
import { Unsupported } from '../../engine/errors.ts';
import type { Router } from '../router.ts';
import type { PlanRequest, RestRequest } from './plan.ts';
import { bodyObject, param, plan, text } from './plan.ts';

/** Adds the resources; patterns begin after the version. */
export function addBulkResources(router: Router<PlanRequest>): void {
  router.add('POST', '/jobs/ingest', (request) => {
    const body = bodyObject(request);
    if (String(request.headers['content-type'] ?? '').includes('multipart'))
      throw new Unsupported('Bulk API 2.0 multipart jobs');
    const externalId = body['externalIdFieldName'];
    return plan('bulkCreate', {
      kind: 'ingest',
      operation: text(body['operation'], 'operation'),
      object: text(body['object'], 'object'),
      externalIdFieldName: typeof externalId === 'string' ? externalId : null,
      query: null,
      ...format(body),
    });
  });
  router.add('POST', '/jobs/query', (request) => {
    const body = bodyObject(request);
    const query = text(body['query'], 'query');
    return plan('bulkCreate', {
      kind: 'query',
      operation: text(body['operation'], 'operation'),
      object: /\bfrom\s+(\w+)/i.exec(query)?.[1] ?? '',
      externalIdFieldName: null,
      query,
      ...format(body),
    });
  });
  router.add('PUT', '/jobs/ingest/:id/batches', (request) =>
    plan('bulkUpload', { id: param(request, 'id'), csv: request.raw }, () => ({ status: 201 })),
  );
  for (const kind of ['ingest', 'query'] as const) {
    router.add('GET', `/jobs/${kind}`, () => plan('bulkList', { kind }));
    router.add('GET', `/jobs/${kind}/:id`, (request) => plan('bulkInfo', { kind, id: param(request, 'id') }));
    router.add('PATCH', `/jobs/${kind}/:id`, (request) =>
      plan('bulkSetState', { kind, id: param(request, 'id'), state: text(bodyObject(request)['state'], 'state') }),
    );
    router.add('DELETE', `/jobs/${kind}/:id`, (request) =>
      plan('bulkDelete', { kind, id: param(request, 'id') }, () => ({ status: 204 })),
    );
  }
  // One page always: jsforce's bulk2 query ends the process on a second page (jsforce issue 1546).
  router.add('GET', '/jobs/query/:id/results', (request) => results(request, 'query', 'successful'));
  router.add('GET', '/jobs/ingest/:id/successfulResults', (request) => results(request, 'ingest', 'successful'));
  router.add('GET', '/jobs/ingest/:id/failedResults', (request) => results(request, 'ingest', 'failed'));
  router.add('GET', '/jobs/ingest/:id/unprocessedrecords', (request) => results(request, 'ingest', 'unprocessed'));
}

function results(
  request: RestRequest,
  kind: 'ingest' | 'query',
  which: 'successful' | 'failed' | 'unprocessed',
): ReturnType<PlanRequest> {
  return plan('bulkResults', { kind, id: param(request, 'id'), which }, ({ csv, records }) => ({
    status: 200,
    raw: {
      // The literal text `null` ends a client's loop over pages.
      headers: {
        'content-type': 'text/csv;charset=UTF-8',
        'sforce-locator': 'null',
        'sforce-numberofrecords': String(records),
      },
      body: csv,
    },
  }));
}

function format(body: Readonly<Record<string, unknown>>): {
  readonly lineEnding: string;
  readonly columnDelimiter: string;
} {
  const { lineEnding, columnDelimiter } = body;
  return {
    lineEnding: typeof lineEnding === 'string' ? lineEnding : 'LF',
    columnDelimiter: typeof columnDelimiter === 'string' ? columnDelimiter : 'COMMA',
  };
}
