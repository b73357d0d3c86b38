import { createElement } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import CustomerInvitation from 'c/customerInvitation';
import examine from '@salesforce/apex/InvitationController.examine';
import register from '@salesforce/apex/InvitationController.register';

jest.mock('@salesforce/apex/InvitationController.examine', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/InvitationController.accept', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/InvitationController.register', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/community/basePath', () => ({ __esModule: true, default: '/my' }), { virtual: true });
jest.mock('@salesforce/user/isGuest', () => ({ default: true }), { virtual: true });

const show = async (state = { token: 'abc' }) => {
  const element = createElement('c-customer-invitation', { is: CustomerInvitation });
  document.body.append(element);
  CurrentPageReference.emit({ type: 'comm__namedPage', attributes: {}, state });
  await settled();
  await settled();
  return element;
};
const part = ({ shadowRoot }, selector) => shadowRoot.querySelector(selector);

const fields = ({ shadowRoot }) => [...shadowRoot.querySelectorAll('lightning-input')];

describe('c-customer-invitation, for a visitor without a login', () => {
  it('leads to the login and back, and registers with the names alone', async () => {
    examine.mockResolvedValue(undefined);
    const element = await show();
    expect(part(element, '.accept')).toBeNull();
    expect(part(element, '.link').getAttribute('href')).toBe('/my/login?startURL=%2F');
    await expect(element).toBeAccessible();
    const [firstName, lastName] = fields(element);
    Object.assign(firstName, { value: 'Marta', reportValidity: () => true });
    Object.assign(lastName, { value: 'Neumann', reportValidity: () => true });
    register.mockResolvedValue(undefined);
    part(element, '.register').click();
    await settled();
    expect(register).toHaveBeenCalledWith({ token: 'abc', firstName: 'Marta', lastName: 'Neumann' });
    expect(part(element, '.success').textContent).toBe('c.Invitation_Registered');
    expect(part(element, '.register')).toBeNull();
    await expect(element).toBeAccessible();
  });

  it('asks for both names before it registers', async () => {
    examine.mockResolvedValue(undefined);
    const element = await show();
    const checks = fields(element).map((field) =>
      Object.assign(field, { reportValidity: jest.fn().mockReturnValue(false) })
    );
    part(element, '.register').click();
    await settled();
    expect(checks.map(({ reportValidity }) => reportValidity.mock.calls.length)).toEqual([1, 1]);
    expect(register).not.toHaveBeenCalled();
  });

  it('shows no form for a link that lets nobody in', async () => {
    examine.mockResolvedValue('EXPIRED');
    const element = await show();
    expect(part(element, '.refusal').textContent).toBe('c.Invitation_Expired');
    expect(part(element, '.register')).toBeNull();
    expect(part(element, '.link').textContent).toBe('c.Invitation_Log_In');
  });
});
