/** The service's HTTP face: call backs from neighbours, health and metrics. A call back is answered 200 only when it is durably queued. */
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { z } from 'zod';
import { describeError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { WorkQueue } from '../runtime/queue.ts';
import { isAuthentic } from '../runtime/signature.ts';

export interface CallBack<Event extends { readonly eventId: string }> {
  readonly path: string;
  readonly source: string;
  readonly secret: string;
  readonly queue: string;
  readonly event: z.ZodType<Event>;
}

export interface GatewayPorts {
  readonly queue: Pick<WorkQueue, 'add' | 'depth'>;
  readonly queues: readonly string[];
  readonly metrics: Metrics;
  readonly log: Log;
  /** Whether the service can do its work: its database and, where it has one, its session. */
  readonly ready: () => Promise<boolean>;
}

const LARGEST_CALL_BACK = '256kb';

/** Takes call backs in and serves health, metrics and whatever further routers are given. */
export function createGateway(
  ports: GatewayPorts,
  callBacks: readonly CallBack<{ readonly eventId: string }>[],
  routers: readonly express.Router[] = [],
): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());

  for (const callBack of callBacks) {
    app.post(callBack.path, express.raw({ type: () => true, limit: LARGEST_CALL_BACK }), (request, response, next) => {
      takeCallBack(ports, callBack, request, response).catch(next);
    });
  }

  for (const router of routers) app.use(router);

  app.get('/health', (_request, response) => void response.json({ status: 'up' }));
  app.get('/ready', (_request, response, next) => {
    ports
      .ready()
      .then((ready) => response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' }), next);
  });
  app.get('/metrics', (_request, response, next) => {
    writeMetrics(ports, response).catch(next);
  });

  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    ports.log.error({ path: request.path, problem: describeError(error) }, 'request failed');
    const status = hasStatus(error) ? error.status : 503;
    response.status(status).json({ message: status === 413 ? 'Too large' : 'Not taken in, please send again later' });
  });
  return app;
}

async function takeCallBack(
  ports: GatewayPorts,
  callBack: CallBack<{ readonly eventId: string }>,
  request: Request,
  response: Response,
): Promise<void> {
  const { source } = callBack;
  const body: unknown = request.body;
  const refuse = (status: number, outcome: string, message: string) => {
    ports.metrics.webhooks.inc({ source, outcome });
    ports.log.warn({ source, outcome }, 'call back refused');
    response.status(status).json({ message });
  };
  if (!Buffer.isBuffer(body)) {
    refuse(400, 'empty', 'A body is required');
    return;
  }
  if (!isAuthentic(body, request.get('x-signature'), callBack.secret)) {
    refuse(401, 'forged', 'The signature does not fit the body');
    return;
  }

  const event = callBack.event.safeParse(parseJson(body));
  if (!event.success) {
    refuse(422, 'malformed', 'The body does not follow the contract');
    return;
  }

  const isNew = await ports.queue.add(callBack.queue, event.data.eventId, event.data);
  ports.metrics.webhooks.inc({ source, outcome: isNew ? 'taken' : 'repeated' });
  response.status(200).json({ taken: isNew });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // Not JSON: the schema refuses it with the answer for malformed bodies.
    return undefined;
  }
}

async function writeMetrics(ports: GatewayPorts, response: Response): Promise<void> {
  for (const flow of ports.queues) ports.metrics.queueDepth.set({ flow }, await ports.queue.depth(flow));
  response.type(ports.metrics.registry.contentType).send(await ports.metrics.registry.metrics());
}

function hasStatus(error: unknown): error is { readonly status: number } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status >= 400
  );
}
