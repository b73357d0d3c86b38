/** `/services/data`: versions, the resource map, and every planned resource. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { Caller } from '../../engine/messages.ts';
import { json } from '../http.ts';
import type { ApiResponse } from '../http.ts';
import type { Handler, RequestContext } from '../services.ts';
import { callerOf } from '../services.ts';
import { runBatch, runComposite } from './composite.ts';
import type { RestRequest } from './plan.ts';

/** Newest version of the local org; `sf` uses the highest one offered. */
export const NEWEST_VERSION = '67.0';

const VERSIONS = [
  { label: "Summer '25", url: '/services/data/v64.0', version: '64.0' },
  { label: "Winter '26", url: '/services/data/v65.0', version: '65.0' },
  { label: "Spring '26", url: '/services/data/v66.0', version: '66.0' },
  { label: "Summer '26", url: '/services/data/v67.0', version: '67.0' },
];

const RESOURCES = [
  'tooling',
  'metadata',
  'search',
  'sobjects',
  'query',
  'queryAll',
  'limits',
  'composite',
  'jobs',
  'ui-api',
  'actions',
  'parameterizedSearch',
  'named-credentials',
];

/** `GET /services/data`: open to everybody, as on the platform. */
export const listVersions: Handler = () => json(200, VERSIONS);

/** `GET /services/data/vNN.N`. */
export const resourceMap: Handler = (context) => {
  callerOf(context);
  const { version } = versionAndPath(context);
  const { session, services, request } = context;
  return json(200, {
    ...Object.fromEntries(RESOURCES.map((name) => [name, `/services/data/v${version}/${name}`])),
    identity: `${request.origin}/id/${services.organizationId}/${session?.userId ?? ''}`,
  });
};

/** Every other path below `/services/data/vNN.N`. */
export const restResource: Handler = async (context) => {
  const { version, path } = versionAndPath(context);
  const { services, request } = context;
  const duplicateRules = duplicateRuleHeader(request.headers['sforce-duplicate-rule-header']);
  const caller = { ...callerOf(context, version), ...(duplicateRules === undefined ? {} : { duplicateRules }) };
  // What the shell gets inside the page, for scripts that start without one.
  if (/^\/ui-api\/session\/csrf\/?$/.test(path) && context.session)
    return json(200, { csrfToken: context.session.csrfToken });
  const match = services.rest.find(request.method === 'HEAD' ? 'GET' : request.method, path);
  if (match === null && !/^\/composite(\/batch)?\/?$/.test(path))
    throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  if (match === 'method')
    throw new OrgError('METHOD_NOT_ALLOWED', `HTTP Method '${request.method}' not allowed. Allowed are others.`);
  const rest = restRequest(context, version, match?.params ?? {});
  if (match === null) {
    if (request.method !== 'POST')
      throw new OrgError('METHOD_NOT_ALLOWED', `HTTP Method '${request.method}' not allowed. Allowed are POST`);
    const run = /\/batch\/?$/.test(path) ? runBatch : runComposite;
    return run(services.rest, rest, services.pool, caller);
  }
  const planned = match.route(rest);
  const answer = planned.respond(await services.pool.runNamed(planned.operation, planned.input, caller));
  return toResponse(answer.status, answer);
};

/** REST API Developer Guide, "Duplicate Rule Header": `allowSave=true; includeRecordDetails=false; runAsCurrentUser=true`. */
function duplicateRuleHeader(header: string | readonly string[] | undefined): Caller['duplicateRules'] {
  if (header === undefined) return undefined;
  const given = new Map(
    String(header)
      .split(';')
      .map((part): [string, boolean] => {
        const [name = '', value = ''] = part.split('=');
        return [name.trim().toLowerCase(), value.trim().toLowerCase() === 'true'];
      }),
  );
  if (given.get('includerecorddetails') === true) {
    throw new Unsupported('Sforce-Duplicate-Rule-Header includeRecordDetails', 'query the records by their ids');
  }
  return { allowSave: given.get('allowsave') === true, asCurrentUser: given.get('runascurrentuser') === true };
}

function toResponse(
  status: number,
  answer: {
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly raw?: Pick<ApiResponse, 'headers' | 'body'>;
  },
): ApiResponse {
  if (answer.raw) return { status, ...answer.raw };
  if (answer.body === undefined) return { status, headers: answer.headers ?? {} };
  return json(status, answer.body, answer.headers);
}

function versionAndPath(context: RequestContext): { readonly version: string; readonly path: string } {
  const version = /^v(\d+\.\d)$/.exec(context.params['version'] ?? '')?.[1];
  if (version === undefined) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  return { version, path: rawRest(context.request.path) };
}

/** The path after the version, still percent-encoded: ids by value may hold encoded slashes. */
function rawRest(path: string): string {
  return /\/v\d+\.\d(\/.*)?$/s.exec(path)?.[1] ?? '/';
}

function restRequest(context: RequestContext, version: string, params: Readonly<Record<string, string>>): RestRequest {
  const { request } = context;
  return {
    method: request.method,
    version,
    params,
    query: request.query,
    headers: request.headers,
    body: parseBody(context),
    raw: request.body,
  };
}

function parseBody({ request }: RequestContext): unknown {
  const type = request.headers['content-type'] ?? 'application/json';
  if (request.body.length === 0 || !type.includes('json')) return undefined;
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'The body is no JSON.';
    throw new OrgError('JSON_PARSER_ERROR', message, { cause });
  }
}
