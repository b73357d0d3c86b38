import { createElement } from 'lwc';
import DecideReading from 'c/decideReading';
import getReading from '@salesforce/apex/ReadingDecisionController.getReading';
import decide from '@salesforce/apex/ReadingDecisionController.decide';
import correct from '@salesforce/apex/ReadingDecisionController.correct';

jest.mock(
  '@salesforce/apex/ReadingDecisionController.getReading',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/apex/ReadingDecisionController.decide', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/ReadingDecisionController.correct', () => ({ default: jest.fn() }), { virtual: true });

const READING = 'a0A000000000001AAA';
const SUSPECT = {
  value: 5000,
  unit: 'kWh',
  status: 'Suspect',
  reasonCode: 'Above_Band',
  reasons: [{ value: 'Above_Band', label: 'Above the expected band' }],
  isPermitted: true
};

const show = async (reading) => {
  const element = createElement('c-decide-reading', { is: DecideReading });
  element.recordId = READING;
  document.body.append(element);
  getReading.emit(reading);
  await settled();
  return element;
};
const change = async (element, selector, value) => {
  element.shadowRoot.querySelector(selector).dispatchEvent(new CustomEvent('change', { detail: { value } }));
  await settled();
};
const save = async (element, isValid = true) => {
  for (const field of element.shadowRoot.querySelectorAll('.field')) {
    field.reportValidity = () => isValid;
  }
  element.shadowRoot.querySelector('.save').click();
  await settled();
};

describe('c-decide-reading', () => {
  it('accepts with a reason, tells the new status and closes', async () => {
    decide.mockResolvedValue('Accepted');
    const element = await show(SUSPECT);
    const closed = jest.fn();
    element.addEventListener('lightning__actionsclosescreen', closed);
    await change(element, '.reason', 'A new heat pump');
    await expect(element).toBeAccessible();
    await save(element);
    expect(decide).toHaveBeenCalledWith({
      readingId: READING,
      status: 'Accepted',
      reasonCode: null,
      reason: 'A new heat pump'
    });
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('rejects for a reason that can be chosen', async () => {
    decide.mockResolvedValue('Rejected');
    const element = await show({ ...SUSPECT, status: 'Accepted', reasonCode: undefined });
    expect(element.shadowRoot.querySelector('lightning-radio-group').options.map(({ value }) => value)).toEqual([
      'Correct',
      'Rejected'
    ]);
    await change(element, 'lightning-radio-group', 'Rejected');
    await change(element, '.code', 'Above_Band');
    await save(element);
    expect(decide).toHaveBeenCalledWith(expect.objectContaining({ status: 'Rejected', reasonCode: 'Above_Band' }));
  });

  it('corrects by another value', async () => {
    correct.mockResolvedValue('Accepted');
    const element = await show(SUSPECT);
    await change(element, 'lightning-radio-group', 'Correct');
    await change(element, '.value', '1300');
    await change(element, '.reason', 'Misread');
    await save(element);
    expect(correct).toHaveBeenCalledWith({ readingId: READING, value: 1300, reason: 'Misread' });
  });

  it('stays open and says why when it is refused', async () => {
    decide.mockRejectedValue({ body: { message: 'Say why.' } });
    const element = await show(SUSPECT);
    await save(element);
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('Say why.');
  });

  it('offers nothing to who may not decide, and about a replaced reading', async () => {
    const element = await show({ ...SUSPECT, isPermitted: false });
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('c.Reading_Decision_Right');
    expect(element.shadowRoot.querySelector('lightning-radio-group')).toBeNull();
    const replaced = await show({ ...SUSPECT, status: 'Replaced' });
    expect(replaced.shadowRoot.querySelector('[role="alert"]').textContent).toBe('c.Reading_Replaced_Stays');
    expect(replaced.shadowRoot.querySelector('.save').disabled).toBe(true);
  });

  it('asks for every field before it asks the server', async () => {
    const element = await show(SUSPECT);
    await save(element, false);
    expect(decide).not.toHaveBeenCalled();
  });

  it('closes without doing anything', async () => {
    const element = await show(SUSPECT);
    const closed = jest.fn();
    element.addEventListener('lightning__actionsclosescreen', closed);
    element.shadowRoot.querySelector('lightning-button').click();
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('says why a reading is not to be seen', async () => {
    const element = createElement('c-decide-reading', { is: DecideReading });
    document.body.append(element);
    getReading.error({ message: 'not yours' });
    await settled();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('not yours');
  });
});
