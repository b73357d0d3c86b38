import { createElement } from 'lwc';
import PropertyCard from 'c/propertyCard';
import saveContact from '@salesforce/apex/PropertyManagementController.saveContact';

jest.mock('@salesforce/apex/PropertyManagementController.saveContact', () => ({ default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/PropertyManagementController.invite', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/PropertyManagementController.withdraw', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/PropertyManagementController.endAccess', () => ({ default: jest.fn() }), { virtual: true });

const OWN = {
  propertyId: '001000000000001AAA',
  place: 'Lindenweg 12, 20095 Hamburg',
  contactName: 'Hausmeister Krause',
  phone: '+49 40 1234567',
  mayChange: true,
  mayInvite: false,
  people: []
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
    const element = await show({ ...OWN, mayChange: false });
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

  it('names the button after what it does, and the property for who only hears it', async () => {
    const known = part(await show(OWN), '.change');
    expect(known.label).toBe('c.Property_Contact_Change');
    expect(known.ariaLabel).toBe('c.Property_Contact_Change: Lindenweg 12, 20095 Hamburg');
    const unknown = part(await show({ ...OWN, contactName: undefined, phone: undefined }), '.change');
    expect(unknown.label).toBe('c.Property_Contact_Add');
  });

  it('leaves the contact as it was when the person thinks better of it', async () => {
    const element = await show(OWN);
    part(element, '.change').click();
    await settled();
    part(element, '.cancel').click();
    await settled();
    expect(saveContact).not.toHaveBeenCalled();
    expect(part(element, '.contact').textContent).toBe('Hausmeister Krause · +49 40 1234567');
  });
});
