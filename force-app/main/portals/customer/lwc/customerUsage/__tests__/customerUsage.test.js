import { createElement } from 'lwc';
import CustomerUsage from 'c/customerUsage';

jest.mock(
  '@salesforce/apex/UsageController.getUsage',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);

jest.mock(
  '@salesforce/apex/ReadingController.getSupplies',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/apex/ReadingController.submit', () => ({ default: jest.fn() }), { virtual: true });

describe('c-customer-usage', () => {
  it('has one heading, the chart and the form for readings', async () => {
    const element = createElement('c-customer-usage', { is: CustomerUsage });
    document.body.append(element);
    await settled();
    expect(element.shadowRoot.querySelectorAll('h1')).toHaveLength(1);
    expect(element.shadowRoot.querySelector('c-usage-chart').hideTitle).toBe(true);
    expect(element.shadowRoot.querySelector('c-reading-form')).not.toBeNull();
    await expect(element).toBeAccessible();
  });
});
