import { createElement } from 'lwc';
import ReadingList from 'c/readingList';
import { refreshApex } from '@salesforce/apex';
import getReadings from '@salesforce/apex/ReadingListController.getReadings';

jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn() }), { virtual: true });
jest.mock(
  '@salesforce/apex/ReadingListController.getReadings',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);

const READING = {
  readingId: 'a0A000000000001AAA',
  name: 'R-00000001',
  readAt: '2026-11-22T10:00:00.000Z',
  value: 1310.5,
  unit: 'm3',
  usedKwh: 3105,
  source: 'Customer',
  status: 'Suspect',
  statusWords: 'Suspect',
  reason: 'Above the expected band'
};
const HEADINGS = {
  name: 'Number',
  readAt: 'Read At',
  value: 'Value',
  used: 'Used',
  source: 'Source',
  status: 'Status'
};

const show = async (rows) => {
  const element = createElement('c-reading-list', { is: ReadingList });
  element.recordId = 'a0B000000000001AAA';
  document.body.append(element);
  getReadings.emit({ title: 'Meter Readings', headings: HEADINGS, rows });
  await settled();
  return element;
};

describe('c-reading-list', () => {
  it('shows value, unit, state and reason of each reading', async () => {
    const element = await show([READING, { ...READING, readingId: 'b', reason: undefined, usedKwh: undefined }]);
    const cells = [...element.shadowRoot.querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(cells).toHaveLength(2);
    expect(cells[0]).toContain('1,310.5 m³');
    expect(cells[0]).toContain('Above the expected band');
    expect(cells[1]).not.toContain('Above the expected band');
    expect(element.shadowRoot.querySelector('.status').className).toBe('status status_waiting');
    await expect(element).toBeAccessible();
  });

  it('says that there are none, and asks again after a failure', async () => {
    const element = await show([]);
    expect(element.shadowRoot.querySelector('c-load-state').isEmpty).toBe(true);
    getReadings.error({ message: 'not yours' });
    await settled();
    const state = element.shadowRoot.querySelector('c-load-state');
    expect(state.problem).toBe('not yours');
    state.dispatchEvent(new CustomEvent('retry'));
    expect(refreshApex).toHaveBeenCalled();
  });
});
