/** The one pipeline of every request: parse → authenticate → dispatch → serialise → error. The HTTP thread never opens the store. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { OrgError } from '../engine/errors.ts';
import type { SiteFacts } from '../engine/operations/sites.ts';
import { loggablePath } from './access-log.ts';
import { authenticate, checkForgery } from './authentication.ts';
import { asOrgError, errorResponse } from './errors.ts';
import type { ErrorShape } from './errors.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import { parseCookies } from './http.ts';
import type { Route } from './routes.ts';
import { findRoute, restShape } from './routes.ts';
import type { RequestContext, Services } from './services.ts';
import type { Session } from './sessions.ts';

/** Deploys carry zips of up to 39 MB as base64. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;
/** REST API Developer Guide: a URI with headers may take 16,384 bytes. */
const URI_LIMIT_BYTES = 16_384;

/** Site-prefixed paths that belong to the APIs, not to the site's pages. */
const API_BELOW_SITE = /^\/(services|webruntime|login|secur|cometd)(\/|$)/i;

/** An HTTP server over the given services; not yet listening. */
export function createApiServer(services: Services): Server {
  const server = createServer(
    { maxHeaderSize: 65_536, requestTimeout: 300_000, keepAliveTimeout: 10_000 },
    (incoming, outgoing) => {
      void serve(incoming, outgoing, services);
    },
  );
  return server;
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, services: Services): Promise<void> {
  const started = performance.now();
  const method = incoming.method ?? 'GET';
  const target = (incoming.url ?? '/').replace(/^\/+/, '/');
  const path = target.split('?', 1)[0] ?? '/';
  const { site, inner } = siteOf(path, services);
  const route = findRoute(method, inner);
  const shape: ErrorShape = route === null || route === 'method' ? 'page' : route.route.errors;
  let session: Session | null = null;
  let response: ApiResponse;
  let errorCode: string | undefined;
  try {
    if (target.length > URI_LIMIT_BYTES)
      throw new OrgError('URI_TOO_LONG', 'The length of the URI exceeds the limit of 16,384 bytes.');
    const request = await parse(incoming, method, target, route === null || route === 'method' ? path : inner);
    const found = authenticate(request, services.sessions, site);
    session = found.session;
    response = await dispatch(route, { request, params: {}, services, session, token: found.token, site }, path);
  } catch (cause) {
    const error = asOrgError(cause);
    errorCode = error.code;
    if (error.code === 'UNKNOWN_EXCEPTION' && error.cause !== undefined)
      services.log.failure(`${method} ${path}`, error.cause);
    response = errorResponse(error, shape === 'rest' ? restShape(inner) : shape, /\/v(\d+\.\d)\//.exec(inner)?.[1]);
  }
  send(outgoing, response, method);
  services.log.access({
    time: new Date().toISOString(),
    method,
    path: loggablePath(path),
    status: response.status,
    milliseconds: Math.round(performance.now() - started),
    userId: session?.userId ?? null,
    channel: session?.kind ?? 'none',
    ...(errorCode === undefined ? {} : { errorCode }),
  });
}

function siteOf(path: string, services: Services): { readonly site: SiteFacts | null; readonly inner: string } {
  const found = /^\/([^/]+)(\/.*)?$/s.exec(path);
  const site = services.sites().get((found?.[1] ?? '').toLowerCase()) ?? null;
  const rest = found?.[2] ?? '/';
  return site && API_BELOW_SITE.test(rest) ? { site, inner: rest } : { site, inner: path };
}

async function dispatch(
  found: { readonly route: Route; readonly params: Readonly<Record<string, string>> } | 'method' | null,
  context: RequestContext,
  path: string,
): Promise<ApiResponse> {
  if (found === 'method')
    throw new OrgError('METHOD_NOT_ALLOWED', `HTTP Method '${context.request.method}' not allowed.`);
  if (found) {
    if (!found.route.open) checkForgery(context.request, context.session);
    const response = await found.route.handle({ ...context, params: found.params });
    if (response.status !== 404 || !found.route.orPage) return response;
  }
  const page = await servePage(context, path);
  if (page) return page;
  throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
}

async function servePage(context: RequestContext, path: string): Promise<ApiResponse | null> {
  const web = context.services.web();
  if (!web) return null;
  return web(
    { ...context.request, path },
    context.session && {
      userId: context.session.userId,
      csrfToken: context.session.csrfToken,
      site: context.session.site,
    },
  );
}

async function parse(incoming: IncomingMessage, method: string, target: string, path: string): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT_BYTES) throw new OrgError('REQUEST_TOO_LARGE', 'The request body is too large.');
    chunks.push(chunk);
  }
  const at = target.indexOf('?');
  return {
    method,
    path,
    query: new URLSearchParams(at < 0 ? '' : target.slice(at + 1)),
    headers: incoming.headers,
    cookies: parseCookies(incoming.headers.cookie),
    body: Buffer.concat(chunks),
    origin: `http://${incoming.headers.host ?? 'localhost'}`,
    remoteAddress: incoming.socket.remoteAddress ?? '',
  };
}

function send(outgoing: ServerResponse, response: ApiResponse, method: string): void {
  if (outgoing.destroyed) return;
  outgoing.statusCode = response.status;
  outgoing.setHeader('cache-control', 'no-cache,must-revalidate,max-age=0,no-store,private');
  outgoing.setHeader('x-content-type-options', 'nosniff');
  outgoing.setHeader('referrer-policy', 'same-origin');
  for (const [name, value] of Object.entries(response.headers ?? {})) outgoing.setHeader(name, value);
  if (response.stream) {
    response.stream(outgoing);
    return;
  }
  if (method === 'HEAD' || response.body === undefined) outgoing.end();
  else outgoing.end(response.body);
}
