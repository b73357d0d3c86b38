import { createElement } from 'lwc';
import CustomerFooter from 'c/customerFooter';

describe('c-customer-footer', () => {
  it('says whom to ask', async () => {
    const element = createElement('c-customer-footer', { is: CustomerFooter });
    document.body.append(element);
    await settled();
    expect(element.shadowRoot.querySelector('a').getAttribute('href')).toBe('mailto:c.Customer_Contact_Email');
    await expect(element).toBeAccessible();
  });
});
