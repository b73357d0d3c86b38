import { createElement } from 'lwc';
import { CurrentPageReference, navigate } from 'lightning/navigation';
import ApplicationDetail from 'c/applicationDetail';
import applicationOf from '@salesforce/apex/ApplicationController.application';

jest.mock(
  '@salesforce/apex/ApplicationController.application',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);

const ID = 'a00000000000001AAA';
const DETAIL = {
  id: ID,
  applicationNumber: 'A-000001',
  applicant: 'Petra Muster',
  street: 'Invalidenstraße',
  houseNumber: '43',
  postalCode: '10115',
  city: 'Berlin',
  email: 'petra@example.com',
  ibanLast4: '3000',
  desiredStart: '2026-04-01',
  status: 'Submitted',
  createdAt: '2026-03-01T10:00:00.000Z',
  supplies: [{ commodity: 'Electricity', marketLocation: '51238696781', tariff: 'Strom Fix 12' }]
};

const show = async (state) => {
  const element = createElement('c-application-detail', { is: ApplicationDetail });
  document.body.append(element);
  CurrentPageReference.emit({ type: 'comm__namedPage', attributes: { name: 'Application_Detail__c' }, state });
  await settled();
  return element;
};

describe('c-application-detail', () => {
  it('shows what was entered and asks for the progress', async () => {
    const element = await show({ applicationId: ID, submitted: '1' });
    applicationOf.emit(DETAIL);
    await settled();
    const text = element.shadowRoot.textContent;
    expect(text).toContain('Invalidenstraße 43, 10115 Berlin');
    expect(text).toContain('512 386 967 81');
    expect(text).toContain('c.Detail_Submitted');
    expect(element.shadowRoot.querySelector('c-application-progress').recordId).toBe(ID);
    await expect(element).toBeAccessible();
  });

  it('shows a draft that has no start of supply yet', async () => {
    const element = await show({ applicationId: ID });
    applicationOf.emit({ ...DETAIL, status: 'Draft', desiredStart: undefined, city: undefined, supplies: [] });
    await settled();
    expect(element.shadowRoot.querySelector('h1').textContent).toContain('A-000001');
    const text = element.shadowRoot.textContent;
    expect(text).not.toContain('c.Field_Desired_Start');
    expect(text).toContain('Invalidenstraße 43, 10115c.');
  });

  it('does not congratulate on every visit', async () => {
    const element = await show({ applicationId: ID });
    applicationOf.emit(DETAIL);
    await settled();
    expect(element.shadowRoot.textContent).not.toContain('c.Detail_Submitted');
  });

  it('says why an application is not shown', async () => {
    const element = await show({ applicationId: ID });
    applicationOf.error({ message: 'belongs to another agency' });
    await settled();
    expect(element.shadowRoot.querySelector('c-load-state').problem).toBe('belongs to another agency');
  });

  it('leads back to the list', async () => {
    const element = await show({ applicationId: ID });
    element.shadowRoot.querySelector('a.back').click();
    expect(navigate).toHaveBeenCalledWith({ type: 'comm__namedPage', attributes: { name: 'Home' } });
  });
});
