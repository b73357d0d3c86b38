/** Sets a bill as PDF, A4, in the customer's language. The same bill gives the same bytes. */
import PDFDocument from 'pdfkit';
import { BILL_TEXTS, type BillTexts } from './bill-texts.ts';
import type { Bill, BillLine } from './order.ts';

const SUPPLIER = 'Unified Power';
const RETURN_ADDRESS = 'Unified Power · Lindenallee 1 · 20095 Hamburg';
const INK = '#181818';
const QUIET = '#5c5c5c';
const BRAND = '#032d60';
const RULE = '#c9c9c9';
const TINT = '#eef4ff';
/** Points; 20 mm and 25 mm as on a German business letter (DIN 5008). */
const MARGIN = 57;
const LEFT = 71;
const WIDTH = 595.28 - LEFT - MARGIN;
const BOTTOM = 841.89 - 66;
/** Left edges of the quantity, price and amount columns' right-aligned text, from LEFT. */
const COLUMNS = [
  { at: 0, width: 165, align: 'left' },
  { at: 165, width: 100, align: 'right' },
  { at: 265, width: 115, align: 'right' },
  { at: 380, width: WIDTH - 380, align: 'right' },
] as const;

/** The bill's bytes. */
export async function billPdf(bill: Bill): Promise<Buffer> {
  const texts = BILL_TEXTS[bill.language];
  const write = wordsOf(texts.locale, bill.currency);
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: 60, bottom: 40, left: LEFT, right: MARGIN },
    lang: texts.locale,
    bufferPages: true,
    displayTitle: true,
    info: {
      Title: `${texts.title(write.month(bill.periodTo))} · ${bill.invoiceNumber}`,
      Author: SUPPLIER,
      CreationDate: new Date(`${bill.issuedOn}T00:00:00Z`),
    },
  });
  const chunks: Buffer[] = [];
  const written = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  letterhead(pdf, bill, texts, write);
  summary(pdf, bill, texts, write);
  for (const line of bill.line) supply(pdf, line, texts, write);
  totals(pdf, bill, texts, write);
  payment(pdf, bill, texts, write);
  footers(pdf, texts);
  pdf.end();
  return written;
}

interface Words {
  money(amount: string): string;
  price(price: string): string;
  kwh(quantity: string): string;
  decimal(value: string, digits: number): string;
  day(day: string): string;
  month(day: string): string;
}

function wordsOf(locale: string, currency: string): Words {
  const number = (digits: number, most = digits) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: most });
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const price = new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 6 });
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
  const month = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' });
  return {
    money: (amount) => money.format(Number(amount)),
    price: (value) => price.format(Number(value)),
    kwh: (quantity) => `${number(3).format(Number(quantity))} kWh`,
    decimal: (value, digits) => number(digits).format(Number(value)),
    day: (value) => day.format(new Date(`${value}T00:00:00Z`)),
    month: (value) => month.format(new Date(`${value}T00:00:00Z`)),
  };
}

type Pdf = PDFKit.PDFDocument;

function letterhead(pdf: Pdf, bill: Bill, texts: BillTexts, write: Words): void {
  pdf.rect(0, 0, 595.28, 6).fill(BRAND);
  pdf.fillColor(BRAND).font('Helvetica-Bold').fontSize(20).text(SUPPLIER, LEFT, 42, { lineBreak: false });
  const { address } = bill;
  pdf.font('Helvetica').fontSize(7).fillColor(QUIET).text(RETURN_ADDRESS, LEFT, 130);
  pdf.fontSize(10.5).fillColor(INK).text(bill.customerName, LEFT, 146, { width: 240 });
  pdf.text(`${address.street} ${address.houseNumber}`, { width: 240 });
  pdf.text(`${address.postalCode} ${address.city}`, { width: 240 });

  const facts = [
    [texts.facts.invoice, bill.invoiceNumber],
    [texts.facts.customer, bill.customerReference],
    [texts.facts.contract, bill.contractReference],
    [texts.facts.issued, write.day(bill.issuedOn)],
    [texts.facts.due, write.day(bill.dueOn)],
  ] as const;
  let y = 130;
  for (const [label, value] of facts) {
    pdf.font('Helvetica').fontSize(9).fillColor(QUIET).text(label, 345, y, { width: 90 });
    pdf.fillColor(INK).text(value, 437, y, { width: 595.28 - MARGIN - 437 });
    y = Math.max(pdf.y, y + 11) + 4;
  }
}

function summary(pdf: Pdf, bill: Bill, texts: BillTexts, write: Words): void {
  pdf
    .font('Helvetica-Bold')
    .fontSize(16)
    .fillColor(BRAND)
    .text(texts.title(write.month(bill.periodTo)), LEFT, 226, { width: WIDTH });
  pdf.font('Helvetica').fontSize(10.5).fillColor(INK).moveDown(0.6);
  pdf.text(texts.greeting(bill.customerName)).moveDown(0.3);
  pdf.text(texts.intro(write.day(bill.periodFrom), write.day(bill.periodTo)), { width: WIDTH }).moveDown(1);

  const top = pdf.y;
  pdf.roundedRect(LEFT, top, WIDTH, 44, 4).fill(TINT);
  pdf
    .fillColor(INK)
    .fontSize(10.5)
    .text(texts.amountToPay, LEFT + 14, top + 11);
  pdf
    .fillColor(QUIET)
    .fontSize(9)
    .text(`${texts.facts.due}: ${write.day(bill.dueOn)}`, LEFT + 14, top + 25);
  pdf
    .font('Helvetica-Bold')
    .fontSize(18)
    .fillColor(BRAND)
    .text(write.money(bill.grossAmount), LEFT, top + 13, { width: WIDTH - 14, align: 'right' });
  pdf.y = top + 62;
}

/** Starts a new page when what comes next would not fit as a whole. */
function keepTogether(pdf: Pdf, height: number): void {
  if (pdf.y + height <= BOTTOM) return;
  pdf.addPage();
  pdf.y = 60;
}

function supply(pdf: Pdf, line: BillLine, texts: BillTexts, write: Words): void {
  keepTogether(pdf, line.gasVolume ? 135 : 120);
  const heading = `${texts.commodity[line.commodity]} · ${line.tariffName}`;
  pdf.font('Helvetica-Bold').fontSize(11.5).fillColor(BRAND).text(heading, LEFT, pdf.y, { width: WIDTH });
  const place = [
    `${texts.marketLocation} ${line.marketLocationId}`,
    ...(line.meterSerial ? [`${texts.meter} ${line.meterSerial}`] : []),
    `${write.day(line.periodFrom)} – ${write.day(line.periodTo)}`,
  ];
  pdf.font('Helvetica').fontSize(8.5).fillColor(QUIET).text(place.join('  ·  '), { width: WIDTH }).moveDown(0.5);
  row(pdf, texts.columns, 'quiet');
  rule(pdf);
  row(pdf, [
    texts.energy,
    write.kwh(line.quantity),
    `${write.price(line.unitPrice)}/kWh`,
    write.money(line.energyAmount),
  ]);
  if (line.gasVolume && line.gasStateNumber && line.gasCalorificValue) {
    const note = texts.gasNote(
      write.decimal(line.gasVolume, 3),
      write.decimal(line.gasStateNumber, 4),
      write.decimal(line.gasCalorificValue, 3),
      write.decimal(line.quantity, 3),
    );
    pdf.font('Helvetica').fontSize(8).fillColor(QUIET).text(note, LEFT, pdf.y, { width: WIDTH });
    pdf.y += 3;
  }
  const days = (Date.parse(line.periodTo) - Date.parse(line.periodFrom)) / 86_400_000 + 1;
  row(pdf, [
    texts.standing,
    texts.days(days),
    `${write.price(line.standingCharge)}/${texts.perMonth}`,
    write.money(line.standingAmount),
  ]);
  rule(pdf);
  row(pdf, [texts.subtotal, '', '', write.money(line.amount)], 'bold');
  pdf.y += 12;
}

function totals(pdf: Pdf, bill: Bill, texts: BillTexts, write: Words): void {
  keepTogether(pdf, 90);
  rule(pdf, BRAND);
  row(pdf, [texts.net, '', '', write.money(bill.netAmount)]);
  row(pdf, [texts.tax(write.decimal(bill.taxPercent, 0)), '', '', write.money(bill.taxAmount)]);
  row(pdf, [texts.gross, '', '', write.money(bill.grossAmount)], 'bold');
  rule(pdf, BRAND);
  pdf
    .font('Helvetica')
    .fontSize(8)
    .fillColor(QUIET)
    .text(texts.pricesNote, LEFT, pdf.y + 2, { width: WIDTH });
  pdf.y += 12;
}

function payment(pdf: Pdf, bill: Bill, texts: BillTexts, write: Words): void {
  keepTogether(pdf, 95);
  pdf.font('Helvetica-Bold').fontSize(11).fillColor(BRAND).text(texts.payment, LEFT, pdf.y, { width: WIDTH });
  const amount = write.money(bill.grossAmount);
  const due = write.day(bill.dueOn);
  const { bankDebit } = bill;
  const words = bankDebit
    ? texts.debit(amount, due, bankDebit.ibanLast4, bankDebit.accountHolder, bankDebit.mandateReference)
    : texts.transfer(amount, due, bill.invoiceNumber);
  pdf
    .font('Helvetica')
    .fontSize(10)
    .fillColor(INK)
    .moveDown(0.2)
    .text(words, { width: WIDTH, lineGap: 2 })
    .moveDown(0.8);
  pdf.fontSize(8.5).fillColor(QUIET).text(texts.complaint, { width: WIDTH, lineGap: 1 });
}

function row(
  pdf: Pdf,
  cells: readonly [string, string, string, string],
  style: 'plain' | 'bold' | 'quiet' = 'plain',
): void {
  const top = pdf.y;
  pdf.font(style === 'bold' ? 'Helvetica-Bold' : 'Helvetica').fontSize(style === 'quiet' ? 8.5 : 9.5);
  pdf.fillColor(style === 'quiet' ? QUIET : INK);
  for (const [index, { at, width, align }] of COLUMNS.entries()) {
    const cell = cells[index] ?? '';
    if (cell !== '') pdf.text(cell, LEFT + at, top, { width, align, lineBreak: false });
  }
  pdf.y = top + 16;
}

function rule(pdf: Pdf, colour = RULE): void {
  const y = pdf.y - 2;
  pdf
    .moveTo(LEFT, y)
    .lineTo(LEFT + WIDTH, y)
    .lineWidth(0.75)
    .strokeColor(colour)
    .stroke();
  pdf.y = y + 6;
}

function footers(pdf: Pdf, texts: BillTexts): void {
  const { count } = pdf.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    pdf.switchToPage(index);
    pdf
      .moveTo(LEFT, 782)
      .lineTo(LEFT + WIDTH, 782)
      .lineWidth(0.5)
      .strokeColor(RULE)
      .stroke();
    pdf.font('Helvetica').fontSize(7.5).fillColor(QUIET).text(RETURN_ADDRESS, LEFT, 788, { lineBreak: false });
    const number = texts.page(index + 1, count);
    pdf.text(number, LEFT, 788, { width: WIDTH, align: 'right', lineBreak: false });
  }
}
