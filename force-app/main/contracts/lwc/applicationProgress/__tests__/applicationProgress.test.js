import { createElement } from 'lwc';
import ApplicationProgress from 'c/applicationProgress';
import applicationOf from '@salesforce/apex/ApplicationController.application';

jest.mock(
  '@salesforce/apex/ApplicationController.application',
  () => ({ default: require('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true }
);

const show = () => {
  const element = createElement('c-application-progress', { is: ApplicationProgress });
  element.recordId = 'a00000000000001AAA';
  document.body.append(element);
  return element;
};

describe('c-application-progress', () => {
  it('shows the steps with their states in words', async () => {
    const element = show();
    applicationOf.emit({
      createdAt: '2026-03-01T10:00:00.000Z',
      status: 'Submitted',
      supplies: [{ commodity: 'Gas' }]
    });
    await settled();
    const steps = [...element.shadowRoot.querySelectorAll('[data-step]')];
    expect(steps.map(({ dataset }) => dataset.step)).toEqual([
      'submitted',
      'contract',
      'signed',
      'Gas-requested',
      'Gas-confirmed',
      'Gas-started'
    ]);
    expect(steps[0].textContent).toContain('c.Step_Done');
    await expect(element).toBeAccessible();
  });

  it('says what the server says when it may not load', async () => {
    const element = show();
    applicationOf.error({ message: 'not yours' });
    await settled();
    expect(element.shadowRoot.querySelector('c-load-state').problem).toBe('not yours');
    await expect(element).toBeAccessible();
  });
});
