import { createElement } from 'lwc';
import { navigate } from 'lightning/navigation';
import ApplicationForm from 'c/applicationForm';
import submit from '@salesforce/apex/ApplicationController.submit';
import judge from '@salesforce/apex/IdentifierController.judge';
import { today } from 'c/words';

jest.mock('@salesforce/apex/ApplicationController.submit', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/IdentifierController.judge', () => ({ default: jest.fn() }), { virtual: true });

const SAVED = { applicationId: 'a00000000000001AAA', applicationNumber: 'A-000001', problems: [] };
const COMPLETE = {
  salutation: 'Ms.',
  firstName: ' Petra ',
  lastName: 'Muster',
  birthdate: '1980-05-17',
  email: 'petra@example.com',
  street: 'Invalidenstraße',
  houseNumber: '43',
  postalCode: '10115',
  city: 'Berlin',
  desiredStart: today(),
  iban: 'de89 3704 0044 0532 0130 00'
};
const SUPPLY = {
  electricityMarketLocation: '512 386 967 81',
  annualElectricity: '2500',
  electricityTariff: '01t000000000001AAA'
};

const show = () => {
  const element = createElement('c-application-form', { is: ApplicationForm });
  document.body.append(element);
  return element;
};
const field = (element, name) => element.shadowRoot.querySelector(`[data-field="${name}"]`);
const supply = (element) => element.shadowRoot.querySelector('c-supply-fields');
const tell = (element, name, value) =>
  supply(element).dispatchEvent(new CustomEvent('supplychange', { detail: { field: name, value } }));
const enter = (element, name, value) =>
  field(element, name).dispatchEvent(new CustomEvent('change', { detail: { value } }));
const tick = (element, name, checked) =>
  field(element, name).dispatchEvent(new CustomEvent('change', { detail: { checked } }));
const press = (element) => element.shadowRoot.querySelector('lightning-button.submit').click();
const summary = (element) => [...element.shadowRoot.querySelectorAll('.go-to')].map((button) => button.dataset.target);

async function fillIn(element) {
  for (const [name, value] of Object.entries(COMPLETE)) {
    enter(element, name, value);
  }
  for (const [name, value] of Object.entries(SUPPLY)) {
    tell(element, name, value);
  }
  tick(element, 'consentTerms', true);
  tick(element, 'consentData', true);
  await settled();
}

/** As long as a clerk who stops typing. */
const pause = () =>
  new Promise((resolve) => {
    setTimeout(resolve, 450);
  });

describe('c-application-form', () => {
  beforeEach(() => {
    judge.mockReset();
    judge.mockResolvedValue(null);
  });

  it('submits a complete form as the server wants it and opens the application', async () => {
    submit.mockResolvedValue(SAVED);
    const element = show();
    await fillIn(element);
    press(element);
    await settled();
    const { applicationInput } = submit.mock.calls[0][0];
    expect(applicationInput).toMatchObject({
      firstName: 'Petra',
      country: 'DE',
      electricity: true,
      electricityMarketLocation: '51238696781',
      annualElectricity: 2500,
      gas: false,
      annualGas: null,
      iban: 'DE89370400440532013000',
      consentTerms: true
    });
    expect(applicationInput.clientRequestId).toBeTruthy();
    expect(navigate).toHaveBeenCalledWith({
      type: 'comm__namedPage',
      attributes: { name: 'Application_Detail__c' },
      state: { applicationId: SAVED.applicationId, submitted: '1' }
    });
  });

  it('sends one application however often the button is pressed', async () => {
    let answer;
    submit.mockReturnValue(
      new Promise((resolve) => {
        answer = resolve;
      })
    );
    const element = show();
    await fillIn(element);
    press(element);
    press(element);
    await settled();
    const button = element.shadowRoot.querySelector('lightning-button.submit');
    expect(button.disabled).toBe(true);
    expect(button.label).toBe('c.Form_Submitting');
    answer(SAVED);
    await settled();
    expect(submit).toHaveBeenCalledTimes(1);
  });

  it('tries again with the same request after a failure, and keeps the entries', async () => {
    submit.mockRejectedValueOnce(new TypeError('network')).mockResolvedValueOnce(SAVED);
    const element = show();
    await fillIn(element);
    press(element);
    await settled();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('c.Form_Failed');
    press(element);
    await settled();
    const [[first], [second]] = submit.mock.calls;
    expect(second).toEqual(first);
    expect(navigate).toHaveBeenCalledTimes(1);
  });

  it('lists what is missing in the order of the form and moves the focus there', async () => {
    const element = show();
    press(element);
    await settled();
    expect(submit).not.toHaveBeenCalled();
    expect(summary(element).slice(0, 3)).toEqual(['firstName', 'lastName', 'birthdate']);
    expect(summary(element)).toContain('electricityTariff');
    expect(summary(element)).toContain('consentData');
    expect(summary(element)).not.toContain('gasTariff');
    expect(element.shadowRoot.activeElement.getAttribute('role')).toBe('alert');
    const target = field(element, 'firstName');
    target.focus = jest.fn();
    element.shadowRoot.querySelector('.go-to').click();
    expect(target.focus).toHaveBeenCalled();
    await expect(element).toBeAccessible();
  });

  it('shows the server\u2019s problems beside their fields', async () => {
    submit.mockResolvedValue({
      problems: [{ field: 'Electricity_Market_Location__c', message: 'already applied for in A-000007' }]
    });
    const element = show();
    await fillIn(element);
    press(element);
    await settled();
    expect(summary(element)).toEqual(['electricityMarketLocation']);
    expect(supply(element).problems).toEqual({ electricityMarketLocation: 'already applied for in A-000007' });
    expect(navigate).not.toHaveBeenCalled();
  });

  it('judges an IBAN when the clerk pauses, and puts it into groups when the clerk goes on', async () => {
    judge.mockImplementation(({ text }) =>
      Promise.resolve(
        text.startsWith('DE89') ? { pattern: '#### #### #### #### #### ##' } : { message: 'IBAN: look at place 3' }
      )
    );
    const element = show();
    const iban = field(element, 'iban');
    iban.setCustomValidity = jest.fn();
    enter(element, 'iban', 'DE883704');
    enter(element, 'iban', 'DE88370400440532013000');
    await settled();
    expect(iban.setCustomValidity).not.toHaveBeenCalled();
    await pause();
    expect(judge).toHaveBeenCalledTimes(1);
    expect(judge).toHaveBeenCalledWith({ country: 'DE', subject: 'IBAN', text: 'DE88370400440532013000' });
    expect(iban.setCustomValidity).toHaveBeenLastCalledWith('IBAN: look at place 3');
    enter(element, 'iban', 'DE89370400440532013000');
    iban.dispatchEvent(new CustomEvent('blur'));
    await settled();
    expect(iban.setCustomValidity).toHaveBeenLastCalledWith('');
    expect(iban.value).toBe('DE89 3704 0044 0532 0130 00');
  });

  it('shows what is wrong with a market location beside its field and does not submit it', async () => {
    judge.mockResolvedValue({ message: 'MaLo-ID: 11 needed' });
    const element = show();
    tell(element, 'electricityMarketLocation', '5123');
    await pause();
    expect(judge).toHaveBeenCalledWith({ country: 'DE', subject: 'Electricity', text: '5123' });
    expect(supply(element).problems).toEqual({ electricityMarketLocation: 'MaLo-ID: 11 needed' });
  });

  it('asks for a supply, and for two market locations when there are two', async () => {
    const element = show();
    await fillIn(element);
    tick(element, 'electricity', false);
    await settled();
    press(element);
    await settled();
    expect(summary(element)).toEqual(['electricity']);
    tick(element, 'electricity', true);
    tick(element, 'gas', true);
    await settled();
    tell(element, 'gasMarketLocation', '51238696781');
    tell(element, 'annualGas', '12000');
    tell(element, 'gasTariff', '01t000000000003AAA');
    press(element);
    await settled();
    expect(summary(element)).toEqual(['gasMarketLocation']);
  });

  it('leaves a day that it cannot read standing and says how to write it', async () => {
    const element = show();
    const input = element.shadowRoot.querySelector('[data-field="birthdate"]');
    input.setCustomValidity = jest.fn();
    input.validity = { badInput: true };
    input.dispatchEvent(new CustomEvent('change', { detail: { value: null } }));
    input.dispatchEvent(new CustomEvent('blur'));
    await settled();
    expect(input.value).toBeUndefined();
    expect(input.setCustomValidity).toHaveBeenLastCalledWith('c.Form_Date_Wrong');
    input.validity = { badInput: false };
    input.dispatchEvent(new CustomEvent('change', { detail: { value: '1985-01-31' } }));
    await settled();
    expect(input.value).toBe('1985-01-31');
    expect(input.setCustomValidity).toHaveBeenLastCalledWith('');
  });

  it('is accessible when empty', async () => {
    await expect(show()).toBeAccessible();
  });
});
