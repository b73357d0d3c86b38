import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

type Case = readonly [apex: string, expected: string, source?: string];
interface CaseFile {
  readonly source: string;
  readonly cases: readonly Case[];
  readonly throws: readonly Case[];
}

const folder = new URL('cases/', import.meta.url);
const org = openApexOrg();
// The examples of the reference are written for a user in GMT with the locale en_US.
org.engine.store.run(
  `UPDATE "User" SET "TimeZoneSidKey" = 'GMT', "LocaleSidKey" = 'en_US', "LanguageLocaleKey" = 'en_US'`,
);
after(() => org.close());

for (const file of readdirSync(folder).sort()) {
  const { source, cases, throws } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as CaseFile;
  describe(`Published results of Apex expressions: ${file} (${source})`, () => {
    for (const [apex, expected, origin] of cases) {
      it(`${apex} is ${JSON.stringify(expected)}${origin === undefined ? '' : ` (${origin})`}`, () => {
        assert.equal(org.run(`System.debug(${apex});`).join('\n'), expected);
      });
    }
    for (const [apex, expected] of throws) {
      it(`${apex} throws ${expected}`, () => {
        assert.throws(() => org.run(`Object result = ${apex};`), { message: expected });
      });
    }
  });
}
