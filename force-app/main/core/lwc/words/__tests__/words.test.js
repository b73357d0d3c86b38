import { dayAsEntered, dayInWords, fill, momentInWords, money, monthInWords, periodAsEntered, today } from 'c/words';

jest.mock('@salesforce/i18n/locale', () => ({ default: 'de-DE' }), { virtual: true });
jest.mock('@salesforce/i18n/lang', () => ({ default: 'en-US' }), { virtual: true });
jest.mock('@salesforce/i18n/timeZone', () => ({ default: 'Europe/Berlin' }), { virtual: true });

describe('c-words', () => {
  it('writes instants in the zone of the user and days as they are', () => {
    expect(momentInWords('2026-03-31T22:30:00.000Z')).toContain('April 1, 2026');
    expect(dayInWords('2026-04-01')).toBe('April 1, 2026');
    expect(dayAsEntered('2026-04-01')).toBe('01.04.2026');
    expect(periodAsEntered('2026-04-01', '2026-04-30')).toBe('01.–30.04.2026');
  });

  it('writes days and months in words of the language of the sentence, not of the locale', () => {
    expect(dayInWords('2026-10-01')).toBe('October 1, 2026');
    expect(monthInWords('2026-10-01')).toBe('October 2026');
    expect(monthInWords('2026-10-01', { month: 'short' })).toBe('Oct');
  });

  it('writes amounts with their currency', () => {
    expect(money(1234.5, 'EUR').replace(/\s/g, ' ')).toBe('1.234,50 €');
    expect(money(0.3149, 'EUR', 4).replace(/\s/g, ' ')).toBe('0,3149 €');
  });

  it('fills the places of a label', () => {
    expect(fill('{0} of {1}, {2}', 'a', 'b')).toBe('a of b, {2}');
  });

  it('knows what day it is', () => {
    expect(today()).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
});
