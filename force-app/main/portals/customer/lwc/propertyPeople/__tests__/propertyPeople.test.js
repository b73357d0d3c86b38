import { createElement } from 'lwc';
import PropertyPeople from 'c/propertyPeople';
import invite from '@salesforce/apex/PropertyManagementController.invite';
import withdraw from '@salesforce/apex/PropertyManagementController.withdraw';
import endAccess from '@salesforce/apex/PropertyManagementController.endAccess';

jest.mock('@salesforce/apex/PropertyManagementController.invite', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/PropertyManagementController.withdraw', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/PropertyManagementController.endAccess', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/label/c.Invitation_Open', () => ({ default: 'Invited: {0}, until {1}' }), { virtual: true });
jest.mock('@salesforce/label/c.Property_Person_You', () => ({ default: '{0} (you)' }), { virtual: true });
jest.mock('@salesforce/label/c.Property_Person_Since', () => ({ default: 'since {0}' }), { virtual: true });
jest.mock('@salesforce/label/c.Property_Person_Until', () => ({ default: 'until {0}' }), { virtual: true });
jest.mock('@salesforce/label/c.Property_Access_Ended', () => ({ default: '{0} is out' }), { virtual: true });

const propertyId = '001000000000001AAA';
const CUSTOMER = { relationId: '07k01', name: 'Karla Größe', since: '2026-01-01', isVisitor: true, mayEnd: false };
const OTHER = {
  relationId: '07k02',
  name: 'Marta Neumann',
  since: '2026-03-01',
  until: '2026-12-31',
  isVisitor: false,
  mayEnd: true
};
const OWN = { propertyId, place: 'Lindenweg 12', mayChange: true, mayInvite: true, hasPlace: true, people: [CUSTOMER] };
const INVITED = {
  ...OWN,
  hasPlace: false,
  invited: 'mit@example.com',
  invitationId: 'a0I01',
  invitedUntil: '2026-12-06T12:00:00.000Z'
};
const SHARED = { ...OWN, hasPlace: false, people: [CUSTOMER, OTHER] };

const show = async (property) => {
  const element = createElement('c-property-people', { is: PropertyPeople });
  element.property = property;
  element.changed = jest.fn();
  element.addEventListener('changed', element.changed);
  document.body.append(element);
  await settled();
  return element;
};
const part = ({ shadowRoot }, selector) => shadowRoot.querySelector(selector);
const texts = ({ shadowRoot }, selector) => [...shadowRoot.querySelectorAll(selector)].map((one) => one.textContent);
const press = async (element, selector) => {
  part(element, selector).click();
  await settled();
};

describe('c-property-people', () => {
  it('says who sees the property, since when and until when, and whose access can be ended', async () => {
    const element = await show(SHARED);
    expect(texts(element, '.name')).toEqual(['Karla Größe (you)', 'Marta Neumann']);
    expect(texts(element, '.period')[1]).toMatch(/^since March 1, 2026, until December 31, 2026$/);
    expect(element.shadowRoot.querySelectorAll('.end')).toHaveLength(1);
    expect(part(element, '.end').ariaLabel).toBe('c.Property_Access_End: Marta Neumann');
    expect(part(element, '.invite')).toBeNull();
    await expect(element).toBeAccessible();
  });

  it('shows nothing to who may neither change nor invite', async () => {
    const element = await show({ ...OWN, mayChange: false, mayInvite: false, people: [] });
    expect(part(element, 'h3')).toBeNull();
    expect(part(element, 'lightning-button')).toBeNull();
  });

  it('asks before an access is ended, and takes no for an answer', async () => {
    const element = await show(SHARED);
    await press(element, '.end');
    expect(part(element, '.question')).not.toBeNull();
    await expect(element).toBeAccessible();
    await press(element, '.keep');
    expect(part(element, '.question')).toBeNull();
    expect(endAccess).not.toHaveBeenCalled();

    await press(element, '.end');
    endAccess.mockResolvedValue(undefined);
    await press(element, '.end-for-good');
    expect(endAccess).toHaveBeenCalledWith({ propertyId, relationId: '07k02' });
    expect(part(element, '.success').textContent).toBe('Marta Neumann is out');
    expect(element.changed).toHaveBeenCalledTimes(1);
  });

  it('invites a second person under a heading of its own, and says why that did not work', async () => {
    const element = await show(OWN);
    expect(texts(element, 'h3')).toEqual(['c.Property_People', 'c.Invitation_Heading']);
    const input = Object.assign(part(element, 'lightning-input'), { reportValidity: () => true });
    input.dispatchEvent(new CustomEvent('change', { detail: { value: 'zwei@example.com' } }));
    invite.mockRejectedValue({ body: { message: 'No place left' } });
    await press(element, '.invite');
    expect(invite).toHaveBeenCalledWith({ propertyId, email: 'zwei@example.com' });
    expect(part(element, '.problem').textContent).toBe('No place left');
    expect(element.changed).not.toHaveBeenCalled();
    await expect(element).toBeAccessible();
  });

  it('names who is invited and until when, and takes the invitation back', async () => {
    const element = await show(INVITED);
    expect(part(element, '.invited').textContent).toMatch(/^Invited: mit@example.com, until December 6, 2026/);
    expect(part(element, '.invite')).toBeNull();
    withdraw.mockResolvedValue(undefined);
    await press(element, '.withdraw');
    expect(withdraw).toHaveBeenCalledWith({ propertyId, invitationId: 'a0I01' });
    expect(part(element, '.success').textContent).toBe('c.Invitation_Withdraw_Done');
    expect(element.changed).toHaveBeenCalledTimes(1);
    await expect(element).toBeAccessible();
  });
});
