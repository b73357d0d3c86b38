/** Sends each manifest to the print vendor until it is taken; the vendor knows a manifest by its id, so a repeated one is not printed twice. */
import { fileURLToPath } from 'node:url';
import type { Client } from 'soap';
import { z } from 'zod';
import { soapClient } from '../support/soap.ts';
import type { Books, Invoice, InvoiceLine, Manifest } from './books.ts';
import { amountText, fixed } from './money.ts';

const WSDL = fileURLToPath(new URL('../../contracts/print-vendor/print-vendor.wsdl', import.meta.url));
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;
const TIMEOUT_MS = 60_000;

export interface Dispatch {
  /** Sends what is not yet taken, in the background. */
  start(): void;
  /** Why the last try failed; null when nothing waits. */
  problem(): string | null;
  stop(): void;
}

/** `url`: the vendor's SOAP endpoint, asked before each try; undefined: there is none yet, manifests wait. */
export function createDispatch(books: Books, url: () => string | undefined): Dispatch {
  let running = false;
  let stopped = false;
  let problem: string | null = null;
  let wake: (() => void) | undefined;
  let client: Promise<Client> | undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, ms).unref();
    });
  const waiting = () => books.data.manifests.find((manifest) => manifest.receiptId === null);

  const run = async () => {
    let pauseMs = FIRST_PAUSE_MS;
    for (let manifest = waiting(); manifest && !stopped; manifest = waiting()) {
      const endpoint = url();
      client ??= soapClient(WSDL);
      const answer = endpoint
        ? await submit(client, endpoint, manifestMessage(books, manifest))
        : { problem: 'no print vendor' };
      if ('receiptId' in answer) {
        manifest.receiptId = answer.receiptId;
        books.save();
        problem = null;
        pauseMs = FIRST_PAUSE_MS;
      } else {
        problem = answer.problem;
        await pause(pauseMs);
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      }
    }
  };
  return {
    start() {
      wake?.();
      if (running || stopped) return;
      running = true;
      void run()
        .catch((error: unknown) => {
          // Books that do not fit together stop the dispatch, not the ERP: a person sees it on the page.
          problem = error instanceof Error ? error.message : String(error);
        })
        .finally(() => {
          running = false;
        });
    },
    problem: () => problem,
    stop() {
      stopped = true;
      wake?.();
    },
  };
}

async function submit(
  client: Promise<Client>,
  endpoint: string,
  message: object,
): Promise<{ receiptId: string } | { problem: string }> {
  try {
    const operations = await client;
    operations.setEndpoint(endpoint);
    const invoke = operations['SubmitManifestAsync'] as (
      message: object,
      options: object,
    ) => Promise<readonly [unknown]>;
    const [answer] = await invoke.call(operations, message, { timeout: TIMEOUT_MS });
    return z.object({ receiptId: z.string().min(1) }).parse(answer);
  } catch (error) {
    // Every failure is tried again: the manifest must reach the vendor, and a person sees the problem on the page.
    return { problem: error instanceof Error ? error.message.slice(0, 300) : String(error) };
  }
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
