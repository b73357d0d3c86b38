import { createElement } from 'lwc';
import CustomerLogin from 'c/customerLogin';

describe('c-customer-login', () => {
  it('is the heading of the login page', async () => {
    const element = createElement('c-customer-login', { is: CustomerLogin });
    document.body.append(element);
    await settled();
    expect(element.shadowRoot.querySelector('h1').textContent).toBe('c.Customer_Login_Title');
    await expect(element).toBeAccessible();
  });
});
