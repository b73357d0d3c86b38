import { createElement } from 'lwc';
import { CurrentPageReference, navigate } from 'lightning/navigation';
import { getRecord } from 'lightning/uiRecordApi';
import CustomerHeader from 'c/customerHeader';
import chooseLanguage from '@salesforce/apex/CustomerLanguageController.choose';
import { addressIn, shownLanguage } from '../languages';

jest.mock('@salesforce/user/isGuest', () => ({ default: false }), { virtual: true });
jest.mock(
  '@salesforce/site/activeLanguages',
  () => ({
    default: [
      { code: 'en-US', label: 'English (US)', default: true },
      { code: 'de', label: 'German', default: false }
    ]
  }),
  { virtual: true }
);
jest.mock('@salesforce/i18n/lang', () => ({ default: 'en-US' }), { virtual: true });
jest.mock('@salesforce/community/basePath', () => ({ default: '/my' }), { virtual: true });
jest.mock('@salesforce/apex/CustomerLanguageController.choose', () => ({ default: jest.fn() }), { virtual: true });

const LANGUAGES = [
  { code: 'en-US', default: true },
  { code: 'de', default: false }
];

const show = async () => {
  const element = createElement('c-customer-header', { is: CustomerHeader });
  document.body.append(element);
  await settled();
  return element;
};

describe('c-customer-header', () => {
  it('leads to the pages and marks the current one', async () => {
    const element = await show();
    CurrentPageReference.emit({ type: 'comm__namedPage', attributes: { name: 'Usage__c' } });
    await settled();
    const links = [...element.shadowRoot.querySelectorAll('.link')];
    expect(links.map((link) => link.textContent)).toEqual([
      'c.Customer_Home',
      'c.Customer_Contracts',
      'c.Customer_Properties',
      'c.Customer_Usage',
      'c.Customer_Invoices'
    ]);
    expect(links.map((link) => link.getAttribute('aria-current'))).toEqual([null, null, null, 'page', null]);
    links[4].click();
    expect(navigate).toHaveBeenCalledWith({ type: 'comm__namedPage', attributes: { name: 'Invoices__c' } });
    await expect(element).toBeAccessible();
  });

  it('brings the current page into sight where the row of pages is too wide, also when the phone is turned', async () => {
    const element = await show();
    CurrentPageReference.emit({ type: 'comm__namedPage', attributes: { name: 'Invoices__c' } });
    await settled();
    const row = element.shadowRoot.querySelector('.links');
    const current = row.querySelector('[aria-current]');
    Object.defineProperty(row, 'clientWidth', { value: 300 });
    Object.defineProperty(current, 'offsetLeft', { value: 320 });
    Object.defineProperty(current, 'offsetWidth', { value: 80 });
    window.dispatchEvent(new CustomEvent('resize'));
    expect(row.scrollLeft).toBe(210);
  });

  it('says who is logged in, and logs out', async () => {
    const element = await show();
    getRecord.emit({ apiName: 'User', fields: { Name: { value: 'Karla Größe' } } });
    await settled();
    expect(element.shadowRoot.querySelector('.name').textContent).toBe('Karla Größe');
    element.shadowRoot.querySelector('.log-out').click();
    expect(navigate).toHaveBeenCalledWith({ type: 'comm__loginPage', attributes: { actionName: 'logout' } });
  });

  it('lets the keyboard skip the navigation', async () => {
    const element = await show();
    element.shadowRoot.querySelector('.skip').click();
    expect(element.shadowRoot.activeElement.className).toBe('end');
  });

  it('offers the other language in its own words and says so when it cannot be chosen', async () => {
    chooseLanguage.mockRejectedValue({ body: { message: undefined } });
    const element = await show();
    const [german, ...others] = element.shadowRoot.querySelectorAll('.language');
    expect(others).toHaveLength(0);
    expect(german.textContent).toBe('Deutsch');
    expect(german.getAttribute('lang')).toBe('de');
    german.click();
    await settled();
    expect(chooseLanguage).toHaveBeenCalledWith({ language: 'de' });
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('c.Customer_Language_Failed');
  });
});

describe('the languages of a site', () => {
  it('stand in the path, except the default one', () => {
    const here = { basePath: '/my', pathname: '/my/usage', search: '?a=1' };
    expect(addressIn(LANGUAGES[1], LANGUAGES, here)).toBe('/my/de/usage?a=1');
    expect(addressIn(LANGUAGES[0], LANGUAGES, { basePath: '/my/de', pathname: '/my/de/usage' })).toBe('/my/usage');
    expect(addressIn(LANGUAGES[1], LANGUAGES, { basePath: '/my/de', pathname: '/my/de/' })).toBe('/my/de/');
  });

  it('match what is shown', () => {
    expect(shownLanguage(LANGUAGES, 'de').code).toBe('de');
    expect(shownLanguage(LANGUAGES, 'de-AT').code).toBe('de');
    expect(shownLanguage(LANGUAGES, 'en_US').code).toBe('en-US');
    expect(shownLanguage(LANGUAGES, 'fr').code).toBe('en-US');
    expect(shownLanguage([], 'fr')).toBeUndefined();
  });
});
