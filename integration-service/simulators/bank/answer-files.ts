/** What the bank writes into /outbox: payment status reports (pain.002.001.10) and notifications (camt.054.001.08). */
import { escapeHtml } from '../support/page.ts';
import { euros } from './payment-file.ts';

export interface RefusedDebit {
  readonly endToEndId: string;
  readonly reasonCode: string;
  readonly amountMinor: number;
  readonly collectionDate: string;
  readonly mandateId: string;
}

export interface StatusReport {
  readonly reportId: string;
  readonly createdAt: Date;
  readonly originalMessageId: string;
  readonly transactions?: number;
  readonly totalMinor?: number;
  readonly status: 'ACCP' | 'PART' | 'RJCT';
  /** Of a file that is refused whole. */
  readonly reason?: { readonly code: string; readonly text: string };
  readonly payments: readonly {
    readonly paymentId: string;
    readonly status: 'ACCP' | 'PART' | 'RJCT';
    readonly reasonCode?: string;
    readonly refused: readonly RefusedDebit[];
  }[];
}

const text = escapeHtml;
const seconds = (instant: Date) => `${instant.toISOString().slice(0, 19)}Z`;

export function statusReport(report: StatusReport): string {
  const { reason } = report;
  const count = report.transactions === undefined ? '' : `<OrgnlNbOfTxs>${report.transactions}</OrgnlNbOfTxs>`;
  const sum = report.totalMinor === undefined ? '' : `<OrgnlCtrlSum>${euros(report.totalMinor)}</OrgnlCtrlSum>`;
  const why = reason
    ? `<StsRsnInf><Rsn><Cd>${reason.code}</Cd></Rsn><AddtlInf>${text(reason.text.slice(0, 105))}</AddtlInf></StsRsnInf>`
    : '';
  const payments = report.payments.map((payment) => {
    const because = payment.reasonCode ? reasonElement(payment.reasonCode) : '';
    return `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${text(payment.paymentId)}</OrgnlPmtInfId><PmtInfSts>${payment.status}</PmtInfSts>${because}
${payment.refused.map(refusedElement).join('')}</OrgnlPmtInfAndSts>
`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>${report.reportId}</MsgId><CreDtTm>${seconds(report.createdAt)}</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${text(report.originalMessageId)}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>${count}${sum}<GrpSts>${report.status}</GrpSts>${why}</OrgnlGrpInfAndSts>
${payments.join('')}</CstmrPmtStsRpt></Document>
`;
}

function reasonElement(code: string): string {
  return `<StsRsnInf><Rsn><Cd>${text(code)}</Cd></Rsn></StsRsnInf>`;
}

function refusedElement(debit: RefusedDebit): string {
  return `<TxInfAndSts><OrgnlEndToEndId>${text(debit.endToEndId)}</OrgnlEndToEndId><TxSts>RJCT</TxSts>${reasonElement(debit.reasonCode)}<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">${euros(debit.amountMinor)}</InstdAmt></Amt><ReqdColltnDt>${debit.collectionDate}</ReqdColltnDt><MndtRltdInf><DrctDbtMndt><MndtId>${text(debit.mandateId)}</MndtId></DrctDbtMndt></MndtRltdInf></OrgnlTxRef></TxInfAndSts>
`;
}

/** One booking on the creditor's account: many debits credited at once, or one taken back. */
export interface Booking {
  readonly reference: string;
  readonly direction: 'CRDT' | 'DBIT';
  readonly messageId: string;
  readonly paymentId: string;
  readonly debits: readonly {
    readonly endToEndId: string;
    readonly amountMinor: number;
    readonly mandateId: string;
    readonly reasonCode?: string | undefined;
  }[];
}

export interface Notification {
  readonly notificationId: string;
  readonly createdAt: Date;
  readonly bookedOn: string;
  readonly creditorIban: string;
  readonly bookings: readonly Booking[];
}

export function notification(note: Notification): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>${note.notificationId}</MsgId><CreDtTm>${seconds(note.createdAt)}</CreDtTm></GrpHdr>
<Ntfctn><Id>${note.notificationId}</Id><CreDtTm>${seconds(note.createdAt)}</CreDtTm><Acct><Id><IBAN>${note.creditorIban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${note.bookings.map((booking) => bookingElement(booking, note.bookedOn)).join('')}</Ntfctn>
</BkToCstmrDbtCdtNtfctn></Document>
`;
}

function bookingElement(booking: Booking, on: string): string {
  const { debits, direction } = booking;
  const total = euros(debits.reduce((sum, debit) => sum + debit.amountMinor, 0));
  const kind = direction === 'CRDT' ? 'ESDD' : 'UPDD';
  const batch =
    direction === 'CRDT'
      ? `<Btch><MsgId>${text(booking.messageId)}</MsgId><PmtInfId>${text(booking.paymentId)}</PmtInfId><NbOfTxs>${debits.length}</NbOfTxs><TtlAmt Ccy="EUR">${total}</TtlAmt></Btch>`
      : '';
  const details = debits.map((debit) => {
    const why = debit.reasonCode ? `<RtrInf><Rsn><Cd>${text(debit.reasonCode)}</Cd></Rsn></RtrInf>` : '';
    return `<TxDtls><Refs><EndToEndId>${text(debit.endToEndId)}</EndToEndId><MndtId>${text(debit.mandateId)}</MndtId></Refs><Amt Ccy="EUR">${euros(debit.amountMinor)}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${why}</TxDtls>
`;
  });
  return `<Ntry><Amt Ccy="EUR">${total}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt><AcctSvcrRef>${booking.reference}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>${kind}</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>${batch}
${details.join('')}</NtryDtls></Ntry>
`;
}
