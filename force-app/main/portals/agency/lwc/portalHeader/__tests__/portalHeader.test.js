import { createElement } from 'lwc';
import { CurrentPageReference, navigate } from 'lightning/navigation';
import PortalHeader from 'c/portalHeader';

jest.mock('@salesforce/user/isGuest', () => ({ default: false }), { virtual: true });

const show = async () => {
  const element = createElement('c-portal-header', { is: PortalHeader });
  document.body.append(element);
  await settled();
  return element;
};

describe('c-portal-header', () => {
  it('leads to the pages and marks the current one', async () => {
    const element = await show();
    CurrentPageReference.emit({ type: 'comm__namedPage', attributes: { name: 'New_Application__c' } });
    await settled();
    const links = [...element.shadowRoot.querySelectorAll('nav a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['/agency/Home', '/agency/New_Application__c']);
    expect(links.map((link) => link.getAttribute('aria-current'))).toEqual([null, 'page']);
    links[0].click();
    expect(navigate).toHaveBeenCalledWith({ type: 'comm__namedPage', attributes: { name: 'Home' } });
    await expect(element).toBeAccessible();
  });

  it('logs out', async () => {
    const element = await show();
    element.shadowRoot.querySelector('button').click();
    expect(navigate).toHaveBeenCalledWith({ type: 'comm__loginPage', attributes: { actionName: 'logout' } });
  });
});
