import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { OrgError } from '../../src/engine/errors.ts';
import type { Binds, QueryEngine, UserContext } from '../../src/engine/ports.ts';
import type { RecordValue, SObjectRecord } from '../../src/engine/records.ts';
import { recordId } from '../../src/soql/index.ts';
import { sampleIds, writeSampleData } from './sample-data.ts';
import { openSampleOrg, openSecurity, sampleSchema, scopeOf, userOf } from './sample-org.ts';

/** One case: a statement and what the platform answers. Short names of rows (`$A1`) stand for their ids. */
interface Case {
  readonly title: string;
  readonly soql?: string;
  readonly sosl?: string;
  readonly binds?: Binds;
  /** Another moment or user than Berlin on 2026-03-18. */
  readonly now?: string;
  readonly user?: Partial<UserContext>;
  /** Short names of the rows, in order. */
  readonly ids?: readonly string[];
  /** Short names of the rows, in any order. */
  readonly anyOrder?: readonly string[];
  /** Whole records: parents as objects, child lists as arrays, compounds as objects. */
  readonly rows?: readonly unknown[];
  readonly total?: number;
  readonly error?: { readonly code: string; readonly message: string };
}
interface CaseFile {
  readonly source: string;
  readonly cases: readonly (Case & { readonly source?: string })[];
}

const engines = new Map<string, QueryEngine>();
function engineAt(now = '2026-03-18T10:00:00.000Z'): QueryEngine {
  const known = engines.get(now);
  if (known) return known;
  const { store, engine } = openSampleOrg(sampleSchema, openSecurity(), now);
  writeSampleData(store);
  engines.set(now, engine);
  return engine;
}
const shortNames = new Map(Object.entries(sampleIds).map(([name, id]) => [id, name]));
const folder = new URL('./cases/', import.meta.url);

function withIds(text: string): string {
  return text.replace(/\$([A-Z]+\d)/g, (whole, name: string) => sampleIds[name] ?? whole);
}

function short(record: SObjectRecord): string {
  return shortNames.get(recordId(record) ?? '') ?? '?';
}

function plain(value: RecordValue): unknown {
  if (Array.isArray(value)) return (value as readonly SObjectRecord[]).map((record) => plainRecord(record));
  if (typeof value === 'object' && value !== null)
    return 'compound' in value ? value.compound : plainRecord(value as SObjectRecord);
  return typeof value === 'string' && shortNames.has(value) ? `$${shortNames.get(value) ?? ''}` : value;
}

function plainRecord(record: SObjectRecord): unknown {
  return Object.fromEntries(Object.entries(record.values).map(([key, value]) => [key, plain(value)]));
}

function check(testCase: Case): void {
  const binds = JSON.parse(withIds(JSON.stringify(testCase.binds ?? {}))) as Binds;
  const engine = engineAt(testCase.now);
  const scope = scopeOf({ user: userOf(testCase.user) });
  const run = (): { records: readonly SObjectRecord[]; totalSize: number } => {
    if (testCase.sosl !== undefined) {
      const records = engine.search(withIds(testCase.sosl), binds, scope, { apex: true }).flat();
      return { records, totalSize: records.length };
    }
    return engine.query(withIds(testCase.soql ?? ''), binds, scope, { apex: testCase.binds !== undefined });
  };
  if (testCase.error) {
    const { code, message } = testCase.error;
    assert.throws(run, (error) => {
      assert.ok(error instanceof OrgError, String(error));
      assert.equal(error.code, code);
      assert.ok(error.message.includes(message), `${error.message}\n— should say —\n${message}`);
      return true;
    });
    return;
  }
  const result = run();
  if (testCase.ids) assert.deepEqual(result.records.map(short), testCase.ids);
  if (testCase.anyOrder) assert.deepEqual(result.records.map(short).sort(), [...testCase.anyOrder].sort());
  if (testCase.rows) assert.deepEqual(result.records.map(plainRecord), testCase.rows);
  if (testCase.total !== undefined) assert.equal(result.totalSize, testCase.total);
}

for (const file of readdirSync(folder).sort()) {
  const { source, cases } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as CaseFile;
  describe(`SOQL cases: ${file} (${source})`, () => {
    for (const testCase of cases)
      it(`${testCase.title}: ${testCase.soql ?? testCase.sosl ?? ''}`, () => check(testCase));
  });
}
