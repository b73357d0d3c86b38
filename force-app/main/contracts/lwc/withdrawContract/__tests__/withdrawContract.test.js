import { createElement } from 'lwc';
import WithdrawContract from 'c/withdrawContract';
import termsOf from '@salesforce/apex/WithdrawalController.terms';
import withdraw from '@salesforce/apex/WithdrawalController.withdraw';

jest.mock(
  '@salesforce/apex/WithdrawalController.terms',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/apex/WithdrawalController.withdraw', () => ({ default: jest.fn() }), { virtual: true });

const CONTRACT = '800000000000001AAA';

const show = async (isValid = true) => {
  const element = createElement('c-withdraw-contract', { is: WithdrawContract });
  element.recordId = CONTRACT;
  document.body.append(element);
  termsOf.emit({ signedOn: '2026-03-01', today: '2026-03-06', until: '2026-03-15' });
  await settled();
  element.shadowRoot.querySelector('lightning-input').reportValidity = () => isValid;
  return element;
};
const button = (element, variant) =>
  [...element.shadowRoot.querySelectorAll('lightning-button')].find((one) => one.variant === variant);

describe('c-withdraw-contract', () => {
  it('withdraws once, tells so and closes', async () => {
    withdraw.mockResolvedValue(undefined);
    const element = await show();
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

  it('offers the days that count at the server, today first', async () => {
    const element = await show();
    const day = element.shadowRoot.querySelector('lightning-input');
    expect([day.min, day.value, day.max]).toEqual(['2026-03-01', '2026-03-06', '2026-03-06']);
    expect(element.shadowRoot.querySelector('.deadline').textContent).toContain('c.Step_Withdrawal_Until');
  });

  it('says why when the contract is not to be seen', async () => {
    const element = await show();
    termsOf.error({ message: 'not yours' });
    await settled();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('not yours');
  });

  it('stays open and says why when it is refused', async () => {
    withdraw.mockRejectedValue({ body: { message: 'too late' } });
    const element = await show();
    button(element, 'destructive').click();
    await settled();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('too late');
    await expect(element).toBeAccessible();
  });

  it('asks for a day before it asks the server', async () => {
    const element = await show(false);
    button(element, 'destructive').click();
    await settled();
    expect(withdraw).not.toHaveBeenCalled();
  });

  it('closes without doing anything', async () => {
    const element = await show();
    const closed = jest.fn();
    element.addEventListener('lightning__actionsclosescreen', closed);
    button(element, undefined).click();
    expect(closed).toHaveBeenCalledTimes(1);
    expect(withdraw).not.toHaveBeenCalled();
  });
});
