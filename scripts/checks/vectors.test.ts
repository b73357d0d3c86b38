import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { checkVectors, vectorProblems } from './vectors.ts';

const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
after(() => {
  rmSync(folder, { recursive: true });
});
const originals = join(folder, 'vectors');
const copies = join(folder, 'resources');
for (const made of [originals, copies]) mkdirSync(made);

describe('copies of vector files', () => {
  it('are the same in this repository', async () => {
    await assert.doesNotReject(checkVectors());
  });

  it('are missed, compared byte by byte, described and traced back', () => {
    writeFileSync(join(originals, 'two-words.json'), '{}');
    assert.match(
      vectorProblems(originals, copies)[0] ?? '',
      /Apex does not run it; copy it to .*Vectors_Two_Words\.json/,
    );
    writeFileSync(join(copies, 'Vectors_Two_Words.json'), '{ }');
    const [differs = '', undescribed = ''] = vectorProblems(originals, copies);
    assert.match(differs, /Vectors_Two_Words\.json: differs/);
    assert.match(undescribed, /Vectors_Two_Words\.resource-meta\.xml: missing/);
    writeFileSync(join(copies, 'Vectors_Two_Words.json'), '{}');
    writeFileSync(join(copies, 'Vectors_Two_Words.resource-meta.xml'), '<StaticResource/>');
    assert.deepEqual(vectorProblems(originals, copies), []);
    writeFileSync(join(copies, 'Vectors_Old.json'), '{}');
    assert.match(vectorProblems(originals, copies)[0] ?? '', /^Vectors_Old\.json: no file of tests\/vectors/);
  });
});
