/** ARCHITECTURE rule 3: "A kill -9 at any line loses nothing and doubles nothing." Here: what the DML engine wrote, over 50 commits. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, it } from 'node:test';
import { problems, record, testOrg, testUser } from './org.ts';
import { sampleSchema } from './sample-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'crash-'));
const path = join(folder, 'org.sqlite');
after(() => rmSync(folder, { recursive: true, force: true }));

/** Lets a process write from `first` on; kills it at the beginning, or right after the commit, of the given number. */
async function live(first: number, last: number, at: 'writing' | 'committed'): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let committed = first - 1;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, number] = line.split(' ');
    if (word === 'committed') committed = Math.max(committed, Number(number));
    if (word === at && Number(number) >= last) child.kill('SIGKILL');
  }
  return committed;
}

it('a process killed again and again during 50 commits leaves every commit whole and nothing else', async () => {
  const prepared = testOrg(sampleSchema, { path });
  prepared.store.run('INSERT INTO User (Id, Name, IsActive) VALUES (?, ?, 1)', testUser.userId, 'Tester');
  prepared.store.close();
  let confirmed = 0;
  for (let kill = 1; kill <= 3; kill += 1) {
    confirmed = await live(confirmed + 1, kill * 17, kill % 2 === 0 ? 'committed' : 'writing');
    const org = testOrg(sampleSchema, { path });
    const invoices = org.rows('Invoice__c');
    // The last one may be committed although the kill came before the process could say so.
    assert.ok(invoices.length >= confirmed && invoices.length <= confirmed + 2, `${invoices.length} of ${confirmed}`);
    confirmed = invoices.length;
    assert.deepEqual(
      invoices.map(({ values }) => [values['Number__c'], values['Name'], values['Sum__c'], values['Lines__c']]),
      invoices.map((_, index) => [`N${index + 1}`, `I-${String(index + 7).padStart(4, '0')}`, 6, 3]),
    );
    assert.equal(org.rows('Line__c').length, confirmed * 3);
    assert.equal(org.rows('Invoice__History', "Field = 'created'").length, confirmed);
    assert.equal(org.store.get('PRAGMA integrity_check')?.['integrity_check'], 'ok');
    org.store.close();
  }
  assert.ok(confirmed >= 50, `${confirmed} commits`);
  const org = testOrg(sampleSchema, { path });
  const [next] = org.commit((scope) =>
    org.dml.insert([record('Invoice__c', { Number__c: 'next' })], { allOrNone: true }, scope),
  );
  assert.deepEqual(problems(next), []);
  org.store.close();
});
