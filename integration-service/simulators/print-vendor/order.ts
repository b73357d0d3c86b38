/** What the print vendor is asked to print (contracts/print-vendor/print-vendor.wsdl); decimals stay text as they were sent. */
import { z } from 'zod';
import { Day, Decimal, repeated } from '../support/soap.ts';

const OptionalDecimal = Decimal.nullish().transform((value) => value ?? null);

const BillLine = z.object({
  lineReference: z.string(),
  commodity: z.enum(['ELECTRICITY', 'GAS']),
  marketLocationId: z.string(),
  meterSerial: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  tariffName: z.string(),
  periodFrom: Day,
  periodTo: Day,
  quantity: Decimal,
  unitPrice: Decimal,
  energyAmount: Decimal,
  standingCharge: Decimal,
  standingAmount: Decimal,
  amount: Decimal,
  gasVolume: OptionalDecimal,
  gasStateNumber: OptionalDecimal,
  gasCalorificValue: OptionalDecimal,
});

const Bill = z.object({
  invoiceNumber: z.string().min(1),
  customerReference: z.string(),
  contractReference: z.string(),
  customerName: z.string(),
  address: z.object({
    street: z.string(),
    houseNumber: z.string(),
    postalCode: z.string(),
    city: z.string(),
    country: z.string(),
  }),
  language: z.enum(['de', 'en']),
  issuedOn: Day,
  dueOn: Day,
  periodFrom: Day,
  periodTo: Day,
  taxPercent: Decimal,
  netAmount: Decimal,
  taxAmount: Decimal,
  grossAmount: Decimal,
  currency: z.string().length(3),
  delivery: z.enum(['E', 'P']),
  bankDebit: z
    .object({ mandateReference: z.string(), accountHolder: z.string(), ibanLast4: z.string() })
    .nullish()
    .transform((value) => value ?? null),
  line: repeated(BillLine),
});

export const PrintOrder = z.object({
  manifestId: z.string().regex(/^[A-Za-z0-9._-]+$/),
  month: z.string().regex(/^\d{4}-\d{2}$/),
  rows: z.coerce.number().int().nonnegative(),
  totalAmount: Decimal,
  currency: z.string(),
  invoice: repeated(Bill),
});

export type PrintOrder = z.infer<typeof PrintOrder>;
export type Bill = z.infer<typeof Bill>;
export type BillLine = z.infer<typeof BillLine>;

/** Minor units of an amount with two digits. */
export function minorUnits(amount: string): number {
  const [whole = '0', fraction = ''] = amount.split('.');
  return Number(whole + fraction.padEnd(2, '0').slice(0, 2));
}
