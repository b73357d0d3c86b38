/** Commits numbers for ever and says each one after its commit; leaves a transaction open between commits. Killed by the test. */
import { openStore } from '../../src/store/index.ts';

const store = openStore(process.argv[2] ?? '');
for (let number = 1; ; number++) {
  store.exec('BEGIN IMMEDIATE');
  store.run('INSERT INTO t (n, half) VALUES (?, 1)', number);
  store.run('INSERT INTO t (n, half) VALUES (?, 2)', number);
  store.exec('COMMIT');
  process.stdout.write(`${number}\n`);
  store.exec('BEGIN IMMEDIATE');
  store.run('INSERT INTO t (n, half) VALUES (?, 0)', number);
  store.exec('ROLLBACK');
}
