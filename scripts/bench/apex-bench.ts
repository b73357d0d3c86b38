/** An org with a class of loops and statements, and the same work without Apex. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, type Engine } from '../../local-org/src/engine/compose.ts';
import { administratorId, createOrg, deploy, readFiles } from '../../local-org/src/metadata/index.ts';
import { inTransaction } from '../../local-org/src/store/index.ts';
import { loopClass, loops } from './apex-loops.ts';
import { median, timed } from './rounds.ts';

export interface ApexBench {
  readonly engine: Engine;
  /** Calls a static method as the administrator in a transaction of its own. */
  call(className: string, method: string, args: readonly unknown[]): unknown;
  close(): void;
}

export interface Comparison {
  readonly name: string;
  /** Median milliseconds. */
  readonly apex: number;
  readonly plain: number;
}

const META =
  '<?xml version="1.0" encoding="UTF-8"?>\n<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>67.0</apiVersion></ApexClass>';
const STATEMENTS = `public without sharing class Statements {
  public static String touch(Id accountId, String name) {
    Account found = [SELECT Id, Name FROM Account WHERE Id = :accountId WITH SYSTEM_MODE];
    String before = found.Name;
    found.Name = name;
    update as system found;
    return before;
  }
}`;
/** Rounds of each loop. */
const TIMES = 300_000;

/** Makes the org in a temporary folder; `close` removes it. */
export function openApexBench(): ApexBench {
  const folder = mkdtempSync(join(tmpdir(), 'bench-apex-'));
  const clock = { now: () => Date.now() };
  const engine = compose({ dataFolder: folder, cacheFolder: join(folder, 'cache'), clock });
  createOrg(engine.store, { now: clock.now() });
  engine.refresh();
  const files = Object.entries({ Loops: loopClass(), Statements: STATEMENTS }).flatMap(([name, body]) => [
    { path: `force-app/main/default/classes/${name}.cls`, content: Buffer.from(body) },
    { path: `force-app/main/default/classes/${name}.cls-meta.xml`, content: Buffer.from(META) },
  ]);
  const { problems } = deploy(engine.store, readFiles(files), { now: clock.now(), checks: engine.deployChecks });
  if (problems.length > 0) throw new Error(problems.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  engine.refresh();
  const user = engine.security.userContext(administratorId);
  return {
    engine,
    call: (className, method, args) =>
      inTransaction(engine.store, user, clock.now(), (transaction) => {
        const scope = { transaction, access: { user, crud: false, fls: false, sharing: false } };
        const rt = engine.apex().newRuntime(scope, 'anonymous', { cpuMilliseconds: 600_000 });
        return rt.callStatic(className, method, args);
      }),
    close: () => {
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Each loop in Apex and in JavaScript; both must give the same number. */
export function measureLoops(bench: ApexBench, rounds: number): readonly Comparison[] {
  return loops.map(({ name, plain }, index) =>
    compare(
      name,
      rounds,
      () => bench.call('Loops', `loop${String(index)}`, [TIMES]),
      () => plain(TIMES),
    ),
  );
}

/** One query and one update of a row by its id. */
export function measureStatements(bench: ApexBench, rounds: number): readonly Comparison[] {
  const { store } = bench.engine;
  const user = bench.engine.security.userContext(administratorId);
  const id = inTransaction(store, user, Date.now(), (transaction) => {
    const access = { user, crud: false, fls: false, sharing: false };
    const [saved] = bench.engine.dml.insert(
      [{ type: 'Account', values: { Name: 'bench' } }],
      { allOrNone: true },
      { transaction, access },
    );
    return saved?.id ?? '';
  });
  let round = 0;
  let before = '';
  return [
    compare(
      'one SOQL and one DML statement',
      rounds,
      () => {
        bench.call('Statements', 'touch', [id, `name ${String(round++)}`]);
        return null;
      },
      () => {
        inTransaction(store, user, Date.now(), (transaction) => {
          transaction.begin();
          before = String(store.get('SELECT "Id", "Name" FROM "Account" WHERE "Id" = ?', id)?.['Name']);
          const now = new Date().toISOString();
          store.run(
            'UPDATE "Account" SET "Name" = ?, "LastModifiedDate" = ?, "LastModifiedById" = ?, "SystemModstamp" = ? WHERE "Id" = ?',
            `${before}.`.slice(-40),
            now,
            user.userId,
            now,
            id,
          );
        });
        return null;
      },
    ),
  ];
}

/** After three rounds that do not count, each round runs both, so that they meet the same machine. */
function compare(name: string, rounds: number, apex: () => unknown, plain: () => unknown): Comparison {
  const times: (readonly [number, number])[] = [];
  for (let round = -3; round < rounds; round += 1) {
    const ours = timed(apex);
    const bare = timed(plain);
    if (ours.result !== bare.result) throw new Error(`${name}: ${String(ours.result)}, not ${String(bare.result)}`);
    if (round >= 0) times.push([ours.milliseconds, bare.milliseconds]);
  }
  return { name, apex: median(times.map(([one]) => one)), plain: median(times.map(([, one]) => one)) };
}
