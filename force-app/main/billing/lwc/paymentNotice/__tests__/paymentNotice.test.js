import { createElement } from 'lwc';
import PaymentNotice from 'c/paymentNotice';
import getInvoices from '@salesforce/apex/InvoiceController.getInvoices';

jest.mock(
  '@salesforce/apex/InvoiceController.getInvoices',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/label/c.Payment_Notice_Line', () => ({ default: '{0}, {1}: {2}' }), { virtual: true });
jest.mock('@salesforce/label/c.Payment_Notice_Contact', () => ({ default: 'Write to {0} soon.' }), { virtual: true });
jest.mock('@salesforce/label/c.Customer_Contact_Email', () => ({ default: 'help@example.com' }), { virtual: true });

const show = async (...invoices) => {
  const element = createElement('c-payment-notice', { is: PaymentNotice });
  document.body.append(element);
  getInvoices.emit(invoices);
  await settled();
  return element;
};
const failed = (invoiceNumber, reasonCode) => ({
  invoiceNumber,
  reasonCode,
  amount: 84.5,
  currencyCode: 'EUR',
  status: 'FAILED'
});
const entries = ({ shadowRoot }) => [...shadowRoot.querySelectorAll('li')].map(({ textContent }) => textContent);

describe('c-payment-notice', () => {
  it('shows nothing while every payment is well', async () => {
    const element = await show({ ...failed('R-1'), status: 'PAID' }, { ...failed('R-2'), status: 'OPEN' });
    expect(element.shadowRoot.querySelector('section')).toBeNull();
  });

  it('names the invoice, the reason and what to do', async () => {
    const element = await show(failed('R-1', 'AM04'));
    expect(entries(element)).toEqual([
      'R-1, €84.50: c.Bank_Reason_AM04',
      'c.Payment_Notice_Funds',
      'Write to help@example.com soon.'
    ]);
    expect(element.shadowRoot.querySelector('a').getAttribute('href')).toBe('mailto:help@example.com');
    await expect(element).toBeAccessible();
  });

  it('asks for another account where money does not help', async () => {
    const element = await show(failed('R-2', 'AC04'), failed('R-1', 'MS03'));
    expect(entries(element).slice(2, 4)).toEqual(['c.Payment_Notice_Funds', 'c.Payment_Notice_Account']);
  });
});
