/** The XML of a pain.008.001.08: checks everything first, then streams. Amounts are whole cents until the moment they are written. */
import { IntegrationError } from '../../runtime/errors.ts';
import { electronicIban, isSepaIban } from './iban.ts';
import type { Creditor, DirectDebitFile, DirectDebitPayment, DirectDebitTransaction } from './pain008.ts';
import { isSepaCode, sepaText } from './sepa-text.ts';

const BATCH_CHARACTERS = 256 * 1024;
const CODE_LENGTH = 35;
const NAME_LENGTH = 70;
const REMITTANCE_LENGTH = 140;
/** EPC130-08 (core direct debit, customer to bank): amounts from 0.01 to 999999999.99 euro. */
const LARGEST_AMOUNT_MINOR = 99_999_999_999;

/** Checks the whole file and answers its text in pieces; see writeDirectDebit. */
export function directDebitDocument(file: DirectDebitFile): Iterable<string> {
  checkFile(file);
  return { [Symbol.iterator]: () => batches(pieces(file)) };
}

/** Joins small pieces to large ones: one write per transaction would cost two thirds of the speed. */
function* batches(parts: Iterable<string>): Generator<string, void> {
  let batch = '';
  for (const part of parts) {
    batch += part;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}

function* pieces(file: DirectDebitFile): Generator<string, void> {
  const all = file.payments.flatMap((payment) => payment.transactions);
  yield `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08">
<CstmrDrctDbtInitn>
<GrpHdr>
<MsgId>${escape(file.messageId)}</MsgId>
<CreDtTm>${file.createdAt.toISOString().slice(0, 19)}Z</CreDtTm>
<NbOfTxs>${all.length}</NbOfTxs>
<CtrlSum>${decimal(total(all))}</CtrlSum>
<InitgPty><Nm>${name(file.initiatingParty)}</Nm></InitgPty>
</GrpHdr>
`;
  for (const payment of file.payments) {
    yield paymentHead(payment, file.creditor);
    for (const transaction of payment.transactions) yield transactionElement(transaction);
    yield '</PmtInf>\n';
  }
  yield '</CstmrDrctDbtInitn>\n</Document>\n';
}

function paymentHead(payment: DirectDebitPayment, creditor: Creditor): string {
  const agent = creditor.bic ? `<BICFI>${creditor.bic}</BICFI>` : UNKNOWN_AGENT;
  return `<PmtInf>
<PmtInfId>${escape(payment.paymentId)}</PmtInfId>
<PmtMtd>DD</PmtMtd>
<NbOfTxs>${payment.transactions.length}</NbOfTxs>
<CtrlSum>${decimal(total(payment.transactions))}</CtrlSum>
<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm><SeqTp>${payment.sequence}</SeqTp></PmtTpInf>
<ReqdColltnDt>${payment.collectionDate}</ReqdColltnDt>
<Cdtr><Nm>${name(creditor.name)}</Nm></Cdtr>
<CdtrAcct><Id><IBAN>${electronicIban(creditor.iban)}</IBAN></Id></CdtrAcct>
<CdtrAgt><FinInstnId>${agent}</FinInstnId></CdtrAgt>
<ChrgBr>SLEV</ChrgBr>
<CdtrSchmeId><Id><PrvtId><Othr><Id>${escape(creditor.creditorId)}</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>
`;
}

/** The scheme no longer needs the debtor's bank; the message type still demands the element. */
const UNKNOWN_AGENT = '<Othr><Id>NOTPROVIDED</Id></Othr>';

function transactionElement(transaction: DirectDebitTransaction): string {
  const remittance = sepaText(transaction.remittance, REMITTANCE_LENGTH);
  return `<DrctDbtTxInf>
<PmtId><EndToEndId>${escape(transaction.endToEndId)}</EndToEndId></PmtId>
<InstdAmt Ccy="EUR">${decimal(BigInt(transaction.amountMinor))}</InstdAmt>
<DrctDbtTx><MndtRltdInf><MndtId>${escape(transaction.mandateId)}</MndtId><DtOfSgntr>${transaction.mandateSignedOn}</DtOfSgntr></MndtRltdInf></DrctDbtTx>
<DbtrAgt><FinInstnId>${UNKNOWN_AGENT}</FinInstnId></DbtrAgt>
<Dbtr><Nm>${name(transaction.debtorName)}</Nm></Dbtr>
<DbtrAcct><Id><IBAN>${electronicIban(transaction.debtorIban)}</IBAN></Id></DbtrAcct>
${remittance === '' ? '' : `<RmtInf><Ustrd>${escape(remittance)}</Ustrd></RmtInf>\n`}</DrctDbtTxInf>
`;
}

function total(transactions: readonly DirectDebitTransaction[]): bigint {
  return transactions.reduce((sum, transaction) => sum + BigInt(transaction.amountMinor), 0n);
}

function decimal(minor: bigint): string {
  const digits = minor.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function name(text: string): string {
  return escape(sepaText(text, NAME_LENGTH));
}

/** The SEPA set knows no `&` or `<`, but what is written must be XML even if the set is widened one day. */
function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function checkFile(file: DirectDebitFile): void {
  checkCode('message id', file.messageId);
  if (Number.isNaN(file.createdAt.getTime())) throw invalid('The time of creation is not a time');
  checkName('initiating party', file.initiatingParty);
  checkCreditor(file.creditor);
  if (file.payments.length === 0) throw invalid('A file without payments is not sent');
  const paymentIds = new Set<string>();
  const endToEndIds = new Set<string>();
  for (const payment of file.payments) {
    checkCode('payment id', payment.paymentId);
    checkNew('payment id', payment.paymentId, paymentIds);
    checkDay(`collection date of ${payment.paymentId}`, payment.collectionDate);
    if (payment.transactions.length === 0) throw invalid(`Payment ${payment.paymentId} has no transactions`);
    for (const transaction of payment.transactions) {
      checkTransaction(transaction);
      checkNew('end-to-end id', transaction.endToEndId, endToEndIds);
    }
  }
}

function checkCreditor(creditor: Creditor): void {
  checkName('creditor', creditor.name);
  if (!isSepaIban(creditor.iban)) throw invalid('The creditor’s IBAN is not valid');
  if (creditor.bic !== undefined && !/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(creditor.bic)) {
    throw invalid(`Not a BIC: ${creditor.bic}`);
  }
  if (!/^[A-Z]{2}\d{2}[A-Za-z0-9]{3}[A-Za-z0-9]{1,28}$/.test(creditor.creditorId)) {
    throw invalid(`Not a creditor identifier: ${creditor.creditorId}`);
  }
}

function checkTransaction(transaction: DirectDebitTransaction): void {
  const { endToEndId, amountMinor } = transaction;
  checkCode('end-to-end id', endToEndId);
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1 || amountMinor > LARGEST_AMOUNT_MINOR) {
    throw invalid(`${endToEndId}: the amount must be 1 to ${LARGEST_AMOUNT_MINOR} cents, not ${amountMinor}`);
  }
  if (transaction.currency !== 'EUR') throw invalid(`${endToEndId}: SEPA collects euro, not ${transaction.currency}`);
  checkCode(`mandate of ${endToEndId}`, transaction.mandateId);
  checkDay(`mandate date of ${endToEndId}`, transaction.mandateSignedOn);
  checkName(`debtor of ${endToEndId}`, transaction.debtorName);
  // The number itself stays out of the message: messages are logged.
  if (!isSepaIban(transaction.debtorIban)) throw invalid(`${endToEndId}: the debtor's IBAN is not valid`);
}

function checkCode(what: string, code: string): void {
  if (!isSepaCode(code, CODE_LENGTH)) {
    throw invalid(
      `The ${what} '${code}' is not 1 to ${CODE_LENGTH} characters of the SEPA set (no / at an end, no //)`,
    );
  }
}

function checkNew(what: string, code: string, seen: Set<string>): void {
  if (seen.has(code)) throw invalid(`The ${what} ${code} stands twice in the file`);
  seen.add(code);
}

function checkName(what: string, text: string): void {
  if (sepaText(text, NAME_LENGTH) === '') throw invalid(`The name of the ${what} is empty`);
}

function checkDay(what: string, day: string): void {
  const date = new Date(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day)) {
    throw invalid(`The ${what} is not a day: ${day}`);
  }
}

function invalid(message: string): IntegrationError {
  return new IntegrationError('BANK_FILE_INVALID', message, { retryable: false });
}
