/** Results of functions as the public documentation of DataWeave states them (docs.mulesoft.com/dataweave, the page named). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { valueOf } from './run-script.ts';

interface Vector {
  readonly page: string;
  readonly imports?: readonly string[];
  readonly script: string;
  readonly gives: unknown;
}

const vectors = JSON.parse(readFileSync(new URL('cases/functions.json', import.meta.url), 'utf8')) as readonly Vector[];

describe('functions give what the documentation says', () => {
  for (const [page, own] of Object.entries(Object.groupBy(vectors, (vector) => vector.page))) {
    it(page, () => {
      for (const { script, imports, gives } of own ?? []) assert.deepEqual(valueOf(script, imports), gives, script);
    });
  }

  it('states at least two hundred results', () => {
    assert.ok(vectors.length >= 200, String(vectors.length));
  });
});
