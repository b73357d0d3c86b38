import { createElement } from 'lwc';
import EraseData from 'c/eraseData';
import previewOf from '@salesforce/apex/DataErasureController.preview';
import erase from '@salesforce/apex/DataErasureController.erase';

jest.mock('@salesforce/apex/DataErasureController.preview', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DataErasureController.erase', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/label/c.Erase_Until', () => ({ default: 'until {0}' }), { virtual: true });

const PERSON = '001000000000001AAA';
const FREE = {
  effects: ['The name goes', 'Contracts stay'],
  obstacles: [],
  grounds: [{ value: 'Objection', label: 'Objection' }]
};

const show = async (preview) => {
  previewOf.mockResolvedValue(preview);
  const element = createElement('c-erase-data', { is: EraseData });
  element.recordId = PERSON;
  document.body.append(element);
  await settled();
  return element;
};
const listed = (element, name) =>
  [...element.shadowRoot.querySelectorAll(`.${name} li`)].map(({ textContent }) => textContent);
const confirm = async (element) => {
  const ground = element.shadowRoot.querySelector('lightning-combobox');
  ground.reportValidity = () => true;
  ground.dispatchEvent(new CustomEvent('change', { detail: { value: 'Objection' } }));
  element.shadowRoot.querySelector('.confirm').click();
  await settled();
};

describe('c-erase-data', () => {
  it('says what will happen, erases for a ground and closes', async () => {
    erase.mockResolvedValue(null);
    const element = await show(FREE);
    const closed = jest.fn();
    element.addEventListener('lightning__actionsclosescreen', closed);
    expect(listed(element, 'effects')).toEqual(FREE.effects);
    await expect(element).toBeAccessible();
    await confirm(element);
    expect(erase).toHaveBeenCalledWith({ recordId: PERSON, ground: 'Objection' });
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('names every obstacle with its day and cannot be confirmed', async () => {
    const element = await show({
      ...FREE,
      obstacles: [{ reason: 'Money is still owed.' }, { reason: 'Invoices must be kept', until: '2030-12-31' }]
    });
    const obstacles = listed(element, 'obstacles');
    expect(obstacles).toHaveLength(2);
    expect(obstacles[0]).toBe('Money is still owed.');
    expect(obstacles[1]).toContain('2030');
    expect(element.shadowRoot.querySelector('.confirm').disabled).toBe(true);
    await expect(element).toBeAccessible();
  });

  it('shows why nothing was erased when an obstacle came in between', async () => {
    erase.mockResolvedValue('A case is still open.');
    const element = await show(FREE);
    const closed = jest.fn();
    element.addEventListener('lightning__actionsclosescreen', closed);
    await confirm(element);
    expect(element.shadowRoot.querySelector('.problem')).not.toBeNull();
    expect(closed).not.toHaveBeenCalled();
  });

  it('says that the user may not', async () => {
    previewOf.mockRejectedValue({ body: { message: 'You may not erase personal data.' } });
    const element = createElement('c-erase-data', { is: EraseData });
    element.recordId = PERSON;
    document.body.append(element);
    await settled();
    expect(element.shadowRoot.querySelector('.problem').textContent).toBe('You may not erase personal data.');
    expect(element.shadowRoot.querySelector('.confirm').disabled).toBe(true);
  });
});
