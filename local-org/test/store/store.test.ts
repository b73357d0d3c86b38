import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { copyStore, openStore, readSetting, snapshot, writeSetting } from '../../src/store/index.ts';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'store-'));
});
after(async () => {
  await rm(directory, { recursive: true });
});

/** Starts the committing child, kills it after `commits` confirmed commits, answers the last number it confirmed. */
async function killAfter(path: string, commits: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Math.max(last, Number(line));
    if (last >= commits) child.kill('SIGKILL');
  }
  return last;
}

describe('the store file', () => {
  it('has every committed row and no uncommitted one after kill -9', async () => {
    const path = join(directory, 'crash.db');
    const prepared = openStore(path);
    prepared.exec('CREATE TABLE t (n INTEGER, half INTEGER)');
    prepared.close();
    const confirmed = await killAfter(path, 50);
    const store = openStore(path);
    const rows = store.all('SELECT n, count(*) AS rows, min(half) AS low FROM t GROUP BY n ORDER BY n');
    assert.ok(rows.length >= confirmed, `${rows.length} of ${confirmed} commits are there`);
    assert.deepEqual(
      rows.map((row) => row['n']),
      Array.from({ length: rows.length }, (_, index) => index + 1),
    );
    assert.ok(
      rows.every((row) => row['rows'] === 2 && row['low'] === 1),
      'each commit is whole, no rolled-back row is left',
    );
    assert.equal(store.get('PRAGMA integrity_check')?.['integrity_check'], 'ok');
    store.close();
  });

  it('copies itself for a test worker; the copy lives its own life', () => {
    const source = openStore(join(directory, 'source.db'));
    writeSetting(source, 'name', 'source');
    const copy = copyStore(source, join(directory, 'copy.db'));
    writeSetting(copy, 'name', 'copy');
    assert.equal(readSetting(source, 'name'), 'source');
    assert.equal(readSetting(copy, 'name'), 'copy');
    assert.throws(() => copyStore(source, join(directory, 'copy.db')), /exists already/);
    copy.close();
    source.close();
  });

  it('writes a snapshot over an older one', () => {
    const store = openStore(':memory:');
    const target = join(directory, 'snapshot.db');
    for (const round of ['1', '2']) {
      writeSetting(store, 'round', round);
      snapshot(store, target);
    }
    const restored = openStore(target);
    assert.equal(readSetting(restored, 'round'), '2');
    restored.close();
    store.close();
  });

  it('serves functions that are defined in JavaScript', () => {
    const store = openStore(':memory:');
    store.define('shout', (text) => String(text).toUpperCase());
    assert.equal(store.get("SELECT shout('strom') AS said")?.['said'], 'STROM');
    store.close();
  });
});
