import { createElement } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import CustomerInvitation from 'c/customerInvitation';
import examine from '@salesforce/apex/InvitationController.examine';
import accept from '@salesforce/apex/InvitationController.accept';

jest.mock('@salesforce/apex/InvitationController.examine', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/InvitationController.accept', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/InvitationController.register', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/community/basePath', () => ({ __esModule: true, default: '/my' }), { virtual: true });
jest.mock('@salesforce/user/isGuest', () => ({ default: false }), { virtual: true });

const show = async (state = { token: 'abc' }) => {
  const element = createElement('c-customer-invitation', { is: CustomerInvitation });
  document.body.append(element);
  CurrentPageReference.emit({ type: 'comm__namedPage', attributes: {}, state });
  await settled();
  await settled();
  return element;
};
const part = ({ shadowRoot }, selector) => shadowRoot.querySelector(selector);

describe('c-customer-invitation, for a customer', () => {
  it('accepts by the button only, with the token of the link', async () => {
    examine.mockResolvedValue(undefined);
    const element = await show();
    expect(examine).toHaveBeenCalledWith({ token: 'abc' });
    expect(accept).not.toHaveBeenCalled();
    expect(part(element, '.register')).toBeNull();
    accept.mockResolvedValue(undefined);
    part(element, '.accept').click();
    await settled();
    expect(accept).toHaveBeenCalledWith({ token: 'abc' });
    expect(part(element, '.success').textContent).toBe('c.Invitation_Accepted');
    expect(part(element, '.accept')).toBeNull();
    expect(part(element, '.link').textContent).toBe('c.Customer_Properties');
    await expect(element).toBeAccessible();
  });

  it('offers nothing to press for a link that lets nobody in, says why, and leads on', async () => {
    examine.mockResolvedValue('USED');
    const element = await show();
    expect(part(element, '.refusal').textContent).toBe('c.Invitation_Used');
    expect(part(element, '.accept')).toBeNull();
    expect(part(element, '.link').dataset.name).toBe('Properties__c');
    await expect(element).toBeAccessible();
  });

  it('says that a link without a token is not complete, and asks nobody', async () => {
    const element = await show({});
    expect(part(element, '.refusal').textContent).toBe('c.Invitation_Incomplete');
    expect(part(element, '.accept')).toBeNull();
    expect(examine).not.toHaveBeenCalled();
  });

  it('offers nothing more when somebody else was quicker', async () => {
    examine.mockResolvedValue(undefined);
    const element = await show();
    accept.mockResolvedValue('USED');
    part(element, '.accept').click();
    await settled();
    expect(part(element, '.refusal').textContent).toBe('c.Invitation_Used');
    expect(part(element, '.accept')).toBeNull();
    expect(part(element, '.success')).toBeNull();
  });

  it('says why it could not be accepted after all, and lets try again', async () => {
    examine.mockResolvedValue(undefined);
    const element = await show();
    accept.mockRejectedValue({ body: { message: 'Not now' } });
    part(element, '.accept').click();
    await settled();
    expect(part(element, '.problem').textContent).toBe('Not now');
    expect(part(element, '.accept')).not.toBeNull();
    await expect(element).toBeAccessible();
  });
});
