import { createElement } from 'lwc';
import CustomerInvoices from 'c/customerInvoices';

jest.mock(
  '@salesforce/apex/InvoiceController.getInvoices',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/apex/InvoiceController.openInvoice', () => ({ default: jest.fn() }), { virtual: true });

describe('c-customer-invoices', () => {
  it('has one heading, the notice of failed payments and the list', async () => {
    const element = createElement('c-customer-invoices', { is: CustomerInvoices });
    document.body.append(element);
    await settled();
    expect(element.shadowRoot.querySelectorAll('h1')).toHaveLength(1);
    expect(element.shadowRoot.querySelector('c-payment-notice')).not.toBeNull();
    expect(element.shadowRoot.querySelector('c-invoice-list').hideTitle).toBe(true);
    await expect(element).toBeAccessible();
  });
});
