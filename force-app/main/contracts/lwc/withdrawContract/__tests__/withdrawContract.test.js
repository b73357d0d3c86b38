import { createElement } from 'lwc';
import WithdrawContract from 'c/withdrawContract';
import withdraw from '@salesforce/apex/WithdrawalController.withdraw';

jest.mock('@salesforce/apex/WithdrawalController.withdraw', () => ({ default: jest.fn() }), { virtual: true });

const CONTRACT = '800000000000001AAA';

const show = (isValid = true) => {
  const element = createElement('c-withdraw-contract', { is: WithdrawContract });
  element.recordId = CONTRACT;
  document.body.append(element);
  element.shadowRoot.querySelector('lightning-input').reportValidity = () => isValid;
  return element;
};
const button = (element, variant) =>
  [...element.shadowRoot.querySelectorAll('lightning-button')].find((one) => one.variant === variant);

describe('c-withdraw-contract', () => {
  it('withdraws once, tells so and closes', async () => {
    withdraw.mockResolvedValue(undefined);
    const element = show();
    const closed = jest.fn();
    const toasted = jest.fn();
    element.addEventListener('lightning__actionsclosescreen', closed);
    element.addEventListener('lightning__showtoast', toasted);
    element.shadowRoot
      .querySelector('lightning-input')
      .dispatchEvent(new CustomEvent('change', { detail: { value: '2026-03-05' } }));
    button(element, 'destructive').click();
    button(element, 'destructive').click();
    await settled();
    expect(withdraw).toHaveBeenCalledTimes(1);
    expect(withdraw).toHaveBeenCalledWith({ contractId: CONTRACT, receivedOn: '2026-03-05' });
    expect(closed).toHaveBeenCalledTimes(1);
    expect(toasted).toHaveBeenCalledTimes(1);
  });

  it('stays open and says why when it is refused', async () => {
    withdraw.mockRejectedValue({ body: { message: 'too late' } });
    const element = show();
    button(element, 'destructive').click();
    await settled();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('too late');
    await expect(element).toBeAccessible();
  });

  it('asks for a day before it asks the server', async () => {
    const element = show(false);
    button(element, 'destructive').click();
    await settled();
    expect(withdraw).not.toHaveBeenCalled();
  });

  it('closes without doing anything', () => {
    const element = show();
    const closed = jest.fn();
    element.addEventListener('lightning__actionsclosescreen', closed);
    button(element, undefined).click();
    expect(closed).toHaveBeenCalledTimes(1);
    expect(withdraw).not.toHaveBeenCalled();
  });
});
