import { createElement } from 'lwc';
import SupplyFields from 'c/supplyFields';
import tariffsFor from '@salesforce/apex/ApplicationController.tariffsFor';

jest.mock(
  '@salesforce/apex/ApplicationController.tariffsFor',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);

const OFFER = {
  id: '01t000000000001AAA',
  name: 'Strom Fix 12',
  unitPrice: 0.3,
  standingPrice: 10,
  standingUnit: 'Month',
  termMonths: 12,
  greenPercent: 100,
  currencyCode: 'EUR'
};

let changes;

const show = (properties) => {
  const element = createElement('c-supply-fields', { is: SupplyFields });
  Object.assign(element, { commodity: 'Electricity', values: {}, problems: {}, ...properties });
  element.addEventListener('supplychange', (event) => changes.push(event.detail));
  document.body.append(element);
  return element;
};
describe('c-supply-fields', () => {
  beforeEach(() => {
    changes = [];
  });

  it('waits for a complete postal code before it asks for tariffs', async () => {
    const element = show({ postalCode: '101' });
    await settled();
    expect(element.shadowRoot.querySelector('.note').textContent).toBe('c.Form_Tariffs_Wait');
    element.postalCode = '10115';
    await settled();
    expect(tariffsFor.getLastConfig()).toEqual({ postalCode: '10115', commodity: 'Electricity' });
  });

  it('offers tariffs with what they come to in a year', async () => {
    const element = show({ postalCode: '10115', values: { annualElectricity: '2500' } });
    tariffsFor.emit([OFFER, { ...OFFER, id: '01t000000000002AAA', standingUnit: 'Year' }]);
    await settled();
    const { options } = element.shadowRoot.querySelector('c-tariff-choice');
    expect(options[0]).toMatchObject({ value: OFFER.id, name: 'Strom Fix 12', sum: expect.any(String) });
    expect(options).toHaveLength(2);
    await expect(element).toBeAccessible();
  });

  it('chooses the only offer and drops a choice that is not offered', async () => {
    show({ postalCode: '10115' });
    tariffsFor.emit([OFFER]);
    await settled();
    expect(changes).toEqual([{ field: 'electricityTariff', value: OFFER.id }]);
    tariffsFor.emit([]);
    await settled();
    expect(changes.at(-1)).toEqual({ field: 'electricityTariff', value: undefined });
  });

  it('tells the form of every change under the form\u2019s names', async () => {
    const element = show({ commodity: 'Gas' });
    const left = [];
    element.addEventListener('supplyleave', (event) => left.push(event.detail.field));
    const input = element.shadowRoot.querySelector('[data-field="gasMarketLocation"]');
    input.dispatchEvent(new CustomEvent('change', { detail: { value: '5123' } }));
    input.dispatchEvent(new CustomEvent('blur'));
    expect(changes).toEqual([{ field: 'gasMarketLocation', value: '5123' }]);
    expect(left).toEqual(['gasMarketLocation']);
  });

  it('shows problems beside its fields', async () => {
    const element = show();
    const input = element.shadowRoot.querySelector('[data-field="electricityMarketLocation"]');
    input.setCustomValidity = jest.fn();
    element.problems = { electricityMarketLocation: 'wrong' };
    await settled();
    expect(input.setCustomValidity).toHaveBeenCalledWith('wrong');
  });

  it('says when nothing is on offer or nothing could be loaded', async () => {
    const element = show({ postalCode: '10115' });
    tariffsFor.emit([]);
    await settled();
    expect(element.shadowRoot.querySelector('.note').textContent).toBe('c.Form_Tariffs_None');
    tariffsFor.error({ message: 'down' });
    await settled();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('down');
  });
});
