import { dayInWords, momentInWords } from 'c/words';

jest.mock('@salesforce/i18n/locale', () => ({ default: 'en-GB' }), { virtual: true });
jest.mock('@salesforce/i18n/lang', () => ({ default: 'en-US' }), { virtual: true });
jest.mock('@salesforce/i18n/timeZone', () => ({ default: 'Europe/Berlin' }), { virtual: true });

it("writes dates in the style of the user's locale where it speaks the language of the sentence", () => {
  expect(dayInWords('2026-04-01')).toBe('1 April 2026');
  expect(momentInWords('2026-03-31T22:30:00.000Z')).toMatch(/^1 April 2026/);
});
