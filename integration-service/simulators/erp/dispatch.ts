/** Sends each manifest to the print vendor until it is taken; the vendor knows a manifest by its id, so a repeated one is not printed twice. */
import { fileURLToPath } from 'node:url';
import type { Client } from 'soap';
import { z } from 'zod';
import { backgroundWork, type BackgroundWork } from '../support/background-work.ts';
import { soapClient, trySoapCall } from '../support/soap.ts';
import type { Books, Invoice, InvoiceLine, Manifest } from './books.ts';
import { amountText, fixed } from './money.ts';

const WSDL = fileURLToPath(new URL('../../contracts/print-vendor/print-vendor.wsdl', import.meta.url));
const RECEIPT = z.object({ receiptId: z.string().min(1) });

/** `url`: the vendor's SOAP endpoint, asked before each try; undefined: there is none yet, manifests wait. */
export function createDispatch(books: Books, url: () => string | undefined): BackgroundWork {
  let client: Promise<Client> | undefined;
  return backgroundWork(async () => {
    const manifest = books.data.manifests.find(({ receiptId }) => receiptId === null);
    if (!manifest) return 'NOTHING';
    const endpoint = url();
    if (!endpoint) return { problem: 'no print vendor' };
    client ??= soapClient(WSDL);
    const message = manifestMessage(books, manifest);
    const result = await trySoapCall(client, endpoint, 'SubmitManifest', message, RECEIPT);
    if ('problem' in result) return result;
    manifest.receiptId = result.answer.receiptId;
    books.save();
    return 'DONE';
  });
}

function manifestMessage(books: Books, manifest: Manifest) {
  return {
    manifestId: manifest.manifestId,
    month: manifest.month,
    rows: manifest.invoiceNumbers.length,
    totalAmount: amountText(manifest.totalMinor),
    currency: manifest.currency,
    invoice: manifest.invoiceNumbers.map((number) => invoiceMessage(books, number)),
  };
}

function invoiceMessage(books: Books, invoiceNumber: string) {
  const invoice: Invoice | undefined = books.data.invoices[invoiceNumber];
  const customer = invoice && books.data.customers[invoice.customerReference];
  if (!customer) throw new Error(`The books have no customer for invoice ${invoiceNumber}`);
  const debit = books.data.contracts[invoice.contractReference]?.bankDebit;
  return {
    invoiceNumber,
    customerReference: invoice.customerReference,
    contractReference: invoice.contractReference,
    customerName: customer.name,
    address: customer.address,
    language: customer.language,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    periodFrom: invoice.periodFrom,
    periodTo: invoice.periodTo,
    taxPercent: String(invoice.taxPercent),
    netAmount: amountText(invoice.netMinor),
    taxAmount: amountText(invoice.taxMinor),
    grossAmount: amountText(invoice.grossMinor),
    currency: invoice.currency,
    delivery: invoice.delivery,
    ...(debit
      ? {
          bankDebit: {
            mandateReference: debit.mandateReference,
            accountHolder: debit.accountHolder,
            ibanLast4: debit.iban.slice(-4),
          },
        }
      : {}),
    line: invoice.lines.map(lineMessage),
  };
}

function lineMessage(line: InvoiceLine) {
  return {
    lineReference: line.lineReference,
    commodity: line.commodity,
    marketLocationId: line.marketLocationId,
    ...(line.meterSerial ? { meterSerial: line.meterSerial } : {}),
    tariffName: line.tariffName,
    periodFrom: line.periodFrom,
    periodTo: line.periodTo,
    quantity: fixed(line.wattHours, 3),
    unitPrice: line.unitPrice,
    energyAmount: amountText(line.energyMinor),
    standingCharge: line.standingCharge,
    standingAmount: amountText(line.standingMinor),
    amount: amountText(line.grossMinor),
    ...(line.gas
      ? {
          gasVolume: line.gas.volume,
          gasStateNumber: line.gas.stateNumber,
          gasCalorificValue: line.gas.calorificValue,
        }
      : {}),
  };
}
