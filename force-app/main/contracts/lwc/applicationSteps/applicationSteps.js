import { dayInWords, fill, momentInWords } from 'c/words';
import draftLabel from '@salesforce/label/c.Status_Draft';
import submittedLabel from '@salesforce/label/c.Status_Submitted';
import inSignatureLabel from '@salesforce/label/c.Status_In_Signature';
import signedLabel from '@salesforce/label/c.Status_Signed';
import activeLabel from '@salesforce/label/c.Status_Active';
import rejectedLabel from '@salesforce/label/c.Status_Rejected';
import cancelledLabel from '@salesforce/label/c.Status_Cancelled';
import exceptionLabel from '@salesforce/label/c.Status_Exception';
import stepSubmittedLabel from '@salesforce/label/c.Step_Submitted';
import stepContractLabel from '@salesforce/label/c.Step_Contract';
import stepSignedLabel from '@salesforce/label/c.Step_Signed';
import stepRequestedLabel from '@salesforce/label/c.Step_Requested';
import stepConfirmedLabel from '@salesforce/label/c.Step_Confirmed';
import stepRejectedLabel from '@salesforce/label/c.Step_Rejected';
import stepStartedLabel from '@salesforce/label/c.Step_Started';
import startsOnLabel from '@salesforce/label/c.Step_Starts_On';
import declinedLabel from '@salesforce/label/c.Step_Declined';
import expiredLabel from '@salesforce/label/c.Step_Expired';
import withdrawnLabel from '@salesforce/label/c.Step_Withdrawn';
import withdrawalUntilLabel from '@salesforce/label/c.Step_Withdrawal_Until';
import checkingLabel from '@salesforce/label/c.Step_Checking';
import doneLabel from '@salesforce/label/c.Step_Done';
import currentLabel from '@salesforce/label/c.Step_Current';
import openLabel from '@salesforce/label/c.Step_Open';
import stepFailedLabel from '@salesforce/label/c.Step_Failed';
import electricityLabel from '@salesforce/label/c.Commodity_Electricity';
import gasLabel from '@salesforce/label/c.Commodity_Gas';

const STATUSES = {
  Draft: draftLabel,
  Submitted: submittedLabel,
  In_Signature: inSignatureLabel,
  Signed: signedLabel,
  Active: activeLabel,
  Rejected: rejectedLabel,
  Cancelled: cancelledLabel,
  Exception: exceptionLabel
};
const COMMODITIES = { Electricity: electricityLabel, Gas: gasLabel };
const STATES = { done: doneLabel, current: currentLabel, open: openLabel, failed: stepFailedLabel };
const SIGNATURE_FAILURES = { Declined: declinedLabel, Expired: expiredLabel };
const CONTRACT_IS_OUT = new Set(['Sent', 'Signed', 'Declined', 'Expired']);

/** The status of an application in the user's language. */
export const statusInWords = (status) => STATUSES[status] ?? status;

/**
 * The way of an application (ApplicationDetail of ApplicationController) as steps to show:
 * [{key, title, note, hint, state, stateWords, className}].
 * @param {ApplicationDetail} application
 */
export function stepsOf(application) {
  return [
    ...contractSteps(application),
    ...application.supplies.flatMap((supply) => supplySteps(supply, application))
  ].map((step) => ({ ...step, stateWords: STATES[step.state], className: `step step_${step.state}` }));
}

/** @param {ApplicationDetail} application */
function contractSteps(application) {
  const { createdAt, status, signatureStatus, signedAt, withdrawalUntil, withdrawnAt } = application;
  /** @type {{ key: string, title: string, note?: string, hint?: string, state: string }[]} */
  const steps = [{ key: 'submitted', title: stepSubmittedLabel, note: momentInWords(createdAt), state: 'done' }];
  if (status === 'Exception') {
    return [...steps, { key: 'checking', title: checkingLabel, state: 'current' }];
  }
  const isOut = CONTRACT_IS_OUT.has(signatureStatus);
  steps.push({ key: 'contract', title: stepContractLabel, state: isOut ? 'done' : 'current' });
  const failure = SIGNATURE_FAILURES[signatureStatus];
  if (failure) {
    return [...steps, { key: 'signed', title: failure, state: 'failed' }];
  }
  const isSigned = Boolean(signedAt);
  const mayWithdraw = withdrawalUntil && !withdrawnAt;
  steps.push({
    key: 'signed',
    title: stepSignedLabel,
    note: isSigned ? momentInWords(signedAt) : undefined,
    hint: mayWithdraw ? fill(withdrawalUntilLabel, dayInWords(withdrawalUntil)) : undefined,
    state: stateOf(isSigned, isOut)
  });
  if (withdrawnAt) {
    steps.push({ key: 'withdrawn', title: withdrawnLabel, note: momentInWords(withdrawnAt), state: 'failed' });
  }
  return steps;
}

/**
 * @param {SupplyProgress} supply
 * @param {ApplicationDetail} application
 */
function supplySteps(supply, { signedAt, withdrawnAt, signatureStatus, status }) {
  if (withdrawnAt || SIGNATURE_FAILURES[signatureStatus] || status === 'Exception') {
    return [];
  }
  const { commodity, requestedAt, confirmedAt, rejectedAt, startedAt, startOn, rejectionReason } = supply;
  const named = (label) => fill(label, COMMODITIES[commodity]);
  const step = (key, label, at, isNext, extra) => ({
    key: `${commodity}-${key}`,
    title: named(label),
    note: at ? momentInWords(at) : undefined,
    state: stateOf(Boolean(at), isNext),
    ...extra
  });
  const steps = [step('requested', stepRequestedLabel, requestedAt, Boolean(signedAt))];
  if (rejectedAt) {
    return [
      ...steps,
      step('rejected', stepRejectedLabel, rejectedAt, false, { state: 'failed', hint: rejectionReason })
    ];
  }
  const hint = confirmedAt && !startedAt && startOn ? fill(startsOnLabel, dayInWords(startOn)) : undefined;
  return [
    ...steps,
    step('confirmed', stepConfirmedLabel, confirmedAt, Boolean(requestedAt), { hint }),
    step('started', stepStartedLabel, startedAt, Boolean(confirmedAt))
  ];
}

function stateOf(isDone, isNext) {
  if (isDone) {
    return 'done';
  }
  return isNext ? 'current' : 'open';
}
