import { createElement } from 'lwc';
import ReadingForm from 'c/readingForm';
import { refreshApex } from '@salesforce/apex';
import getSupplies from '@salesforce/apex/ReadingController.getSupplies';
import submit from '@salesforce/apex/ReadingController.submit';

jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn() }), { virtual: true });
jest.mock(
  '@salesforce/apex/ReadingController.getSupplies',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/apex/ReadingController.submit', () => ({ default: jest.fn() }), { virtual: true });

const ELECTRICITY = {
  assetId: '02i000000000001AAA',
  commodity: 'Electricity',
  place: 'Chausseestraße 1',
  meterSerial: '11600001',
  unit: 'kWh',
  lastValue: 1000,
  lastReadOn: '2026-10-22',
  firstDay: '2026-01-01',
  today: '2026-11-22'
};
const GAS = { ...ELECTRICITY, assetId: '02i000000000002AAA', commodity: 'Gas', unit: 'm3', lastReadOn: undefined };

const show = async (supplies) => {
  const element = createElement('c-reading-form', { is: ReadingForm });
  document.body.append(element);
  getSupplies.emit(supplies);
  await settled();
  for (const field of element.shadowRoot.querySelectorAll('lightning-input')) {
    field.reportValidity = () => true;
  }
  return element;
};
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const type = async (element, value) => {
  find(element, '.value').dispatchEvent(new CustomEvent('change', { detail: { value } }));
  await settled();
};
const send = async (element, selector = '.submit') => {
  find(element, selector).click();
  await settled();
};

describe('c-reading-form', () => {
  it('shows meter and last reading, and takes today as the day', async () => {
    const element = await show([ELECTRICITY]);
    expect(find(element, '.meter').textContent).toContain('c.Commodity_Electricity');
    expect(find(element, '.last').textContent).toContain('c.Reading_Last');
    const day = find(element, '.day');
    expect([day.min, day.value, day.max]).toEqual(['2026-01-01', '2026-11-22', '2026-11-22']);
    expect(find(element, 'lightning-combobox')).toBeNull();
    await expect(element).toBeAccessible();
  });

  it('submits a value and thanks', async () => {
    submit.mockResolvedValue({ state: 'ACCEPTED', message: 'Thank you.' });
    const element = await show([ELECTRICITY]);
    await type(element, '1310.5');
    await send(element);
    expect(submit).toHaveBeenCalledWith({
      supplyId: ELECTRICITY.assetId,
      value: 1310.5,
      readOn: '2026-11-22',
      isConfirmed: false
    });
    expect(find(element, '[role="status"]').textContent).toBe('Thank you.');
    expect(refreshApex).toHaveBeenCalled();
  });

  it('asks about an unlikely value and submits it when it is confirmed', async () => {
    submit.mockResolvedValueOnce({ state: 'ASK', message: 'Every digit right?' });
    submit.mockResolvedValueOnce({ state: 'WAITS', message: 'We check it.' });
    const element = await show([ELECTRICITY]);
    await type(element, '900');
    await send(element);
    expect(find(element, '.question').textContent).toBe('Every digit right?');
    await expect(element).toBeAccessible();
    await send(element, '.anyway');
    expect(submit).toHaveBeenLastCalledWith(expect.objectContaining({ isConfirmed: true, value: 900 }));
    expect(find(element, '[role="status"]').textContent).toBe('We check it.');
  });

  it('forgets the question when the value changes', async () => {
    submit.mockResolvedValueOnce({ state: 'ASK', message: 'Every digit right?' });
    const element = await show([ELECTRICITY]);
    await type(element, '900');
    await send(element);
    await type(element, '1900');
    expect(find(element, '.question')).toBeNull();
    expect(find(element, '.anyway')).toBeNull();
  });

  it('says what is wrong, by the rules or on the way', async () => {
    submit.mockResolvedValueOnce({ state: 'WRONG', message: 'Too many digits.' });
    const element = await show([ELECTRICITY]);
    await type(element, '123456');
    await send(element);
    expect(find(element, '[role="alert"]').textContent).toBe('Too many digits.');
    submit.mockRejectedValueOnce({ body: {} });
    await type(element, '1234');
    await send(element);
    expect(find(element, '[role="alert"]').textContent).toBe('c.Reading_Failed');
  });

  it('lets the customer choose between supplies, each in its unit', async () => {
    submit.mockResolvedValue({ state: 'ACCEPTED', message: 'Thank you.' });
    const element = await show([ELECTRICITY, GAS]);
    const choice = find(element, 'lightning-combobox');
    expect(choice.options.map(({ label }) => label)).toEqual(['c.Commodity_Electricity', 'c.Commodity_Gas']);
    choice.dispatchEvent(new CustomEvent('change', { detail: { value: GAS.assetId } }));
    await settled();
    expect(find(element, '.last').textContent).toBe('c.Reading_None_Yet');
    await type(element, '12');
    await send(element);
    expect(submit).toHaveBeenLastCalledWith(expect.objectContaining({ supplyId: GAS.assetId }));
  });

  it('asks nobody before the fields are filled', async () => {
    const element = await show([ELECTRICITY]);
    find(element, '.value').reportValidity = () => false;
    await send(element);
    expect(submit).not.toHaveBeenCalled();
  });

  it('says that there is nothing to read, and that loading failed', async () => {
    const element = await show([]);
    expect(find(element, 'c-load-state').isEmpty).toBe(true);
    expect(find(element, '.submit')).toBeNull();
    getSupplies.error({ message: 'not yours' });
    await settled();
    expect(find(element, 'c-load-state').problem).toBe('not yours');
  });
});
