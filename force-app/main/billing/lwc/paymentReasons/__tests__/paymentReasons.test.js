import { isAboutMoney, reasonInWords } from 'c/paymentReasons';

jest.mock('@salesforce/label/c.Bank_Reason_Other', () => ({ default: 'Refused ({0})' }), { virtual: true });

describe('c-payment-reasons', () => {
  it('says why the bank did not pay', () => {
    expect(reasonInWords('AM04')).toBe('c.Bank_Reason_AM04');
    expect(reasonInWords(undefined)).toBe('c.Bank_Reason_MS03');
  });

  it('names a code that it does not know', () => {
    expect(reasonInWords('ZZ99')).toBe('Refused (ZZ99)');
  });

  it('knows when money helps', () => {
    expect(['AM04', 'MS03', undefined, 'AC04', 'MD01'].map((code) => isAboutMoney(code))).toEqual([
      true,
      true,
      true,
      false,
      false
    ]);
  });
});
