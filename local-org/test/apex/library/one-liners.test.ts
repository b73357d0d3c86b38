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

/** Where nothing else is named: the reference's page of the last method of the expression. */
function sourceOf(apex: string, source: string): string {
  const method = [...apex.matchAll(/\b(\w+)\s*\(/g)].at(-1)?.[1];
  return `${source.split('; where')[0] ?? source}${method === undefined ? '' : `: ${method}`}`;
}

for (const file of readdirSync(folder).sort()) {
  const { source, cases, throws } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as CaseFile;
  describe(`Published results of Apex expressions: ${file} (${source})`, () => {
    for (const [apex, expected, origin] of cases) {
      it(`${apex} is ${JSON.stringify(expected)} (${origin ?? sourceOf(apex, source)})`, () => {
        assert.equal(org.run(`System.debug(${apex});`).join('\n'), expected);
      });
    }
    for (const [apex, expected, origin] of throws) {
      it(`${apex} throws ${expected} (${origin ?? sourceOf(apex, source)})`, () => {
        assert.throws(() => org.run(`Object result = ${apex};`), { message: expected });
      });
    }
  });
}

describe('Published results of Apex expressions', () => {
  it('are at least two hundred, each of them once', () => {
    const all = readdirSync(folder).flatMap((file) => {
      const { cases, throws } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as CaseFile;
      return [...cases, ...throws].map(([apex]) => apex);
    });
    assert.ok(all.length >= 200);
    assert.equal(new Set(all).size, all.length);
  });
});
