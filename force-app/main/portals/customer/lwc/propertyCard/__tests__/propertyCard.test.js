import { createElement } from 'lwc';
import PropertyCard from 'c/propertyCard';
import saveContact from '@salesforce/apex/PropertyManagementController.saveContact';
import invite from '@salesforce/apex/PropertyManagementController.invite';

jest.mock('@salesforce/apex/PropertyManagementController.saveContact', () => ({ default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/PropertyManagementController.invite', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/label/c.Invitation_Open', () => ({ default: 'Invited: {0}' }), { virtual: true });

const OWN = {
  propertyId: '001000000000001AAA',
  place: 'Lindenweg 12, 20095 Hamburg',
  contactName: 'Hausmeister Krause',
  phone: '+49 40 1234567',
  mayChange: true,
  mayInvite: true
};

const show = async (property) => {
  const element = createElement('c-property-card', { is: PropertyCard });
  element.property = property;
  element.changed = jest.fn();
  element.addEventListener('changed', element.changed);
  document.body.append(element);
  await settled();
  return element;
};
const part = ({ shadowRoot }, selector) => shadowRoot.querySelector(selector);
const inputs = ({ shadowRoot }) =>
  [...shadowRoot.querySelectorAll('lightning-input')].map((input) =>
    Object.assign(input, { reportValidity: () => true })
  );

describe('c-property-card', () => {
  it('shows the contact, and nothing to press to who may not change it', async () => {
    const element = await show({ ...OWN, mayChange: false, mayInvite: false });
    expect(part(element, '.contact').textContent).toBe('Hausmeister Krause · +49 40 1234567');
    expect(part(element, 'lightning-button')).toBeNull();
    expect(part(element, 'lightning-input')).toBeNull();
    await expect(element).toBeAccessible();
  });

  it('saves what was entered and says so', async () => {
    const element = await show(OWN);
    part(element, '.change').click();
    await settled();
    inputs(element)[1].value = 'krause@example.com';
    saveContact.mockResolvedValue(undefined);
    part(element, '.save').click();
    await settled();
    expect(saveContact).toHaveBeenCalledWith({
      propertyId: OWN.propertyId,
      contactName: OWN.contactName,
      email: 'krause@example.com',
      phone: OWN.phone
    });
    expect(part(element, '.success').textContent).toBe('c.Property_Contact_Saved');
    expect(element.changed).toHaveBeenCalledTimes(1);
  });

  it('keeps the form open and says why when it could not be saved', async () => {
    const element = await show(OWN);
    part(element, '.change').click();
    await settled();
    inputs(element);
    saveContact.mockRejectedValue({ body: { message: 'No number' } });
    part(element, '.save').click();
    await settled();
    expect(part(element, '.problem').textContent).toBe('No number');
    expect(part(element, '.save')).not.toBeNull();
    expect(element.changed).not.toHaveBeenCalled();
  });

  it('invites a second person, names who is invited, and says when no place is left', async () => {
    const element = await show({ ...OWN, invited: 'mit@example.com' });
    expect(part(element, '.invited').textContent).toBe('Invited: mit@example.com');
    const [input] = inputs(element);
    input.dispatchEvent(new CustomEvent('change', { detail: { value: 'zwei@example.com' } }));
    invite.mockRejectedValue({ body: { message: 'No place left' } });
    part(element, '.invite').click();
    await settled();
    expect(invite).toHaveBeenCalledWith({ propertyId: OWN.propertyId, email: 'zwei@example.com' });
    expect(part(element, '.problem').textContent).toBe('No place left');
    await expect(element).toBeAccessible();
  });
});
