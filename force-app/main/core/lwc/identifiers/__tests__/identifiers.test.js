import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  formatIban,
  formatMarketLocation,
  isCompleteIban,
  isCompleteMarketLocation,
  isIban,
  isMarketLocation,
  normaliseIban
} from 'c/identifiers';

const TEST = join(process.cwd(), 'force-app/test');
const vectors = JSON.parse(readFileSync(join(TEST, 'data/identifiers.json'), 'utf8'));

describe('c-identifiers', () => {
  it.each(vectors.marketLocation.valid)('accepts the market location %s', (id) => {
    expect(isMarketLocation(id)).toBe(true);
  });

  it.each(vectors.marketLocation.invalid)('refuses the market location "%s"', (id) => {
    expect(isMarketLocation(id)).toBe(false);
  });

  it.each(vectors.iban.valid)('accepts the IBAN %s', (iban) => {
    expect(isIban(iban)).toBe(true);
  });

  it.each(vectors.iban.invalid)('refuses the IBAN "%s"', (iban) => {
    expect(isIban(iban)).toBe(false);
  });

  it('refuses what was never entered', () => {
    expect(isMarketLocation(undefined)).toBe(false);
    expect(isIban(null)).toBe(false);
  });

  it('groups identifiers as people compare them', () => {
    expect(formatMarketLocation('51238696781')).toBe('512 386 967 81');
    expect(formatIban('de89370400440532013000')).toBe('DE89 3704 0044 0532 0130 00');
    expect(normaliseIban(formatIban('DE89370400440532013000'))).toBe('DE89370400440532013000');
  });

  it('judges only what is typed to the end', () => {
    expect(isCompleteMarketLocation('512 386 967')).toBe(false);
    expect(isCompleteMarketLocation('51238696782')).toBe(true);
    expect(isCompleteIban('DE89 3704')).toBe(false);
    expect(isCompleteIban('DE89 3704 0044 0532 0130 00')).toBe(true);
  });

  it('is proved by the same vectors as the Apex classes', () => {
    const apexOf = (path) => readFileSync(join(TEST, path), 'utf8');
    const marketLocationTest = apexOf('supply/classes/MarketLocationIdTest.cls');
    const ibanTest = apexOf('core/classes/IbanTest.cls');
    const { marketLocation, iban } = vectors;
    expect(
      [...marketLocation.valid, ...marketLocation.invalid].filter((id) => !marketLocationTest.includes(`'${id}'`))
    ).toEqual([]);
    expect([...iban.valid, ...iban.invalid].filter((number) => !ibanTest.includes(`'${number}'`))).toEqual([]);
  });
});
