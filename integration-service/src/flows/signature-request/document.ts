/** The contract as a PDF: a pure function from data to bytes. The same data give the same bytes, so that its hash can be compared. */
import PDFDocument from 'pdfkit';
import { TEXTS, type DocumentTexts } from './texts.ts';

export type RateUnit = 'kWh' | 'Month' | 'Year';

export interface DocumentRate {
  readonly kind: 'standing' | 'unit';
  /** In the currency, per unit. */
  readonly price: number;
  readonly per: RateUnit;
  readonly currency: string;
}

export interface DocumentLine {
  readonly commodity: 'electricity' | 'gas';
  readonly tariffName: string;
  readonly marketLocationId: string;
  readonly rates: readonly DocumentRate[];
}

export interface ContractDocument {
  readonly contractNumber: string;
  /** ISO instant; becomes the PDF's creation date. */
  readonly createdAt: string;
  readonly customerName: string;
  readonly address: {
    readonly street: string;
    readonly houseNumber: string;
    readonly postalCode: string;
    readonly city: string;
    readonly country: string;
  };
  /** Days as YYYY-MM-DD. */
  readonly startDate: string | null;
  readonly termMonths: number | null;
  readonly lines: readonly DocumentLine[];
  readonly mandate: {
    readonly reference: string;
    readonly creditorId: string;
    readonly accountHolder: string;
    readonly ibanLast4: string;
  } | null;
}

export type DocumentLanguage = 'de' | 'en';

/** What the customer reads in the mail and above the document. */
export function contractTitle(contract: Pick<ContractDocument, 'contractNumber'>, language: DocumentLanguage): string {
  return `${TEXTS[language].title} ${contract.contractNumber}`;
}

/** Sets the document in the customer's language; `supplier` is the name printed as the other party. */
export async function buildContractPdf(
  contract: ContractDocument,
  language: DocumentLanguage,
  supplier: string,
): Promise<Buffer> {
  const texts = TEXTS[language];
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 56,
    lang: language,
    tagged: true,
    displayTitle: true,
    info: {
      Title: contractTitle(contract, language),
      Author: supplier,
      CreationDate: new Date(contract.createdAt),
    },
  });
  // The library's file id is otherwise random.
  const chunks: Buffer[] = [];
  const written = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  write(pdf, contract, texts, language, supplier);
  pdf.end();
  return written;
}

function write(
  pdf: PDFKit.PDFDocument,
  contract: ContractDocument,
  texts: DocumentTexts,
  language: DocumentLanguage,
  supplier: string,
): void {
  pdf.font('Helvetica-Bold').fontSize(18).text(texts.title);
  pdf.font('Helvetica').fontSize(10).text(`${texts.contractNumber}: ${contract.contractNumber}`).moveDown();

  heading(pdf, texts.parties);
  pdf.text(supplier);
  pdf.text(contract.customerName).moveDown();

  heading(pdf, texts.premises);
  const { address } = contract;
  pdf.text(`${address.street} ${address.houseNumber}`);
  pdf.text(`${address.postalCode} ${address.city}, ${address.country}`).moveDown();

  for (const line of contract.lines) {
    heading(pdf, texts.commodity[line.commodity]);
    pdf.text(`${texts.tariff}: ${line.tariffName}`);
    pdf.text(`${texts.marketLocation}: ${line.marketLocationId}`);
    for (const rate of line.rates) {
      const price = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(
        rate.price,
      );
      pdf.text(`${texts.rate[rate.kind]}: ${price} ${rate.currency}/${texts.unit[rate.per]}`);
    }
    pdf.moveDown();
  }

  heading(pdf, texts.term);
  if (contract.startDate) pdf.text(`${texts.start}: ${formatDay(contract.startDate, language)}`);
  if (contract.termMonths) pdf.text(`${texts.duration}: ${contract.termMonths} ${texts.months}`);
  pdf.text(texts.startNote).moveDown();

  if (contract.mandate) {
    heading(pdf, texts.mandate);
    pdf.text(`${texts.mandateReference}: ${contract.mandate.reference}`);
    pdf.text(`${texts.creditorId}: ${contract.mandate.creditorId}`);
    pdf.text(`${texts.accountHolder}: ${contract.mandate.accountHolder}`);
    pdf.text(`IBAN: **** ${contract.mandate.ibanLast4}`);
    pdf.text(texts.mandateText(supplier)).moveDown();
  }

  heading(pdf, texts.withdrawal);
  pdf.text(texts.withdrawalText(supplier));
}

function heading(pdf: PDFKit.PDFDocument, words: string): void {
  pdf.font('Helvetica-Bold').fontSize(12).text(words);
  pdf.font('Helvetica').fontSize(10);
}

function formatDay(day: string, language: DocumentLanguage): string {
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'long' }).format(new Date(`${day}T00:00:00Z`));
}
