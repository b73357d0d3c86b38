import { createElement } from 'lwc';
import TariffChoice from 'c/tariffChoice';

const OPTIONS = [
  { value: 'fix', name: 'Strom Fix 12', price: '€0.31 per kWh', terms: '12 months', sum: 'about €930 a year' },
  { value: 'flex', name: 'Strom Flex', price: '€0.34 per kWh', terms: '', sum: undefined }
];

const show = (properties) => {
  const element = createElement('c-tariff-choice', { is: TariffChoice });
  Object.assign(element, { label: 'Tariff', name: 'tariff', options: OPTIONS, required: true, ...properties });
  document.body.append(element);
  return element;
};
const radios = (element) => [...element.shadowRoot.querySelectorAll('input')];

describe('c-tariff-choice', () => {
  it('shows each tariff with its prices and marks the chosen one', async () => {
    const element = show({ value: 'flex' });
    expect(element.shadowRoot.textContent).toContain('about €930 a year');
    expect(radios(element).map(({ checked }) => checked)).toEqual([false, true]);
    expect(element.shadowRoot.querySelectorAll('.offer_chosen')).toHaveLength(1);
    await expect(element).toBeAccessible();
  });

  it('tells of a choice once, with its value', () => {
    const element = show();
    const told = [];
    element.addEventListener('change', (event) => told.push(event.detail?.value));
    const [first] = radios(element);
    first.checked = true;
    first.dispatchEvent(new CustomEvent('change', { bubbles: true, composed: true }));
    expect(told).toEqual(['fix']);
  });

  it('shows a problem when it is asked to report, and takes it back', async () => {
    const element = show();
    element.setCustomValidity('Choose one');
    expect(element.checkValidity()).toBe(false);
    expect(element.reportValidity()).toBe(false);
    await settled();
    const group = element.shadowRoot.querySelector('[role="radiogroup"]');
    expect(group.getAttribute('aria-invalid')).toBe('true');
    expect(element.shadowRoot.querySelector('.problem').textContent).toBe('Choose one');
    await expect(element).toBeAccessible();
    element.setCustomValidity('');
    expect(element.reportValidity()).toBe(true);
    await settled();
    expect(group.getAttribute('aria-invalid')).toBe('false');
  });

  it('takes the focus to the chosen tariff, else to the first', () => {
    const element = show({ value: 'flex' });
    element.focus();
    expect(element.shadowRoot.activeElement.value).toBe('flex');
    const other = show();
    other.focus();
    expect(other.shadowRoot.activeElement.value).toBe('fix');
  });
});
