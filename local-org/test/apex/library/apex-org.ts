/** A real engine over a new org in a temporary folder, with Apex classes and objects deployed from text. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestSession } from '../../../src/apex/testing/index.ts';
import type { DueJobs } from '../../../src/async/index.ts';
import { compose, type Engine } from '../../../src/engine/compose.ts';
import { runOperation } from '../../../src/engine/run-operation.ts';
import { openTransaction } from '../../../src/store/index.ts';

export interface ApexOrg {
  readonly engine: Engine;
  /** Deploys classes by name (`Foo` → source) at an API version; fails the test with the problems. */
  deploy(classes: Readonly<Record<string, string>>, apiVersion?: string): void;
  /** Runs anonymous Apex and gives the lines of System.debug; throws with the exception's text when it fails. */
  run(source: string): readonly string[];
  /** Runs anonymous Apex as the administrator and commits; throws with what went wrong. */
  commit(source: string): void;
  /** Runs what is queued until nothing is; how many jobs ran. Throws when they do not come to an end. */
  runJobs(): number;
  /** An operation of the engine as the administrator. */
  perform(operation: string, input: unknown): unknown;
  session(): TestSession;
  close(): void;
}

/** More than any test queues. */
const MOST_JOBS = 50;
const ADMINISTRATOR = 'admin@example.com';
const META = (version: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>${version}</apiVersion><status>Active</status></ApexClass>`;

/** Files besides classes are given with their paths in a source project. */
export function openApexOrg(files: Readonly<Record<string, string>> = {}): ApexOrg {
  const folder = mkdtempSync(join(tmpdir(), 'apex-org-'));
  const clock = { now: () => Date.UTC(2026, 0, 15, 12, 30, 45) };
  const engine = compose({ dataFolder: folder, cacheFolder: join(folder, 'cache'), clock });
  const performAs = (userId: string | null, operation: string, input: unknown): unknown =>
    runOperation(engine, {
      operation,
      input,
      caller: { userId, channel: 'internal', apiVersion: '67.0' },
    } as never).output;
  const perform = (operation: string, input: unknown): unknown => performAs(null, operation, input);
  perform('createOrganization', { adminUsername: ADMINISTRATOR, adminPassword: 'correct horse battery staple 1' });
  const deployed = new Map<string, string>(Object.entries(files));
  const user = () => {
    const row = engine.store.get('SELECT "Id" AS id FROM "User" WHERE "Username" = ?', ADMINISTRATOR);
    return engine.security.userContext(String(row?.['id']));
  };
  return {
    engine,
    deploy(classes, apiVersion = '67.0') {
      for (const [name, source] of Object.entries(classes)) {
        deployed.set(`force-app/main/default/classes/${name}.cls`, source);
        deployed.set(`force-app/main/default/classes/${name}.cls-meta.xml`, META(apiVersion));
      }
      const content = Array.from(deployed, ([path, text]) => ({ path, content: Buffer.from(text) }));
      const { problems } = perform('deploySource', { files: content }) as { readonly problems: readonly string[] };
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
    run(source) {
      engine.refresh();
      const transaction = openTransaction(engine.store, user(), clock.now());
      try {
        const scope = { transaction, access: { user: transaction.user, crud: true, fls: true, sharing: true } };
        const result = engine.apex().executeAnonymous(source, scope);
        if (!result.compiled)
          throw new Error(`${result.line}:${result.column} ${result.compileProblem ?? ''}\n${source}`);
        if (!result.success) throw new Error(result.exceptionMessage ?? 'failed');
        return result.log
          .split('\n')
          .filter((line) => line.includes('|USER_DEBUG|['))
          .map((line) => line.replace(/^.*?\|USER_DEBUG\|\[\d+\]\|\w+\|/, ''));
      } finally {
        transaction.rollback();
      }
    },
    commit(source) {
      const { success, exceptionMessage, compileProblem } = performAs(user().userId, 'executeAnonymous', {
        source,
      }) as {
        readonly success: boolean;
        readonly exceptionMessage: string | null;
        readonly compileProblem: string | null;
      };
      if (!success) throw new Error(exceptionMessage ?? compileProblem ?? 'failed');
    },
    runJobs() {
      let ran = 0;
      for (;;) {
        const { jobs } = performAs(user().userId, 'asyncDue', {}) as DueJobs;
        if (jobs.length === 0) return ran;
        for (const id of jobs) engine.jobs.run(id);
        ran += jobs.length;
        if (ran >= MOST_JOBS) throw new Error('The jobs do not come to an end');
      }
    },
    perform: (operation, input) => performAs(user().userId, operation, input),
    session: () => ({
      apex: engine.apex(),
      clock,
      user: user(),
      openTransaction: (acting) => openTransaction(engine.store, acting, clock.now()),
      holdEvents: (transaction) => engine.events.hold(transaction),
      deliverEvents: (scope) => engine.events.deliverHeld(scope),
      dropEvents: (scope) => engine.events.dropHeld(scope),
    }),
    close() {
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
