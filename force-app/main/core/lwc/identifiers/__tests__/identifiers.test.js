import { formatMarketLocation, normaliseIban, normaliseMarketLocation } from 'c/identifiers';

describe('c-identifiers', () => {
  it('sends identifiers without the spaces of the printed form', () => {
    expect(normaliseMarketLocation(' 512 386 967 81')).toBe('51238696781');
    expect(normaliseIban('de89 3704 0044 0532 0130 00')).toBe('DE89370400440532013000');
  });

  it('sends nothing for what was never entered', () => {
    expect(normaliseMarketLocation(undefined)).toBe('');
    expect(normaliseIban(null)).toBe('');
  });

  it('groups market locations as people compare them', () => {
    expect(formatMarketLocation('51238696781')).toBe('512 386 967 81');
  });
});
