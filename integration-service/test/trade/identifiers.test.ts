import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { checkIdentifier, marketKey, recogniseServicePoint } from '../../src/trade/identifiers/index.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../../tests/vectors/${name}.json`, import.meta.url), 'utf8');

interface Group {
  readonly kind: string;
  readonly valid: readonly string[];
  readonly invalid: readonly { text: string; problem: string; position: number | null; expected: string | null }[];
  readonly written: readonly { text: string; value: string; shown: string; addition: string | null }[];
}

const { groups } = JSON.parse(read('identifiers')) as { groups: readonly Group[] };
const fuzzed = JSON.parse(read('identifiers-fuzzed')) as {
  groups: readonly { kind: string; valid: readonly string[]; invalid: readonly string[] }[];
};

describe('identifiers of the trade', () => {
  for (const { kind, valid, invalid, written } of groups) {
    it(`${kind}: published values are valid, wrong ones are refused with their place, all are stored in one form`, () => {
      for (const text of valid) assert.equal(checkIdentifier(kind, text).problem, null, text);
      for (const vector of invalid) {
        const { problem, position, expected } = checkIdentifier(kind, vector.text);
        assert.deepEqual({ problem, position }, { problem: vector.problem, position: vector.position }, vector.text);
        if (vector.expected !== null) assert.equal(expected, vector.expected, vector.text);
      }
      for (const vector of written) {
        const { value, shown, addition, country, commodity } = checkIdentifier(kind, vector.text);
        assert.deepEqual({ text: vector.text, value, shown, addition, country, commodity }, vector);
      }
    });
  }

  it('agree with an independent implementation', () => {
    for (const { kind, valid, invalid } of fuzzed.groups) {
      for (const text of valid) assert.equal(checkIdentifier(kind, text).problem, null, `${kind} ${text}`);
      for (const text of invalid) assert.notEqual(checkIdentifier(kind, text).problem, null, `${kind} ${text}`);
    }
  });

  it('tell country and commodity where the identifier tells them, and leave the rest open', () => {
    const first = (text: string) => recogniseServicePoint(text)[0];
    assert.equal(first('859182400123456789')?.kind, 'CZ_EAN');
    assert.equal(first('27ZG017Z0011135U')?.commodity, 'Gas');
    assert.equal(recogniseServicePoint('00881234567890').length, 3);
    assert.equal(recogniseServicePoint('hello').length, 0);
  });

  it('have market keys that differ between markets', () => {
    const keys = ['FR:Electricity', 'FR:Gas', 'IT:Gas'].map((market) => {
      const [country = '', commodity = ''] = market.split(':');
      return marketKey(country, commodity, '12345678901234');
    });
    assert.equal(new Set(keys).size, 3);
  });

  it('of a kind that nobody knows are a mistake of the programmer', () => {
    assert.throws(() => checkIdentifier('XX_NUMBER', '1'), TypeError);
  });
});
