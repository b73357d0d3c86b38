import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'node:test';
import { runApexTests } from '../../../src/apex/testing/index.ts';
import { openApexOrg } from './apex-org.ts';

const folder = fileURLToPath(new URL('fixtures/force-app', import.meta.url));
const files = Object.fromEntries(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [`force-app/main/default/${path.slice(folder.length + 1)}`, readFileSync(path, 'utf8')];
    }),
);
const org = openApexOrg(files);
after(() => org.close());
org.deploy({});

/** What is meant to fail, with the message it must fail with. */
const FAILURES: Readonly<Record<string, string>> = {
  endsAtTheLimitOfQueries: 'System.LimitException: Too many SOQL queries: 101',
};

describe('The platform library, used by Apex over a real org', () => {
  const { results, unsupported } = runApexTests(org.session(), { testLevel: 'RunLocalTests', classes: [] });

  for (const { methodName, outcome, message, stackTrace, assertions } of results) {
    it(
      methodName.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`),
      () => {
        const expected = FAILURES[methodName];
        assert.equal(message, expected ?? null, stackTrace ?? '');
        assert.equal(outcome, expected === undefined ? 'Pass' : 'Fail');
        if (expected === undefined) assert.ok(assertions > 0);
      },
    );
  }

  it('ran all methods of the fixture without meeting an unsupported platform method', () => {
    assert.ok(results.length >= 19);
    assert.deepEqual([...unsupported], []);
  });

  it('refuses what it lacks by name, and counts it', () => {
    assert.throws(
      () => org.run(`Crypto.signWithCertificate('RSA-SHA1', Blob.valueOf('x'), 'x');`),
      /does not support Apex System\.Crypto\.signWithCertificate\(String,Blob,String\)/,
    );
  });
});
