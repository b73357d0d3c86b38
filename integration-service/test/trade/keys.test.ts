import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { marketKey } from '../../src/trade/identifiers/index.ts';
import { meterKey, premisesKey } from '../../src/trade/keys/index.ts';

type Kind = 'premises' | 'meter' | 'market';
type Texts = readonly string[];

const vectors = JSON.parse(readFileSync(new URL('../../../tests/vectors/keys.json', import.meta.url), 'utf8')) as {
  readonly same: readonly { readonly kind: Kind; readonly key: string; readonly texts: readonly Texts[] }[];
  readonly different: readonly { readonly kind: Kind; readonly why: string; readonly texts: readonly Texts[] }[];
};

const keyOf: Readonly<Record<Kind, (texts: Texts) => string>> = {
  premises: ([country = '', postalCode = '', city = '', street = '', houseNumber = '']) =>
    premisesKey({ country, postalCode, city, street, houseNumber }),
  meter: ([manufacturer = '', serial = '']) => meterKey(manufacturer, serial),
  market: ([country = '', commodity = '', value = '']) => marketKey(country, commodity, value),
};

describe('keys of records', () => {
  it('are one for all spellings of one thing, and the same as in Apex', () => {
    for (const { kind, key, texts } of vectors.same) {
      for (const written of texts) assert.equal(keyOf[kind](written), key, `${kind} ${written.join(' | ')}`);
    }
  });

  it('differ between neighbours, also where capital letters do not count', () => {
    for (const { kind, why, texts } of vectors.different) {
      const keys = texts.map((written) => keyOf[kind](written).toLowerCase());
      assert.equal(new Set(keys).size, texts.length, `${why}: ${keys.join(' ')}`);
    }
  });

  it('of a place do not need every part of its address', () => {
    const nowhere = { postalCode: null, city: 'Berlin', street: null, houseNumber: ' ' };
    assert.equal(premisesKey({ country: 'DE', ...nowhere }), 'DE::berlin::');
  });
});
