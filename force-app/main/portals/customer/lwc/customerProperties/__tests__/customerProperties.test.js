import { createElement } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import CustomerProperties from 'c/customerProperties';
import getProperties from '@salesforce/apex/CustomerPropertiesController.getProperties';

jest.mock(
  '@salesforce/apex/CustomerPropertiesController.getProperties',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });

const show = async () => {
  const element = createElement('c-customer-properties', { is: CustomerProperties });
  document.body.append(element);
  await settled();
  return element;
};
const parts = ({ shadowRoot }, selector) => [...shadowRoot.querySelectorAll(selector)];

describe('c-customer-properties', () => {
  it('shows a card for each property, and asks anew when one has changed', async () => {
    const element = await show();
    getProperties.emit(['1', '2'].map((propertyId) => ({ propertyId, place: `Weg ${propertyId}` })));
    await settled();
    const cards = parts(element, 'c-property-card');
    expect(cards.map(({ property }) => property.place)).toEqual(['Weg 1', 'Weg 2']);
    cards[0].dispatchEvent(new CustomEvent('changed'));
    expect(refreshApex).toHaveBeenCalledTimes(1);
    await expect(element).toBeAccessible();
  });

  it('says when there are none, and when they cannot be shown', async () => {
    const element = await show();
    getProperties.emit([]);
    await settled();
    expect(parts(element, 'c-load-state')[0].isEmpty).toBe(true);
    getProperties.error({ message: 'Not now' });
    await settled();
    expect(parts(element, 'c-load-state')[0].problem).toBe('Not now');
  });
});
