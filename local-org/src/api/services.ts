/** What the handlers of the HTTP thread share. One object per running org; no module keeps state. */
import type { Caller } from '../engine/messages.ts';
import type { SiteFacts } from '../engine/operations/sites.ts';
import type { EnginePool } from '../engine/pool.ts';
import { OrgError } from '../engine/errors.ts';
import type { RequestLog } from './access-log.ts';
import type { EventStream } from './cometd/event-stream.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import type { PlanRequest } from './rest/plan.ts';
import type { Router } from './router.ts';
import type { Session, Sessions } from './sessions.ts';
import type { OneTimeCodes } from './one-time-codes.ts';
import type { WebHandler } from './web-port.ts';
import type { OrgClock } from './org-clock.ts';

export interface Services {
  readonly pool: EnginePool;
  readonly sessions: Sessions;
  readonly codes: OneTimeCodes;
  readonly rest: Router<PlanRequest>;
  readonly events: EventStream;
  readonly clock: OrgClock;
  readonly log: RequestLog;
  readonly organizationId: string;
  /** Sites by URL path prefix, newest deployed state. */
  sites(): ReadonlyMap<string, SiteFacts>;
  /** Serves pages; null until one is mounted. */
  web(): WebHandler | null;
  /** Secret for `/local/*` requests that change something. */
  readonly adminToken: string;
  /** Facts for /local/health. */
  health(): Readonly<Record<string, unknown>>;
}

/** A request after authentication. */
export interface RequestContext {
  readonly request: ApiRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly services: Services;
  readonly session: Session | null;
  /** The bearer token or cookie value the session was found by. */
  readonly token: string | null;
  /** The site whose prefix the path began with. */
  readonly site: SiteFacts | null;
}

export type Handler = (context: RequestContext) => Promise<ApiResponse> | ApiResponse;

/** Whom the engine works for; throws the platform's error when nobody is logged in. */
export function callerOf(context: RequestContext, apiVersion = '67.0'): Caller {
  const { session, site } = context;
  if (session) {
    const channel = session.kind === 'api' ? 'api' : session.kind === 'lightning' ? 'ui' : 'site';
    return { userId: session.userId, channel, apiVersion, ...(session.site === null ? {} : { site: session.site }) };
  }
  if (site?.guestUserId !== undefined && site.guestUserId !== null) {
    return { userId: site.guestUserId, channel: 'site', apiVersion, site: site.name };
  }
  throw new OrgError('INVALID_SESSION_ID', 'Session expired or invalid');
}

/** The org itself. */
export const ORG_CALLER: Caller = { userId: null, channel: 'internal', apiVersion: '67.0' };
