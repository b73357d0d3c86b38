/** `composite` and `composite/batch`: requests inside a request. */
import { OrgError } from '../../engine/errors.ts';
import type { Caller } from '../../engine/messages.ts';
import type { EnginePool } from '../../engine/pool.ts';
import { errorFrom } from '../../engine/pool.ts';
import { asOrgError, restErrors, statusOf } from '../errors.ts';
import type { ApiResponse } from '../http.ts';
import { json } from '../http.ts';
import type { Router } from '../router.ts';
import type { Plan, PlanRequest, RestRequest } from './plan.ts';
import { bodyObject, isTrue, list, text } from './plan.ts';

interface Inner {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly referenceId: string;
}

/** Translates the URL of an inner request into the plan of its resource. */
export function planOf(router: Router<PlanRequest>, method: string, url: string, body: unknown): Plan {
  const found = /^\/?(?:services\/data\/)?v(\d+\.\d)(\/[^?]*)(?:\?(.*))?$/s.exec(url);
  const match = found ? router.find(method, found[2] ?? '') : null;
  if (!found || match === null) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  if (match === 'method') throw new OrgError('METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed.`);
  const request: RestRequest = {
    method,
    version: found[1] ?? '',
    params: match.params,
    query: new URLSearchParams(found[3] ?? ''),
    headers: {},
    body,
    raw: new Uint8Array(),
  };
  return match.route(request);
}

/** `POST composite`. */
export async function runComposite(
  router: Router<PlanRequest>,
  request: RestRequest,
  pool: EnginePool,
  caller: Caller,
): Promise<ApiResponse> {
  const body = bodyObject(request);
  const inner = list(body['compositeRequest'], 'compositeRequest').map((entry) => innerRequest(entry, 'referenceId'));
  const names = new Set(inner.map((entry) => entry.referenceId));
  if (names.size !== inner.length)
    throw new OrgError('INVALID_INPUT', 'Each referenceId must be unique within a composite request.');
  const plans = inner.map((entry) => tryPlan(router, entry));
  const outcomes = await pool.run(
    'composite',
    {
      allOrNone: isTrue(body['allOrNone']),
      steps: plans.map((planned, index) => ({
        referenceId: inner[index]?.referenceId ?? '',
        operation: planned instanceof OrgError ? 'fail' : planned.operation,
        input: planned instanceof OrgError ? { code: planned.code, message: planned.message } : planned.input,
        writes: inner[index]?.method !== 'GET',
      })),
    },
    caller,
  );
  const answers = outcomes.map((outcome, index) => {
    const referenceId = inner[index]?.referenceId ?? '';
    const planned = plans[index];
    if (outcome.kind === 'done' && planned && !(planned instanceof OrgError)) {
      const { status, body: answer, headers } = planned.respond(outcome.output);
      return { body: answer ?? null, httpHeaders: headers ?? {}, httpStatusCode: status, referenceId };
    }
    if (outcome.kind === 'failed') {
      const error = errorFrom(outcome.error);
      return {
        body: restErrors(error, request.version),
        httpHeaders: {},
        httpStatusCode: statusOf(error),
        referenceId,
      };
    }
    const message = 'The transaction was rolled back since another operation in the same transaction failed.';
    return { body: [{ errorCode: 'PROCESSING_HALTED', message }], httpHeaders: {}, httpStatusCode: 400, referenceId };
  });
  return json(200, { compositeResponse: answers });
}

/** `POST composite/batch`: independent requests, each in a transaction of its own. */
export async function runBatch(
  router: Router<PlanRequest>,
  request: RestRequest,
  pool: EnginePool,
  caller: Caller,
): Promise<ApiResponse> {
  const body = bodyObject(request);
  const inner = list(body['batchRequests'], 'batchRequests').map((entry) => innerRequest(entry, null));
  if (inner.length > 25) throw new OrgError('INVALID_INPUT', 'The maximum number of subrequests is 25.');
  const results: { readonly statusCode: number; readonly result: unknown }[] = [];
  let failed = false;
  for (const entry of inner) {
    if (failed && isTrue(body['haltOnError'])) {
      results.push({
        statusCode: 412,
        result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request' }],
      });
      continue;
    }
    try {
      const planned = planOf(router, entry.method, entry.url, entry.body);
      const answer = planned.respond(await pool.runNamed(planned.operation, planned.input, caller));
      results.push({ statusCode: answer.status, result: answer.body ?? null });
    } catch (cause) {
      const error = asOrgError(cause);
      results.push({ statusCode: statusOf(error), result: restErrors(error, request.version) });
    }
    failed ||= (results.at(-1)?.statusCode ?? 0) >= 400;
  }
  return json(200, { hasErrors: failed, results });
}

function innerRequest(entry: unknown, reference: 'referenceId' | null): Inner {
  const source = (entry ?? {}) as Readonly<Record<string, unknown>>;
  return {
    method: text(source['method'], 'method').toUpperCase(),
    url: text(source['url'], 'url'),
    body: source['body'] ?? source['richInput'],
    referenceId: reference === null ? '' : text(source[reference], reference),
  };
}

function tryPlan(router: Router<PlanRequest>, entry: Inner): Plan | OrgError {
  try {
    return planOf(router, entry.method, entry.url, entry.body);
  } catch (cause) {
    return asOrgError(cause);
  }
}
