/** How the bank reads a direct debit file: pain.008.001.08 only, every sum and count checked. Knows nothing of how its customers write. */
import { XMLParser } from 'fast-xml-parser';
import { SaxesParser } from 'saxes';
import { z } from 'zod';

export interface Debit {
  readonly endToEndId: string;
  readonly amountMinor: number;
  readonly mandateId: string;
  readonly debtorName: string;
  readonly iban: string;
}

export interface DebitBatch {
  readonly paymentId: string;
  readonly collectionDate: string;
  readonly creditorIban: string;
  readonly debits: readonly Debit[];
}

export interface PaymentFile {
  readonly messageId: string;
  readonly batches: readonly DebitBatch[];
  readonly transactions: number;
  readonly totalMinor: number;
}

/** Why a file is refused whole: an ISO 20022 external status reason code and what the bank writes beside it. */
export class FileRefusal extends Error {
  readonly reasonCode: string;
  readonly messageId: string | undefined;

  constructor(reasonCode: string, message: string, messageId?: string) {
    super(message);
    this.reasonCode = reasonCode;
    this.messageId = messageId;
  }
}

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.008.001.08';
/** The SEPA rulebooks' character set (EPC217-08). */
const CHARACTERS = /^[A-Za-z0-9/\-?:().,'+ ]*$/;
const LISTS = new Set(['PmtInf', 'DrctDbtTxInf']);

const text = (longest: number) => z.string().min(1).max(longest).regex(CHARACTERS);
const Account = z.object({ Id: z.object({ IBAN: z.string().regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/) }) });
const Count = z.string().regex(/^\d{1,15}$/);
const Sum = z.string().regex(/^\d{1,15}\.\d{2}$/);
const Document = z.object({
  '@xmlns': z.literal(NAMESPACE),
  CstmrDrctDbtInitn: z.object({
    GrpHdr: z.object({
      MsgId: text(35),
      CreDtTm: z.iso.datetime({ offset: true, local: true }),
      NbOfTxs: Count,
      CtrlSum: Sum,
      InitgPty: z.object({ Nm: text(70) }),
    }),
    PmtInf: z.array(
      z.object({
        PmtInfId: text(35),
        PmtMtd: z.literal('DD'),
        NbOfTxs: Count,
        CtrlSum: Sum,
        PmtTpInf: z.object({
          SvcLvl: z.object({ Cd: z.literal('SEPA') }),
          LclInstrm: z.object({ Cd: z.literal('CORE') }),
          SeqTp: z.enum(['FRST', 'RCUR', 'FNAL', 'OOFF']),
        }),
        ReqdColltnDt: z.iso.date(),
        Cdtr: z.object({ Nm: text(70) }),
        CdtrAcct: Account,
        ChrgBr: z.literal('SLEV'),
        CdtrSchmeId: z.object({ Id: z.object({ PrvtId: z.object({ Othr: z.object({ Id: text(35) }) }) }) }),
        DrctDbtTxInf: z.array(
          z.object({
            PmtId: z.object({ EndToEndId: text(35) }),
            InstdAmt: z.object({ '@Ccy': z.literal('EUR'), '#text': z.string().regex(/^\d{1,9}\.\d{2}$/) }),
            DrctDbtTx: z.object({ MndtRltdInf: z.object({ MndtId: text(35), DtOfSgntr: z.iso.date() }) }),
            Dbtr: z.object({ Nm: text(70) }),
            DbtrAcct: Account,
            RmtInf: z.object({ Ustrd: text(140) }).optional(),
          }),
        ),
      }),
    ),
  }),
});

/** Throws FileRefusal: FF01 (not such a file), AM18 (count does not fit), AM10 (sum does not fit). */
export function readPaymentFile(content: Buffer): PaymentFile {
  const { GrpHdr, PmtInf } = parse(content).CstmrDrctDbtInitn;
  const batches = PmtInf.map((payment) => {
    const debits = payment.DrctDbtTxInf.map((debit) => ({
      endToEndId: debit.PmtId.EndToEndId,
      amountMinor: cents(debit.InstdAmt['#text']),
      mandateId: debit.DrctDbtTx.MndtRltdInf.MndtId,
      debtorName: debit.Dbtr.Nm,
      iban: debit.DbtrAcct.Id.IBAN,
    }));
    checkTotals(`payment ${payment.PmtInfId}`, payment, debits, GrpHdr.MsgId);
    return {
      paymentId: payment.PmtInfId,
      collectionDate: payment.ReqdColltnDt,
      creditorIban: payment.CdtrAcct.Id.IBAN,
      debits,
    };
  });
  const all = batches.flatMap((batch) => batch.debits);
  checkTotals('file', GrpHdr, all, GrpHdr.MsgId);
  return { messageId: GrpHdr.MsgId, batches, transactions: all.length, totalMinor: cents(GrpHdr.CtrlSum) };
}

function parse(content: Buffer): z.infer<typeof Document> {
  let xml: string;
  try {
    xml = new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (cause) {
    throw Object.assign(new FileRefusal('FF01', 'The file is not UTF-8'), { cause });
  }
  checkWellFormed(xml);
  if (xml.includes('<!DOCTYPE')) throw new FileRefusal('FF01', 'A document type declaration is not allowed');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    ignoreDeclaration: true,
    isArray: (name) => LISTS.has(name),
  });
  const tree = parser.parse(xml) as { Document?: { CstmrDrctDbtInitn?: { GrpHdr?: { MsgId?: unknown } } } };
  const document = Document.safeParse(tree.Document);
  if (document.success) return document.data;
  const messageId = tree.Document?.CstmrDrctDbtInitn?.GrpHdr?.MsgId;
  const problem = document.error.issues[0];
  const where = problem?.path.filter((part) => typeof part === 'string').join('/') ?? '';
  throw new FileRefusal(
    'FF01',
    `${where}: ${problem?.message ?? 'not a pain.008.001.08'}`,
    typeof messageId === 'string' ? messageId : undefined,
  );
}

/** The tree parser is lenient; whether the file is XML at all is for a strict one to say. */
function checkWellFormed(xml: string): void {
  const strict = new SaxesParser({ xmlns: true });
  strict.on('error', (cause) => {
    throw Object.assign(new FileRefusal('FF01', `Not well-formed: ${cause.message}`), { cause });
  });
  strict.write(xml).close();
}

function checkTotals(
  what: string,
  stated: { readonly NbOfTxs: string; readonly CtrlSum: string },
  debits: readonly Debit[],
  messageId: string,
): void {
  if (Number(stated.NbOfTxs) !== debits.length) {
    throw new FileRefusal('AM18', `The ${what} counts ${stated.NbOfTxs} and has ${debits.length}`, messageId);
  }
  const sum = debits.reduce((total, debit) => total + debit.amountMinor, 0);
  if (cents(stated.CtrlSum) !== sum) {
    throw new FileRefusal('AM10', `The ${what} states ${stated.CtrlSum} and sums to ${euros(sum)}`, messageId);
  }
}

function cents(decimal: string): number {
  return Number(decimal.replace('.', ''));
}

/** Cents as euros with two digits. */
export function euros(minor: number): string {
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Whether the account number's check digits fit: the number read with its head at the end leaves 1 when divided by 97 (ISO 7064). */
export function hasCheckDigits(iban: string): boolean {
  const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((character) => parseInt(character, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}
