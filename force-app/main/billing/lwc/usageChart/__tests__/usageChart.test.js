import { createElement } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import UsageChart from 'c/usageChart';
import getUsage from '@salesforce/apex/UsageController.getUsage';
import { changeToYearBefore, firstShown, measuredIn, moved } from '../months';

jest.mock(
  '@salesforce/apex/UsageController.getUsage',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });

/** Months from January 2026: measured until `measured`, forecast throughout. */
const months = (count, measured) =>
  Array.from({ length: count }, (_, index) => ({
    month: `${2026 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`,
    actualKwh: index < measured ? 200 + index : null,
    forecastKwh: 210 + index
  }));
const ELECTRICITY = {
  assetId: '02i000000000001AAA',
  commodity: 'Electricity',
  place: 'Beispielweg 1, 10115 Berlin',
  months: months(24, 12),
  nextMonth: '2027-01-01',
  nextMonthForecastKwh: 222
};
const GAS = { ...ELECTRICITY, assetId: '02i000000000002AAA', commodity: 'Gas', months: months(12, 0) };

const show = async (properties = {}) => {
  const element = createElement('c-usage-chart', { is: UsageChart });
  Object.assign(element, properties);
  document.body.append(element);
  await settled();
  return element;
};
const loadState = ({ shadowRoot }) => shadowRoot.querySelector('c-load-state');
const chart = ({ shadowRoot }) => shadowRoot.querySelector('c-bar-chart');

describe('c-usage-chart', () => {
  it('waits, then shows twelve months around the next one', async () => {
    const element = await show();
    expect(getUsage.getLastConfig()).toEqual({ recordId: null });
    expect(loadState(element).isLoading).toBe(true);
    getUsage.emit([ELECTRICITY]);
    await settled();
    expect(loadState(element).isLoading).toBe(false);
    const { categories, series, highlighted } = chart(element);
    expect(categories.map(({ key }) => key.slice(0, 7))).toEqual([
      '2026-05',
      '2026-06',
      '2026-07',
      '2026-08',
      '2026-09',
      '2026-10',
      '2026-11',
      '2026-12',
      '2027-01',
      '2027-02',
      '2027-03',
      '2027-04'
    ]);
    expect(categories.map(({ below }) => below).filter(Boolean)).toEqual(['2026', '2027']);
    expect(series[0].values.slice(6, 9)).toEqual([210, 211, null]);
    expect(highlighted).toBe('2027-01-01');
    await expect(element).toBeAccessible();
  });

  it('says in words what the next month brings, and to those who cannot see the picture as well', async () => {
    const element = await show();
    getUsage.emit([ELECTRICITY]);
    await settled();
    expect(element.shadowRoot.querySelector('.next').textContent).toBe('c.Usage_Next c.Usage_Compared_More');
    expect(chart(element).summary).toBe('c.Usage_Summary c.Usage_Summary_Highest c.Usage_Next c.Usage_Compared_More');
  });

  it('says so when there is no forecast and nothing was measured', async () => {
    const element = await show();
    getUsage.emit([{ ...GAS, nextMonthForecastKwh: null }]);
    await settled();
    expect(element.shadowRoot.querySelector('.next').textContent).toBe('c.Usage_Next_None');
    expect(chart(element).summary).toContain('c.Usage_Summary_Unmeasured');
  });

  it('shows one supply at a time', async () => {
    const element = await show({ recordId: '001000000000001AAA' });
    expect(getUsage.getLastConfig()).toEqual({ recordId: '001000000000001AAA' });
    getUsage.emit([ELECTRICITY, GAS]);
    await settled();
    const [electricity, gas] = element.shadowRoot.querySelectorAll('input');
    expect([electricity.checked, gas.checked]).toEqual([true, false]);
    expect([...element.shadowRoot.querySelectorAll('label')].map(({ textContent }) => textContent)).toEqual([
      'c.Commodity_Electricity',
      'c.Commodity_Gas'
    ]);
    gas.checked = true;
    gas.dispatchEvent(new CustomEvent('change'));
    await settled();
    expect(chart(element).series[0].values).toEqual(Array(12).fill(null));
    await expect(element).toBeAccessible();
  });

  it('names the place where there are several, and lists many supplies', async () => {
    const element = await show();
    getUsage.emit(
      [1, 2, 3, 4].map((number) => ({ ...ELECTRICITY, assetId: `02i00000000000${number}AAA`, place: `Weg ${number}` }))
    );
    await settled();
    const choice = element.shadowRoot.querySelector('lightning-combobox');
    expect(choice.options[1].label).toBe('c.Commodity_Electricity, Weg 2');
    choice.dispatchEvent(new CustomEvent('change', { detail: { value: '02i000000000003AAA' } }));
    await settled();
    expect(choice.value).toBe('02i000000000003AAA');
  });

  it('turns to earlier and later months, and stops where there are none', async () => {
    const element = await show();
    getUsage.emit([ELECTRICITY]);
    await settled();
    const [earlier, later] = element.shadowRoot.querySelectorAll('.turns lightning-button');
    earlier.click();
    await settled();
    expect(chart(element).categories[0].key).toBe('2026-01-01');
    expect(earlier.disabled).toBe(true);
    later.click();
    await settled();
    expect(chart(element).categories[0].key).toBe('2027-01-01');
    expect(later.disabled).toBe(true);
  });

  it('says so when there is nothing to show', async () => {
    const element = await show();
    getUsage.emit([]);
    await settled();
    expect(loadState(element)).toMatchObject({
      isEmpty: true,
      emptyTitle: 'c.Usage_Empty',
      emptyHint: 'c.Usage_Empty_Hint'
    });
    await expect(element).toBeAccessible();
  });

  it('says so when it could not be loaded, and tries again', async () => {
    const element = await show();
    getUsage.error({ message: undefined });
    await settled();
    expect(loadState(element)).toMatchObject({ problem: 'c.Usage_Load_Failed', isLoading: false, isEmpty: false });
    loadState(element).dispatchEvent(new CustomEvent('retry'));
    await settled();
    expect(refreshApex).toHaveBeenCalledTimes(1);
    expect(loadState(element)).toMatchObject({ problem: undefined, isLoading: true });
  });
});

describe('the months of a chart', () => {
  it('begin with the first when there are few', () => {
    expect(firstShown(months(6, 0), '2026-02-01')).toBe(0);
    expect(firstShown(months(36, 0), '2031-01-01')).toBe(24);
    expect(moved(0, 1, 6)).toBe(0);
  });

  it('know the sum and the highest', () => {
    const { total, highest } = measuredIn(months(4, 3));
    expect(total).toBe(603);
    expect(highest.month).toBe('2026-03-01');
    expect(measuredIn(months(4, 0))).toBeUndefined();
  });

  it('compare with the year before only when it was measured', () => {
    expect(changeToYearBefore(months(24, 12), '2027-01-01', 220)).toBeCloseTo(0.1);
    expect(changeToYearBefore(months(24, 0), '2027-01-01', 220)).toBeUndefined();
    expect(changeToYearBefore(months(24, 12), '2027-01-01', null)).toBeUndefined();
  });
});
