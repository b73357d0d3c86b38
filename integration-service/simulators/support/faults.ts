/**
 * Faults a neighbour can have, switched on over HTTP while everything runs: `POST /faults {"kind": "down", "times": 3}`, `DELETE /faults`.
 * `down`: 503 without doing anything. `lost-answer`: does the work, then cuts the line. `slow`: answers after ten seconds. `rubbish`: answers nonsense.
 */
import express, { type Express, type RequestHandler, type Response } from 'express';
import { z } from 'zod';

const Fault = z.object({
  kind: z.enum(['down', 'lost-answer', 'slow', 'rubbish']),
  /** How many requests it hits; for ever when absent. */
  times: z.number().int().positive().optional(),
});
export type Fault = z.infer<typeof Fault>;

export interface Faults {
  set(fault: Fault | null): void;
  /** Put before the routes that a fault should hit. */
  readonly middleware: RequestHandler;
}

const SLOW_MS = 10_000;

export function createFaults(): Faults {
  let current: Fault | null = null;
  const take = (): Fault['kind'] | undefined => {
    const kind = current?.kind;
    if (current?.times !== undefined) current = current.times > 1 ? { ...current, times: current.times - 1 } : null;
    return kind;
  };
  return {
    set: (fault) => {
      current = fault;
    },
    middleware: (_request, response, next) => {
      switch (take()) {
        case 'down':
          response.status(503).type('text/plain').send('Service unavailable');
          return;
        case 'slow':
          setTimeout(next, SLOW_MS).unref();
          return;
        case 'rubbish':
          response.status(200).type('text/html').send('<html>maintenance</html>');
          return;
        case 'lost-answer':
          cutTheLine(response);
          next();
          return;
        case undefined:
          next();
      }
    },
  };
}

function cutTheLine(response: Response): void {
  response.write = () => {
    response.socket?.destroy();
    return false;
  };
  response.end = () => {
    response.socket?.destroy();
    return response;
  };
}

/** The switchboard for people and tests. */
export function mountFaults(app: Express, faults: Faults): void {
  app.post('/faults', express.json(), (request, response) => {
    const fault = Fault.safeParse(request.body);
    if (!fault.success) {
      response.status(422).json({ message: 'kind: down | lost-answer | slow | rubbish, times: a positive number' });
      return;
    }
    faults.set(fault.data);
    response.json(fault.data);
  });
  app.delete('/faults', (_request, response) => {
    faults.set(null);
    response.status(204).end();
  });
}
