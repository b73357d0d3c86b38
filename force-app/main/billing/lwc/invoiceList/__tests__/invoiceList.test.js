import { createElement } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import InvoiceList from 'c/invoiceList';
import getInvoices from '@salesforce/apex/InvoiceController.getInvoices';
import openInvoice from '@salesforce/apex/InvoiceController.openInvoice';
import { firstOldestYear, shownFrom, yearBefore } from '../years';

jest.mock(
  '@salesforce/apex/InvoiceController.getInvoices',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/apex/InvoiceController.openInvoice', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });

const invoice = (number, more = {}) => ({
  invoiceNumber: number,
  issuedOn: '2027-01-01',
  dueOn: '2027-01-15',
  periodFrom: '2026-12-01',
  periodTo: '2026-12-31',
  amount: 84.5,
  currencyCode: 'EUR',
  status: 'OPEN',
  reasonCode: null,
  documentReady: true,
  ...more
});
/** As many invoices as there are months back from January 2027. */
const yearsOf = (count) =>
  Array.from({ length: count }, (_, index) => {
    const month = 24 - index;
    const day = `${2025 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;
    return invoice(`R-${index}`, { issuedOn: day });
  });
const URL = 'https://integration.example/invoices/abc';

const show = async (properties = {}) => {
  const element = createElement('c-invoice-list', { is: InvoiceList });
  Object.assign(element, properties);
  document.body.append(element);
  await settled();
  return element;
};
const loadState = ({ shadowRoot }) => shadowRoot.querySelector('c-load-state');
const rows = ({ shadowRoot }) => [...shadowRoot.querySelectorAll('tbody tr')];
const inRow = (element, selector) => rows(element)[0].querySelector(selector);
/** A tab as window.open hands it out. */
const newTab = () => ({ closed: false, opener: window, location: { href: '' }, close: jest.fn() });

describe('c-invoice-list', () => {
  beforeEach(() => {
    window.open = jest.fn();
  });

  it('waits, then shows the invoices with their amounts and what became of them', async () => {
    const element = await show();
    expect(getInvoices.getLastConfig()).toEqual({ accountId: null });
    expect(loadState(element).isLoading).toBe(true);
    getInvoices.emit([
      invoice('R-4', { status: 'IN_COLLECTION' }),
      invoice('R-3', { status: 'FAILED', reasonCode: 'AM04' }),
      invoice('R-2', { status: 'PAID' }),
      invoice('R-1', { documentReady: false })
    ]);
    await settled();
    expect(rows(element).map((row) => row.querySelector('.status').textContent)).toEqual([
      'c.Invoice_Status_In_Collection',
      'c.Invoice_Status_Failed',
      'c.Invoice_Status_Paid',
      'c.Invoice_Status_Open'
    ]);
    expect(rows(element).map((row) => row.querySelector('.reason')?.textContent)).toEqual([
      undefined,
      'c.Bank_Reason_AM04',
      undefined,
      undefined
    ]);
    expect(inRow(element, '.number').textContent).toBe('€84.50');
    expect(rows(element)[3].querySelector('button')).toBeNull();
    expect(rows(element)[3].textContent).toContain('c.Invoice_Preparing');
    await expect(element).toBeAccessible();
  });

  it('opens the tab upon the click and leads it to the document when the link is there', async () => {
    const tab = newTab();
    window.open.mockReturnValue(tab);
    let answer;
    openInvoice.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const element = await show({ recordId: '001000000000001AAA' });
    getInvoices.emit([invoice('R-1')]);
    await settled();
    const button = inRow(element, 'button');
    button.click();
    expect(window.open).toHaveBeenCalledWith('', '_blank');
    await settled();
    expect(button.textContent).toBe('c.Invoice_Opening');
    button.click();
    expect(openInvoice).toHaveBeenCalledTimes(1);
    expect(openInvoice).toHaveBeenCalledWith({ invoiceNumber: 'R-1', accountId: '001000000000001AAA' });
    answer(URL);
    await settled();
    expect(tab.location.href).toBe(URL);
    expect(tab.opener).toBeNull();
    expect(button.textContent).toBe('c.Invoice_Open');
    expect(inRow(element, 'a')).toBeNull();
  });

  it('shows a link when the browser opens no tab', async () => {
    window.open.mockReturnValue(null);
    openInvoice.mockResolvedValue(URL);
    const element = await show();
    getInvoices.emit([invoice('R-1')]);
    await settled();
    inRow(element, 'button').click();
    await settled();
    expect(inRow(element, 'a').getAttribute('href')).toBe(URL);
    expect(inRow(element, '.blocked').textContent).toContain('c.Invoice_Blocked');
    await expect(element).toBeAccessible();
  });

  it('says beside the invoice why it cannot be opened, and closes the empty tab', async () => {
    const tab = newTab();
    window.open.mockReturnValue(tab);
    openInvoice.mockRejectedValueOnce({ body: { message: 'The document is older than five years.' } });
    const element = await show();
    getInvoices.emit([invoice('R-2'), invoice('R-1')]);
    await settled();
    inRow(element, 'button').click();
    await settled();
    expect(inRow(element, '[role="alert"]').textContent).toBe('The document is older than five years.');
    expect(rows(element)[1].querySelector('[role="alert"]')).toBeNull();
    expect(tab.close).toHaveBeenCalled();
    openInvoice.mockRejectedValueOnce(new Error('network'));
    inRow(element, 'button').click();
    await settled();
    expect(inRow(element, '[role="alert"]').textContent).toBe('c.Invoice_Open_Failed');
  });

  it('adds older invoices year by year and reads on there', async () => {
    const element = await show();
    getInvoices.emit(yearsOf(25));
    await settled();
    expect(rows(element)).toHaveLength(13);
    expect(element.shadowRoot.querySelector('c-list-head').note).toBe('c.Invoice_Shown');
    element.shadowRoot.querySelector('.more').click();
    await settled();
    expect(rows(element)).toHaveLength(25);
    expect(element.shadowRoot.activeElement.textContent).toBe('R-13');
    expect(element.shadowRoot.querySelector('.more')).toBeNull();
    expect(element.shadowRoot.querySelector('c-list-head').note).toBe('');
  });

  it('reads the list again on request', async () => {
    const element = await show();
    getInvoices.emit([invoice('R-1')]);
    await settled();
    element.shadowRoot.querySelector('c-list-head').dispatchEvent(new CustomEvent('refresh'));
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });

  it('says so when there are none', async () => {
    const element = await show();
    getInvoices.emit([]);
    await settled();
    expect(loadState(element)).toMatchObject({
      isEmpty: true,
      emptyTitle: 'c.Invoice_Empty',
      emptyHint: 'c.Invoice_Empty_Hint'
    });
    expect(element.shadowRoot.querySelector('table')).toBeNull();
    await expect(element).toBeAccessible();
  });

  it('says so when they could not be loaded, and tries again', async () => {
    const element = await show();
    getInvoices.error({ message: undefined });
    await settled();
    expect(loadState(element)).toMatchObject({ problem: 'c.Invoice_Load_Failed', isLoading: false, isEmpty: false });
    await expect(element).toBeAccessible();
    loadState(element).dispatchEvent(new CustomEvent('retry'));
    await settled();
    expect(refreshApex).toHaveBeenCalledTimes(1);
    expect(loadState(element)).toMatchObject({ problem: undefined, isLoading: true });
  });
});

describe('the years of invoices', () => {
  it('are all shown while there are few', () => {
    expect(firstOldestYear(yearsOf(12))).toBe('2026');
    expect(firstOldestYear([])).toBeUndefined();
  });

  it('begin with the newest that has enough of them', () => {
    const invoices = yearsOf(25);
    expect(firstOldestYear(invoices)).toBe('2026');
    expect(shownFrom(invoices, '2026')).toHaveLength(13);
    expect(yearBefore(invoices, '2026')).toBe('2025');
    expect(yearBefore(invoices, '2025')).toBeUndefined();
  });
});
