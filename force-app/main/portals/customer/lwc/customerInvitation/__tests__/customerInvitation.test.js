import { createElement } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import CustomerInvitation from 'c/customerInvitation';
import accept from '@salesforce/apex/InvitationController.accept';

jest.mock('@salesforce/apex/InvitationController.accept', () => ({ default: jest.fn() }), { virtual: true });

const show = async () => {
  const element = createElement('c-customer-invitation', { is: CustomerInvitation });
  document.body.append(element);
  CurrentPageReference.emit({ type: 'comm__namedPage', attributes: {}, state: { token: 'abc' } });
  await settled();
  return element;
};
const part = ({ shadowRoot }, selector) => shadowRoot.querySelector(selector);

describe('c-customer-invitation', () => {
  it('accepts by the button only, with the token of the link', async () => {
    const element = await show();
    expect(accept).not.toHaveBeenCalled();
    accept.mockResolvedValue(undefined);
    part(element, '.accept').click();
    await settled();
    expect(accept).toHaveBeenCalledWith({ token: 'abc' });
    expect(part(element, '.success').textContent).toBe('c.Invitation_Accepted');
    expect(part(element, '.accept')).toBeNull();
    await expect(element).toBeAccessible();
  });

  it('says why a link does not work', async () => {
    const element = await show();
    accept.mockRejectedValue({ body: { message: 'Used already' } });
    part(element, '.accept').click();
    await settled();
    expect(part(element, '.problem').textContent).toBe('Used already');
    await expect(element).toBeAccessible();
  });
});
