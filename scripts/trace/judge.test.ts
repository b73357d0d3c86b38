import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Evidence } from './evidence.ts';
import { judge } from './judge.ts';
import { parseCsv, type RequirementRow } from './register.ts';

const ROWS: readonly RequirementRow[] = [
  { id: 'UP-51', acceptance: 'sees nothing by query and by list' },
  { id: 'UP-51a', parent: 'UP-51', acceptance: 'sees nothing by query' },
  { id: 'UP-51b', parent: 'UP-51', acceptance: 'sees nothing by list' },
  { id: 'UP-7', acceptance: 'one observation' },
];
const found = (id: string, wholePath = true, passed = true): Evidence => ({ id, title: `${id} …`, wholePath, passed });
const statusOf = (id: string, evidence: readonly Evidence[]) =>
  judge(ROWS, evidence).find((verdict) => verdict.id === id)?.status;

describe('the verdict on a requirement', () => {
  it('is proved by a whole-path test that passed', () => assert.equal(statusOf('UP-7', [found('UP-7')]), 'proved'));

  it('is partly for a test of a part, and open for a test that failed or was never run', () => {
    assert.equal(statusOf('UP-7', [found('UP-7', false)]), 'partly');
    assert.equal(statusOf('UP-7', [found('UP-7', true, false)]), 'open');
    assert.equal(statusOf('UP-7', []), 'open');
  });

  it('is not proved while another test of the same id fails', () =>
    assert.equal(statusOf('UP-7', [found('UP-7'), found('UP-7', false, false)]), 'partly'));

  it('needs all letters of a row', () => {
    assert.equal(statusOf('UP-51', [found('UP-51a')]), 'partly');
    assert.equal(statusOf('UP-51', [found('UP-51a'), found('UP-51b')]), 'proved');
  });
});

describe('reading the register', () => {
  it('understands quotes, commas, doubled quotes and line ends inside a field', () =>
    assert.deepEqual(parseCsv('id,text\r\nA-1,"one, ""two""\nthree"\n'), [
      ['id', 'text'],
      ['A-1', 'one, "two"\nthree'],
    ]));
});
