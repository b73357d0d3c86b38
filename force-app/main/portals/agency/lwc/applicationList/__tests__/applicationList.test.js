import { createElement } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import { navigate } from 'lightning/navigation';
import ApplicationList from 'c/applicationList';
import myApplications from '@salesforce/apex/ApplicationController.myApplications';

jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
jest.mock(
  '@salesforce/apex/ApplicationController.myApplications',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);

const APPLICATIONS = [
  {
    id: 'a00000000000001AAA',
    applicationNumber: 'A-000001',
    applicant: 'Petra Muster',
    city: 'Berlin',
    status: 'Signed',
    createdAt: '2026-03-01T10:00:00.000Z',
    electricity: true,
    gas: true
  },
  {
    id: 'a00000000000002AAA',
    applicationNumber: 'A-000002',
    applicant: 'Hans Beispiel',
    city: 'Hamburg',
    status: 'Exception',
    createdAt: '2026-03-02T10:00:00.000Z',
    electricity: true,
    gas: false
  }
];

const show = () => {
  const element = createElement('c-application-list', { is: ApplicationList });
  document.body.append(element);
  return element;
};
const rows = (element) => [...element.shadowRoot.querySelectorAll('tbody tr')];

describe('c-application-list', () => {
  it('waits, then shows the applications', async () => {
    const element = show();
    expect(element.shadowRoot.querySelector('c-load-state').isLoading).toBe(true);
    myApplications.emit(APPLICATIONS);
    await settled();
    expect(element.shadowRoot.querySelector('c-load-state').isLoading).toBe(false);
    expect(rows(element)).toHaveLength(2);
    expect(rows(element)[0].textContent).toContain('c.Status_Signed');
    expect(rows(element)[0].textContent).toContain('c.Commodity_Electricity + c.Commodity_Gas');
    await expect(element).toBeAccessible();
  });

  it('finds by number, name or town', async () => {
    const element = show();
    myApplications.emit(APPLICATIONS);
    await settled();
    const search = element.shadowRoot.querySelector('lightning-input');
    search.value = 'hamb';
    search.dispatchEvent(new CustomEvent('change'));
    await settled();
    expect(rows(element)).toHaveLength(1);
    search.value = 'nobody';
    search.dispatchEvent(new CustomEvent('change'));
    await settled();
    expect(element.shadowRoot.querySelector('.note').textContent).toBe('c.List_Nothing_Found');
  });

  it('opens an application', async () => {
    const element = show();
    myApplications.emit(APPLICATIONS);
    await settled();
    const link = element.shadowRoot.querySelector('tbody a');
    expect(link.getAttribute('href')).toBe('/agency/Application_Detail__c?applicationId=a00000000000001AAA');
    link.click();
    expect(navigate).toHaveBeenCalledWith(expect.objectContaining({ state: { applicationId: 'a00000000000001AAA' } }));
  });

  it('says so when there are none', async () => {
    const element = show();
    myApplications.emit([]);
    await settled();
    expect(element.shadowRoot.querySelector('c-load-state')).toMatchObject({
      isEmpty: true,
      emptyTitle: 'c.List_Empty'
    });
    expect(element.shadowRoot.querySelectorAll('.new')).toHaveLength(1);
    await expect(element).toBeAccessible();
  });

  it('says so when they could not be loaded', async () => {
    const element = show();
    myApplications.error({ message: undefined });
    await settled();
    const state = element.shadowRoot.querySelector('c-load-state');
    expect(state.problem).toBe('c.Portal_Load_Failed');
    refreshApex.mockClear();
    state.dispatchEvent(new CustomEvent('retry'));
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });
});
