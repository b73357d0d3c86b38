/** Payment status reports (pain.002), from 001.02 of 2006 to today's: the shape stayed, its names grew. */
import type { AnsweredPayment, AnsweredTransaction, AnswerStatus, BankAnswer } from './answers.ts';
import { dayOf, moneyOf, present, reasonOf, referenceOf } from './answer-values.ts';
import { child, childrenOf, textOf, type XmlElement } from './xml-tree.ts';

/** ISO 20022 external payment group and transaction status codes. */
const STATUS: Readonly<Record<string, AnswerStatus | 'PARTIAL'>> = {
  ...{ ACTC: 'ACCEPTED', ACCP: 'ACCEPTED', ACSP: 'ACCEPTED', ACWC: 'ACCEPTED', ACWP: 'ACCEPTED', ACFC: 'ACCEPTED' },
  ...{ RCVD: 'PENDING', PDNG: 'PENDING', PRES: 'PENDING' },
  ...{ ACSC: 'SETTLED', ACCC: 'SETTLED' },
  ...{ RJCT: 'REJECTED', CANC: 'REJECTED', BLCK: 'REJECTED' },
  ...{ PART: 'PARTIAL', PATC: 'PARTIAL' },
};

/** Reads the report element; throws an Error that says what is wrong. */
export function readStatusReport(report: XmlElement): BankAnswer {
  const header = child(report, 'GrpHdr');
  const fileId = textOf(header, 'MsgId');
  if (fileId === undefined) throw new Error('the report has no message id');
  const reportedOn = dayOf(child(header, 'CreDtTm'));
  const group = child(report, 'OrgnlGrpInfAndSts');
  if (!group) throw new Error('the report names no original message');
  const groupStatus = statusOf(textOf(group, 'GrpSts'));
  const paymentElements = [...childrenOf(report, 'OrgnlPmtInfAndSts'), ...childrenOf(report, 'OrgnlPmtInf')];

  const payments = paymentElements.flatMap((element) => paymentOf(element, reportedOn));
  const entries = [
    // 001.02 has the transactions beside the group, later versions below their payment.
    ...childrenOf(report, 'TxInfAndSts').map((element) => transactionOf(element, groupStatus, undefined, reportedOn)),
    ...paymentElements.flatMap((payment) => {
      const inherited = statusOf(textOf(payment, 'PmtInfSts')) ?? groupStatus;
      const paymentId = textOf(payment, 'OrgnlPmtInfId');
      return childrenOf(payment, 'TxInfAndSts').map((element) =>
        transactionOf(element, inherited, paymentId, reportedOn),
      );
    }),
  ];
  if (groupStatus === undefined && payments.length === 0 && entries.length === 0) {
    throw new Error('the report states no status');
  }
  return present<BankAnswer>({
    kind: 'pain.002',
    fileId,
    originalMessageId: referenceOf(textOf(group, 'OrgnlMsgId')),
    groupStatus,
    groupReasonCode: reasonOf(group, 'StsRsnInf'),
    payments,
    entries,
    otherBookings: 0,
  });
}

function paymentOf(element: XmlElement, reportedOn: string | undefined): readonly AnsweredPayment[] {
  const paymentId = textOf(element, 'OrgnlPmtInfId');
  const status = statusOf(textOf(element, 'PmtInfSts'));
  if (status === undefined) return [];
  if (paymentId === undefined) throw new Error('a payment with a status has no id');
  const reasonCode = reasonOf(element, 'StsRsnInf');
  return [
    present<AnsweredPayment>({
      paymentId,
      status,
      reasonCode,
      amountMinor: undefined,
      currency: undefined,
      on: reportedOn,
    }),
  ];
}

function transactionOf(
  element: XmlElement,
  inherited: AnswerStatus | 'PARTIAL' | undefined,
  paymentId: string | undefined,
  reportedOn: string | undefined,
): AnsweredTransaction {
  const endToEndId = referenceOf(textOf(element, 'OrgnlEndToEndId'));
  const status = statusOf(textOf(element, 'TxSts')) ?? inherited;
  if (status === undefined || status === 'PARTIAL') {
    throw new Error(`the transaction ${endToEndId ?? 'without an id'} has no status`);
  }
  const original = child(element, 'OrgnlTxRef');
  const money = moneyOf(child(original, 'Amt', 'InstdAmt') ?? child(original, 'IntrBkSttlmAmt'));
  return present<AnsweredTransaction>({
    endToEndId,
    status,
    reasonCode: reasonOf(element, 'StsRsnInf'),
    amountMinor: money?.amountMinor,
    currency: money?.currency,
    on: dayOf(child(element, 'AccptncDtTm')) ?? reportedOn,
    mandateId: textOf(original, 'MndtRltdInf', 'MndtId') ?? textOf(original, 'MndtRltdInf', 'DrctDbtMndt', 'MndtId'),
    paymentId,
  });
}

/** An unknown code stops the reading: guessing could call a refused debit paid. */
function statusOf(code: string | undefined): AnswerStatus | 'PARTIAL' | undefined {
  if (code === undefined) return undefined;
  const status = Object.hasOwn(STATUS, code) ? STATUS[code] : undefined;
  if (status === undefined) throw new Error(`unknown status ${code.slice(0, 35)}`);
  return status;
}
