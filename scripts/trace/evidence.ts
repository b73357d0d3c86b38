/** Finds requirement ids in the titles of the tests that passed in the last run (test-results/*.xml, JUnit). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { inRoot } from '../support/paths.ts';

export interface Evidence {
  readonly id: string;
  readonly title: string;
  /** Whole path: tests below tests/journey go through browser or API of the running system; all others show a part. */
  readonly wholePath: boolean;
  readonly passed: boolean;
}

/** The result file of the tests that go through the whole system. */
export const JOURNEY_RESULTS = 'journey.xml';

const ID = /\b(?:UP|PLU|ECE|TKO)-\d+[a-z]?\b/g;

interface Case {
  readonly '@_name': string;
  readonly failure?: unknown;
  readonly error?: unknown;
  readonly skipped?: unknown;
}
interface Suite {
  readonly testcase?: readonly Case[];
  readonly testsuite?: readonly Suite[];
}

export function readEvidence(folder = inRoot('test-results')): readonly Evidence[] {
  if (!existsSync(folder)) throw new Error('There are no test results. Run "npm test" first.');
  const parser = new XMLParser({
    ignoreAttributes: false,
    isArray: (name) => name === 'testcase' || name === 'testsuite',
  });
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .flatMap((name) => {
      const document = parser.parse(readFileSync(`${folder}/${name}`, 'utf8')) as { readonly testsuites?: Suite };
      return casesOf(document.testsuites ?? {}).flatMap((test) => evidenceOf(test, name === JOURNEY_RESULTS));
    });
}

function casesOf(suite: Suite): readonly Case[] {
  return [...(suite.testcase ?? []), ...(suite.testsuite ?? []).flatMap(casesOf)];
}

function evidenceOf(test: Case, wholePath: boolean): readonly Evidence[] {
  const title = test['@_name'];
  const passed = test.failure === undefined && test.error === undefined && test.skipped === undefined;
  return [...title.matchAll(ID)].map(([id]) => ({ id, title, wholePath, passed }));
}
