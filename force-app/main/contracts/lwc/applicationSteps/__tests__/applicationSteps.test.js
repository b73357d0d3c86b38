import { statusInWords, stepsOf } from 'c/applicationSteps';

const AT = '2026-03-01T10:00:00.000Z';
const application = (more = {}, supply = {}) => ({
  createdAt: AT,
  status: 'Submitted',
  supplies: [{ commodity: 'Electricity', ...supply }],
  ...more
});
const statesOf = (steps) => Object.fromEntries(steps.map(({ key, state }) => [key, state]));

describe('c-application-steps', () => {
  it('starts with the contract that is being prepared', () => {
    expect(statesOf(stepsOf(application()))).toEqual({
      submitted: 'done',
      contract: 'current',
      signed: 'open',
      'Electricity-requested': 'open',
      'Electricity-confirmed': 'open',
      'Electricity-started': 'open'
    });
  });

  it('tells signed from supplied', () => {
    const steps = stepsOf(
      application(
        { status: 'Signed', signatureStatus: 'Signed', signedAt: AT, withdrawalUntil: '2026-03-15' },
        { requestedAt: AT }
      )
    );
    expect(statesOf(steps)).toMatchObject({
      signed: 'done',
      'Electricity-requested': 'done',
      'Electricity-confirmed': 'current'
    });
    expect(steps.find(({ key }) => key === 'signed').hint).toBeTruthy();
  });

  it('ends the way of a rejected supply with the reason', () => {
    const steps = stepsOf(
      application(
        { status: 'Rejected', signatureStatus: 'Signed', signedAt: AT },
        { requestedAt: AT, rejectedAt: AT, rejectionReason: 'A02: unknown' }
      )
    );
    const last = steps.at(-1);
    expect(last).toMatchObject({ key: 'Electricity-rejected', state: 'failed', hint: 'A02: unknown' });
  });

  it('shows no supply after a withdrawal or a declined signature', () => {
    const withdrawn = stepsOf(
      application({ signatureStatus: 'Signed', signedAt: AT, withdrawnAt: AT }, { requestedAt: AT })
    );
    expect(withdrawn.at(-1)).toMatchObject({ key: 'withdrawn', state: 'failed' });
    const declined = stepsOf(application({ signatureStatus: 'Declined' }));
    expect(declined.at(-1)).toMatchObject({ key: 'signed', state: 'failed' });
  });

  it('says that an exception is being checked', () => {
    expect(stepsOf(application({ status: 'Exception' })).at(-1)).toMatchObject({ key: 'checking', state: 'current' });
  });

  it('shows a started supply as done', () => {
    const steps = stepsOf(
      application(
        { status: 'Active', signatureStatus: 'Signed', signedAt: AT },
        { requestedAt: AT, confirmedAt: AT, startedAt: AT, startOn: '2026-04-01' }
      )
    );
    expect(steps.every(({ state }) => state === 'done')).toBe(true);
  });

  it('shows a status that it does not know as it is', () => {
    expect(statusInWords('Signed')).toBe('c.Status_Signed');
    expect(statusInWords('Lost')).toBe('Lost');
  });
});
