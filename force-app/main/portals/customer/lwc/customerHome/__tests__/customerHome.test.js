import { createElement } from 'lwc';
import { navigate } from 'lightning/navigation';
import { getRecord } from 'lightning/uiRecordApi';
import CustomerHome from 'c/customerHome';
import getUsage from '@salesforce/apex/UsageController.getUsage';
import getInvoices from '@salesforce/apex/InvoiceController.getInvoices';
import getContracts from '@salesforce/apex/CustomerContractsController.getContracts';

jest.mock(
  '@salesforce/apex/UsageController.getUsage',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock(
  '@salesforce/apex/InvoiceController.getInvoices',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock(
  '@salesforce/apex/CustomerContractsController.getContracts',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/label/c.Customer_Welcome_Name', () => ({ default: 'Welcome, {0}' }), { virtual: true });
jest.mock('@salesforce/label/c.Usage_Next', () => ({ default: '{0}: {1} kWh' }), { virtual: true });
jest.mock('@salesforce/label/c.Customer_Home_Invoice_Due', () => ({ default: '{0}, {1}' }), { virtual: true });

const USAGE = {
  assetId: '02i000000000001AAA',
  commodity: 'Electricity',
  place: 'Beispielweg 1',
  months: [],
  nextMonth: '2027-01-01',
  nextMonthForecastKwh: 222.4
};
const INVOICE = { invoiceNumber: 'R-2', amount: 84.5, currencyCode: 'EUR', dueOn: '2027-01-15', status: 'OPEN' };
const CONTRACT = {
  contractNumber: '00000101',
  place: 'Beispielweg 1',
  lines: [{ commodity: 'Electricity', marketLocation: '51238696780', supplyStatus: 'Started' }]
};

const show = async () => {
  const element = createElement('c-customer-home', { is: CustomerHome });
  document.body.append(element);
  await settled();
  return element;
};
const texts = ({ shadowRoot }, selector) => [...shadowRoot.querySelectorAll(selector)].map((one) => one.textContent);

describe('c-customer-home', () => {
  it('greets by name and shows what matters', async () => {
    const element = await show();
    expect(texts(element, 'h1')).toEqual(['c.Customer_Welcome']);
    getRecord.emit({ apiName: 'User', fields: { FirstName: { value: 'Karla' } } });
    getUsage.emit([USAGE]);
    getInvoices.emit([INVOICE, { ...INVOICE, invoiceNumber: 'R-1' }]);
    getContracts.emit([CONTRACT]);
    await settled();
    expect(texts(element, 'h1')).toEqual(['Welcome, Karla']);
    expect(texts(element, '.head')).toEqual(['c.Commodity_Electricity', '€84.50', 'c.Commodity_Electricity']);
    expect(texts(element, '.text')).toEqual([
      'January 2027: 222 kWh',
      'R-2, January 15, 2027',
      'c.Contract_Status_Started'
    ]);
    await expect(element).toBeAccessible();
  });

  it('leads to the pages', async () => {
    const element = await show();
    const links = [...element.shadowRoot.querySelectorAll('.link')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '/agency/Usage__c',
      '/agency/Invoices__c',
      '/agency/Contracts__c'
    ]);
    links[1].click();
    expect(navigate).toHaveBeenCalledWith({ type: 'comm__namedPage', attributes: { name: 'Invoices__c' } });
  });

  it('shows the rest when one part fails, and notes what there is not yet', async () => {
    const element = await show();
    expect(texts(element, '.note')).toHaveLength(3);
    getUsage.error({ message: undefined });
    getInvoices.emit([]);
    getContracts.emit([CONTRACT]);
    await settled();
    expect(texts(element, '[role="alert"]')).toEqual(['c.Usage_Load_Failed']);
    expect(texts(element, '.note')).toEqual(['c.Invoice_Empty_Hint']);
    expect(texts(element, '.text')).toEqual(['c.Contract_Status_Started']);
    await expect(element).toBeAccessible();
  });
});
