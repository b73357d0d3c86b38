import { createElement } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import CustomerContracts from 'c/customerContracts';
import getContracts from '@salesforce/apex/CustomerContractsController.getContracts';

jest.mock(
  '@salesforce/apex/CustomerContractsController.getContracts',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
jest.mock('@salesforce/label/c.Contract_Account', () => ({ default: 'Account {0} of {1}' }), { virtual: true });
jest.mock('@salesforce/label/c.Contract_Supplied_Since', () => ({ default: 'Since {0}' }), { virtual: true });
jest.mock('@salesforce/label/c.Contract_Supply_From', () => ({ default: 'From {0}' }), { virtual: true });

const line = (commodity, supplyStatus) => ({
  commodity,
  supplyStatus,
  tariff: 'Strom Natur 24',
  marketLocation: '51238696780',
  supplyStart: '2026-12-01'
});
const CONTRACT = {
  contractNumber: '00000101',
  status: 'Started',
  startDate: '2026-12-01',
  place: 'Beispielweg 1, 10115 Berlin',
  accountHolder: 'Karla Größe',
  ibanLast4: '3001',
  lines: [line('Electricity', 'Started'), line('Gas', 'Confirmed')]
};

const show = async () => {
  const element = createElement('c-customer-contracts', { is: CustomerContracts });
  document.body.append(element);
  await settled();
  return element;
};
const loadState = ({ shadowRoot }) => shadowRoot.querySelector('c-load-state');
const texts = ({ shadowRoot }, selector) => [...shadowRoot.querySelectorAll(selector)].map((one) => one.textContent);

describe('c-customer-contracts', () => {
  it('waits, then shows what is supplied where, since when, and how it is paid', async () => {
    const element = await show();
    expect(loadState(element).isLoading).toBe(true);
    getContracts.emit([CONTRACT]);
    await settled();
    expect(texts(element, 'h1, h2, h3')).toEqual([
      'c.Customer_Contracts',
      'c.Contract_Title',
      'c.Commodity_Electricity',
      'c.Commodity_Gas'
    ]);
    expect(texts(element, '.place')).toEqual(['Beispielweg 1, 10115 Berlin']);
    expect(texts(element, '.status')).toEqual(['c.Contract_Status_Started', 'c.Contract_Status_Confirmed']);
    expect(texts(element, '.start')).toEqual(['Since December 1, 2026', 'From December 1, 2026']);
    expect(texts(element, '.payment')).toEqual(['Account 3001 of Karla Größe']);
    await expect(element).toBeAccessible();
  });

  it('names no start of a supply that does not come', async () => {
    const element = await show();
    getContracts.emit([{ ...CONTRACT, ibanLast4: null, lines: [line('Gas', 'Rejected')] }]);
    await settled();
    expect(texts(element, '.start')).toEqual([]);
    expect(texts(element, '.payment')).toEqual([]);
  });

  it('says so when there are none', async () => {
    const element = await show();
    getContracts.emit([]);
    await settled();
    expect(loadState(element)).toMatchObject({
      isEmpty: true,
      emptyTitle: 'c.Customer_Contracts_Empty',
      emptyHint: 'c.Customer_Contracts_Empty_Hint'
    });
    await expect(element).toBeAccessible();
  });

  it('says so when they could not be loaded, and tries again', async () => {
    const element = await show();
    getContracts.error({ message: undefined });
    await settled();
    expect(loadState(element)).toMatchObject({
      problem: 'c.Customer_Contracts_Failed',
      isLoading: false,
      isEmpty: false
    });
    loadState(element).dispatchEvent(new CustomEvent('retry'));
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });
});
