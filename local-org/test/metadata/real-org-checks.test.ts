/** docs/real-org-checks.md stays usable: ids are unique, every place exists, every row says how to try its belief. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../../..');
const rows = readFileSync(join(root, 'docs/real-org-checks.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ROC-'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the beliefs to check in a real org', () => {
  it('have ids of their own in order', () => {
    const ids = rows.map(([, id]) => id);
    assert.ok(ids.length > 0);
    assert.deepEqual(
      ids,
      ids.map((_, index) => `ROC-${String(index + 1).padStart(2, '0')}`),
    );
  });

  it('name a file that follows them, a source, a way to try and an outcome', () => {
    for (const [, id, belief, place, source, trial, outcome] of rows) {
      for (const cell of [belief, source, trial, outcome]) assert.ok((cell ?? '') !== '', id);
      for (const file of (place ?? '').replaceAll('`', '').split(','))
        assert.ok(existsSync(join(root, file.trim())), `${id ?? ''}: ${place ?? ''}`);
    }
  });
});
