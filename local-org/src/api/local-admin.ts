/**
 * `/local/*`: what only a local org has. Loopback only; a request that changes something needs the header `X-Local-Admin` with the
 * token in the data folder, so that no web page can do it.
 */
import type { ServerResponse } from 'node:http';
import { OrgError } from '../engine/errors.ts';
import { accessPage } from './access-page.ts';
import { receiveInboundMail } from './inbound-mail.ts';
import type { ApiResponse } from './http.ts';
import { json } from './http.ts';
import type { Handler, RequestContext } from './services.ts';
import { ORG_CALLER } from './services.ts';
import { sameSecret } from './sessions.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Adds the admin routes. */
export function addAdminRoutes(add: (methods: string, pattern: string, handle: Handler) => void): void {
  add('GET', '/local/health', local(health));
  add(
    'GET',
    '/local/ready',
    local(() => json(200, { ready: true })),
  );
  // One address for both: a client that accepts server-sent events keeps the connection and is told of every change.
  add(
    'GET',
    '/local/clock',
    local((context) => (wantsEvents(context) ? clockEvents(context) : json(200, context.services.clock.reading()))),
  );
  add(
    'POST',
    '/local/clock/freeze',
    admin(async (context) => json(200, await context.services.clock.freeze(instant(context)))),
  );
  add(
    'POST',
    '/local/clock/advance',
    admin(async (context) => json(200, await context.services.clock.advance(duration(context)))),
  );
  add(
    'POST',
    '/local/clock/resume',
    admin(async (context) => json(200, await context.services.clock.resume(bodyOf(context)['system'] === true))),
  );
  add(
    'GET',
    '/local/mail',
    admin(async ({ services }) => json(200, await services.pool.run('mailOutbox', {}, ORG_CALLER))),
  );
  add('POST', '/local/inbound-mail', admin(receiveInboundMail));
  add(
    'POST',
    '/local/snapshots',
    admin(async (context) => {
      const { name } = bodyOf(context);
      if (typeof name !== 'string') throw new OrgError('INVALID_INPUT', 'name is missing.');
      return json(201, await context.services.pool.run('takeSnapshot', { name }, ORG_CALLER));
    }),
  );
  add('GET', '/local/explain-access', admin(explainAccess));
  add('GET', '/local/access', local(accessPage));
  add(
    'GET',
    '/local/sharing',
    admin(async ({ services }) => json(200, await services.pool.run('sharingSetup', {}, ORG_CALLER))),
  );
  add('PUT DELETE', '/local/sharing/share-groups/:set', admin(setShareGroup));
  add('PUT', '/local/sharing/partner-roles', admin(setPartnerRoles));
  add('POST', '/local/clients', admin(registerClient));
  add(
    'POST',
    '/local/async/run',
    admin(async ({ services }) => json(200, await services.pool.run('asyncDue', {}, ORG_CALLER))),
  );
}

/** Anybody on this machine may look. */
function local(handle: Handler): Handler {
  return (context) => {
    if (!LOOPBACK.has(context.request.remoteAddress))
      throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
    return handle(context);
  };
}

/** Only who can read the data folder. */
function admin(handle: Handler): Handler {
  return local((context) => {
    const given = context.request.headers['x-local-admin'];
    if (typeof given !== 'string' || !sameSecret(given, context.services.adminToken)) {
      throw new OrgError(
        'INSUFFICIENT_ACCESS',
        'The header X-Local-Admin is missing or wrong (the token is in admin-token of the data folder).',
      );
    }
    return handle(context);
  });
}

function health({ services }: RequestContext): ApiResponse {
  return json(200, { status: 'up', pool: services.pool.state, clock: services.clock.reading(), ...services.health() });
}

function wantsEvents({ request }: RequestContext): boolean {
  return (request.headers.accept ?? '').includes('text/event-stream');
}

/** Server-sent events: one `clock` event at once and after every change. */
function clockEvents({ services }: RequestContext): ApiResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    stream: (response: ServerResponse) => {
      const tell = (reading: unknown): void =>
        void response.write(`event: clock\ndata: ${JSON.stringify(reading)}\n\n`);
      tell(services.clock.reading());
      const unsubscribe = services.clock.subscribe(tell);
      const beat = setInterval(() => response.write(': still here\n\n'), 15_000);
      beat.unref();
      response.on('close', () => {
        clearInterval(beat);
        unsubscribe();
      });
    },
  };
}

async function explainAccess(context: RequestContext): Promise<ApiResponse> {
  const { query } = context.request;
  const userId = query.get('user');
  const recordId = query.get('record');
  if (userId === null || recordId === null) throw new OrgError('INVALID_INPUT', 'Give ?user=<id>&record=<id>.');
  return json(200, await context.services.pool.run('explainAccess', { userId, recordId }, ORG_CALLER));
}

/** `PUT {"members": [ids of users and groups]}` activates the share group of a sharing set, `DELETE` deactivates it. */
async function setShareGroup(context: RequestContext): Promise<ApiResponse> {
  const { members } = bodyOf(context);
  const removes = context.request.method === 'DELETE';
  if (!removes && !(Array.isArray(members) && members.every((member) => typeof member === 'string')))
    throw new OrgError('INVALID_INPUT', 'members must be a list of ids.');
  const input = { sharingSet: context.params['set'] ?? '', members: removes ? null : (members as readonly string[]) };
  await context.services.pool.run('setShareGroup', input, ORG_CALLER);
  return { status: 204 };
}

async function setPartnerRoles(context: RequestContext): Promise<ApiResponse> {
  const { count } = bodyOf(context);
  if (typeof count !== 'number') throw new OrgError('INVALID_INPUT', 'count is missing.');
  await context.services.pool.run('setPartnerRoles', { count }, ORG_CALLER);
  return { status: 204 };
}

async function registerClient(context: RequestContext): Promise<ApiResponse> {
  const { consumerKey, certificate, secret } = bodyOf(context);
  if (typeof consumerKey !== 'string') throw new OrgError('INVALID_INPUT', 'consumerKey is missing.');
  await context.services.pool.run(
    'registerClient',
    {
      consumerKey,
      ...(typeof certificate === 'string' ? { certificate } : {}),
      ...(typeof secret === 'string' ? { secret } : {}),
    },
    ORG_CALLER,
  );
  return { status: 204 };
}

function instant(context: RequestContext): number | null {
  const { at } = bodyOf(context);
  if (at === undefined) return null;
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(time)) throw new OrgError('INVALID_INPUT', '`at` must be an instant in ISO 8601.');
  return time;
}

const UNIT_MS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000, milliseconds: 1 } as const;

function duration(context: RequestContext): number {
  const body = bodyOf(context);
  let total = 0;
  for (const [unit, milliseconds] of Object.entries(UNIT_MS)) {
    const amount = body[unit] ?? 0;
    if (typeof amount !== 'number' || amount < 0)
      throw new OrgError('INVALID_INPUT', `${unit} must be a number that is not negative.`);
    total += amount * milliseconds;
  }
  return total;
}

function bodyOf({ request }: RequestContext): Readonly<Record<string, unknown>> {
  if (request.body.length === 0) return {};
  try {
    return JSON.parse(request.body.toString('utf8')) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new OrgError('JSON_PARSER_ERROR', 'The body is no JSON.', { cause });
  }
}
