import { createElement } from 'lwc';
import BillingMonths from 'c/billingMonths';
import getMonths from '@salesforce/apex/BillingMonthsController.getMonths';

jest.mock('@salesforce/apex/BillingMonthsController.getMonths', () => ({ default: jest.fn() }), { virtual: true });

const nothing = { invoices: 0, amount: 0 };
const month = (more = {}) => ({
  firstDay: '2026-12-01',
  manifestId: 'M-2026-12',
  createdAt: '2027-01-01T05:30:00.000Z',
  state: 'COMPLETE',
  problem: null,
  invoices: 1200,
  invoicesRead: 1200,
  documents: 1200,
  total: 96000.5,
  currencyCode: 'EUR',
  open: nothing,
  inCollection: nothing,
  collected: { invoices: 1200, amount: 96000.5 },
  failed: nothing,
  ...more
});
const show = async () => {
  const element = createElement('c-billing-months', { is: BillingMonths });
  document.body.append(element);
  await settled();
  return element.shadowRoot;
};
const loadState = (root) => root.querySelector('c-load-state');
const cells = (row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent.trim());
const statuses = (root) => [...root.querySelectorAll('.status')].map(({ textContent }) => textContent);

describe('c-billing-months', () => {
  it('shows file date, rows and status of every month (UP-21)', async () => {
    getMonths.mockResolvedValue([month()]);
    const root = await show();
    const [name, manifest, invoices, total, documents, collected, failed, state] = cells(
      root.querySelector('tbody tr')
    );
    expect(name).toBe('December 2026');
    expect(manifest).toContain('M-2026-12');
    expect(root.querySelector('.manifest + .aside')).not.toBeNull();
    expect(invoices).toBe('1,200');
    expect(total).toBe('€96,000.50');
    expect(documents).toBe('c.Billing_Months_Of');
    expect(collected).toContain('€96,000.50');
    expect(failed).toContain('€0.00');
    expect(state).toBe('c.Billing_Months_Complete');
    await expect(root.host).toBeAccessible();
  });

  it('says of each month what it waits for', async () => {
    getMonths.mockResolvedValue([
      month({ manifestId: 'M-4', state: 'READING', invoicesRead: 200 }),
      month({ manifestId: 'M-3', state: 'PROBLEM', problem: 'One invoice is missing' }),
      month({ manifestId: 'M-2', documents: 1199, open: { invoices: 3, amount: 240 } }),
      month({
        manifestId: 'M-1',
        failed: { invoices: 1, amount: 80 },
        inCollection: { invoices: 2, amount: 160 }
      })
    ]);
    const root = await show();
    expect(statuses(root)).toEqual([
      'c.Billing_Months_Reading',
      'c.Billing_Months_Problem',
      'c.Billing_Months_Documents_Missing',
      'c.Billing_Months_Complete'
    ]);
    const states = [...root.querySelectorAll('.state')].map(({ textContent }) => textContent);
    expect(states[0]).toContain('c.Billing_Months_Read_So_Far');
    expect(states[1]).toContain('One invoice is missing');
    expect(states[2]).toContain('c.Billing_Months_Open');
    expect(states[3]).toContain('c.Billing_Months_In_Collection');
    expect(root.querySelectorAll('td.failed')).toHaveLength(1);
    expect(root.querySelectorAll('td.incomplete')).toHaveLength(1);
    const documents = [...root.querySelectorAll('tbody tr')].map((row) => cells(row)[4]);
    expect(documents).toEqual(['–', '–', 'c.Billing_Months_Of', 'c.Billing_Months_Of']);
    await expect(root.host).toBeAccessible();
  });

  it('waits, then says that nothing has been billed', async () => {
    let answer;
    getMonths.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const root = await show();
    expect(loadState(root).isLoading).toBe(true);
    answer([]);
    await settled();
    expect(loadState(root)).toMatchObject({
      isLoading: false,
      isEmpty: true,
      emptyTitle: 'c.Billing_Months_Empty',
      emptyHint: 'c.Billing_Months_Empty_Hint'
    });
    await expect(root.host).toBeAccessible();
  });

  it('says why there is nothing to see, and tries again', async () => {
    getMonths.mockRejectedValueOnce({ body: { message: 'The service does not answer.' } });
    getMonths.mockResolvedValueOnce([month()]);
    const root = await show();
    expect(loadState(root)).toMatchObject({ problem: 'The service does not answer.', isEmpty: false });
    await expect(root.host).toBeAccessible();
    loadState(root).dispatchEvent(new CustomEvent('retry'));
    await settled();
    expect(loadState(root).problem).toBeUndefined();
    expect(statuses(root)).toEqual(['c.Billing_Months_Complete']);
  });

  it('keeps what it has when a refresh fails', async () => {
    getMonths.mockResolvedValueOnce([month()]);
    getMonths.mockRejectedValueOnce(new Error('no message for people'));
    const root = await show();
    root.querySelector('c-list-head').dispatchEvent(new CustomEvent('refresh'));
    await settled();
    expect(loadState(root)).toMatchObject({ problem: 'c.Billing_Months_Load_Failed', isLoading: false });
    expect(statuses(root)).toEqual(['c.Billing_Months_Complete']);
  });
});
