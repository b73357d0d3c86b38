/**
 * What operators see and do about collections, below /operations with a key of its own: runs and what they left out, problems, resuming.
 * No names and no account numbers.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Router } from 'express';
import { z } from 'zod';
import type { CollectionBook } from '../flows/collection/book.ts';
import { resumeRun } from '../flows/collection/month-end.ts';
import { overviewOf } from '../flows/collection/overview.ts';
import { openProblems, repeatProblem, settleProblem } from '../flows/collection-result/problems.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Database } from '../runtime/database.ts';
import type { Log } from '../runtime/log.ts';

export interface CollectionOperationsPorts {
  readonly apiKey: string;
  readonly database: Database;
  readonly book: CollectionBook;
  readonly clock: Clock;
  readonly log: Log;
}

const RUNS_SHOWN = 24;
const PROBLEMS_SHOWN = 500;
const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

/** GET collections, GET collections/{month}/left-out, POST collections/{month}/resume, GET problems, POST problems/{id}/settle|repeat. */
export function collectionOperations(ports: CollectionOperationsPorts): Router {
  const router = express.Router();
  const { database, book, clock, log } = ports;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${ports.apiKey}`);

  router.use('/operations', (request, response, next) => {
    response.set('cache-control', 'no-store');
    // Digests have one length, so that comparing takes one time.
    if (timingSafeEqual(digest(request.get('authorization') ?? ''), expected)) next();
    else response.status(401).set('www-authenticate', 'Bearer').json({ code: 'UNAUTHORIZED' });
  });
  router.get('/operations/collections', async (_request, response) => {
    response.json({ collections: await overviewOf(database, RUNS_SHOWN) });
  });
  router.get('/operations/collections/:month/left-out', async (request, response) => {
    const month = Month.safeParse(request.params.month);
    if (month.success) response.json({ leftOut: await book.leftOut(month.data) });
    else response.status(404).json({ code: 'NOT_FOUND' });
  });
  router.post('/operations/collections/:month/resume', async (request, response) => {
    const done = await resumeRun({ book, log }, request.params.month);
    response.status(done ? 202 : 409).json(done ? { resumed: true } : { code: 'NOT_STOPPED' });
  });
  router.get('/operations/collection-problems', async (_request, response) => {
    response.json({ problems: await openProblems(database, PROBLEMS_SHOWN) });
  });
  const act = (action: string, perform: (id: string) => Promise<boolean>) =>
    router.post(`/operations/collection-problems/:id/${action}`, async (request, response) => {
      const { id } = request.params;
      const done = await perform(id);
      if (done) log.info({ id, action }, 'a person has acted on a problem of a collection');
      response.status(done ? 202 : 404).json(done ? { done: true } : { code: 'NOT_FOUND' });
    });
  act('settle', (id) => settleProblem(database, id, clock.now()));
  act('repeat', (id) => repeatProblem(database, id));
  return router;
}
