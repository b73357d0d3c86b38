import { createElement } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import ContractsToSign from 'c/contractsToSign';
import getContractsToSign from '@salesforce/apex/ContractSigningController.getContractsToSign';
import requestSigning from '@salesforce/apex/ContractSigningController.requestSigning';

jest.mock(
  '@salesforce/apex/ContractSigningController.getContractsToSign',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);
jest.mock('@salesforce/apex/ContractSigningController.requestSigning', () => ({ default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
jest.mock('@salesforce/label/c.Signing_Request', () => ({ default: 'Sign {0}' }), { virtual: true });

const DRAFT = { contractId: '800000000000001AAA', contractNumber: '00000101', place: 'Backstube', isRequested: false };

const show = async (drafts) => {
  const element = createElement('c-contracts-to-sign', { is: ContractsToSign });
  document.body.append(element);
  getContractsToSign.emit(drafts);
  await settled();
  return element;
};
const part = ({ shadowRoot }, selector) => shadowRoot.querySelector(selector);

describe('c-contracts-to-sign', () => {
  it('shows nothing where nothing waits', async () => {
    const element = await show([]);
    expect(part(element, 'section')).toBeNull();
  });

  it('asks for the document of a contract once', async () => {
    const element = await show([DRAFT]);
    expect(part(element, '.sign').label).toBe('Sign 00000101');
    requestSigning.mockResolvedValue(undefined);
    part(element, '.sign').click();
    await settled();
    expect(requestSigning).toHaveBeenCalledWith({ contractId: DRAFT.contractId });
    expect(refreshApex).toHaveBeenCalledTimes(1);
    getContractsToSign.emit([{ ...DRAFT, isRequested: true }]);
    await settled();
    expect(part(element, '.sign')).toBeNull();
    expect(part(element, '.requested').textContent).toBe('c.Signing_Requested');
    await expect(element).toBeAccessible();
  });

  it('says why a contract cannot be signed', async () => {
    const element = await show([DRAFT]);
    requestSigning.mockRejectedValue({ body: { message: 'Ask somebody who signs' } });
    part(element, '.sign').click();
    await settled();
    expect(part(element, '.problem').textContent).toBe('Ask somebody who signs');
  });
});
