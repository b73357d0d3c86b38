import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { idAt, isId, newId, newIds, newSerial, openStore, to15, to18 } from '../../src/store/index.ts';

describe('record ids', () => {
  it('gets the check characters that the platform gives known ids', () => {
    // Examples of Salesforce Help and of published describe results.
    assert.equal(to18('001D000000IRFma'), '001D000000IRFmaIAH');
    assert.equal(to18('0017000000hOChP'), '0017000000hOChPAAW');
    assert.equal(to18('00Dxx0000001gPL'), '00Dxx0000001gPLEAY');
  });

  it('survives a round trip through any change of case', () => {
    const character = fc.constantFrom(
      ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).filter((text) => /[0-9A-Za-z]/.test(text)),
    );
    fc.assert(
      fc.property(fc.string({ unit: character, minLength: 15, maxLength: 15 }), (id15) => {
        const id18 = to18(id15) ?? '';
        assert.equal(id18.length, 18);
        assert.equal(to18(id18.toLowerCase()), id18);
        assert.equal(to18(id18.toUpperCase()), id18);
        assert.equal(to15(id18), id15);
      }),
    );
  });

  it('refuses text that is no id', () => {
    for (const text of ['', 'abc', '001D000000IRFma-AH', '001D000000IRFm', '001D000000IRFmaIA9'])
      assert.equal(isId(text), false, text);
  });

  it('gives growing ids per prefix, independent of other prefixes', () => {
    const store = openStore(':memory:');
    const accounts = Array.from({ length: 200 }, () => newId(store, '001'));
    assert.deepEqual([...accounts].sort(), accounts);
    assert.equal(newId(store, '003'), idAt('003', 1));
    // Ids drawn together go on where single ones ended, and single ones after them.
    assert.deepEqual(
      newIds(store, '003', 3),
      [2, 3, 4].map((serial) => idAt('003', serial)),
    );
    assert.equal(newId(store, '003'), idAt('003', 5));
    assert.deepEqual(newIds(store, '003', 0), []);
    assert.equal(new Set(accounts).size, 200);
    store.close();
  });

  it('gives numbers of a series that differ in any letter case', () => {
    const store = openStore(':memory:');
    const names = Array.from({ length: 100 }, () => `User${newSerial(store, 'nick')}`.toLowerCase());
    assert.equal(new Set(names).size, 100);
    store.close();
  });
});
