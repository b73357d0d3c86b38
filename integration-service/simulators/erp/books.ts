/** What the ERP keeps: customers, contracts, invoices, manifests, archive tokens. Amounts are integers of minor units, days are YYYY-MM-DD. */
import { openState } from '../support/state.ts';

export type Commodity = 'ELECTRICITY' | 'GAS';

export interface Address {
  readonly street: string;
  readonly houseNumber: string;
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
}

export interface Customer {
  readonly customerId: string;
  readonly customerReference: string;
  readonly name: string;
  readonly email: string | null;
  readonly language: 'de' | 'en';
  readonly address: Address;
  timesRegistered: number;
}

export interface Supply {
  readonly startsOn: string;
  readonly meteringLocationId: string | null;
  readonly meterSerial: string | null;
}

export interface ContractLine {
  readonly lineReference: string;
  readonly lineId: string;
  readonly commodity: Commodity;
  readonly marketLocationId: string;
  readonly tariffName: string;
  /** Gross, as registered; null: the price list applies. */
  readonly unitPrice: string | null;
  readonly standingCharge: string | null;
  readonly annualQuantity: string | null;
  /** Set when the register has confirmed it; nothing is billed before. */
  supply: Supply | null;
}

export interface BankDebit {
  readonly mandateReference: string;
  readonly accountHolder: string;
  readonly iban: string;
  readonly signedOn: string;
}

export interface Contract {
  readonly contractId: string;
  readonly contractReference: string;
  readonly customerId: string;
  readonly currency: string;
  readonly lines: readonly ContractLine[];
  readonly bankDebit: BankDebit | null;
  /** The last day that is billed. */
  cancelledOn: string | null;
  timesRegistered: number;
}

export interface InvoiceLine {
  readonly lineReference: string;
  readonly commodity: Commodity;
  readonly marketLocationId: string;
  readonly meterSerial: string | null;
  readonly tariffName: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly wattHours: number;
  /** Gross prices as written. */
  readonly unitPrice: string;
  readonly standingCharge: string;
  readonly energyMinor: number;
  readonly standingMinor: number;
  readonly grossMinor: number;
  readonly netMinor: number;
  readonly gas: { readonly volume: string; readonly stateNumber: string; readonly calorificValue: string } | null;
  /** Where the half-hours came from and how well they were. */
  readonly readings: { readonly source: string; readonly halfHours: number; readonly leftOut: number } | null;
}

export type PaymentOutcome = 'COLLECTED' | 'REJECTED' | 'RETURNED';

export interface Payment {
  readonly endToEndId: string;
  readonly outcome: PaymentOutcome;
  readonly reasonCode: string | null;
  readonly on: string;
  readonly amountMinor: number;
}

export interface Invoice {
  readonly invoiceNumber: string;
  readonly manifestId: string;
  readonly customerReference: string;
  readonly contractReference: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly currency: string;
  readonly delivery: 'E' | 'P';
  readonly taxPercent: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
  readonly lines: readonly InvoiceLine[];
  state: 'OPEN' | 'IN_COLLECTION' | 'PAID';
  /** false after a failed collection: a person decides how it goes on. */
  collectable: boolean;
  collectionId: string | null;
  readonly payments: Payment[];
}

export interface Manifest {
  readonly sequence: number;
  readonly manifestId: string;
  readonly month: string;
  readonly createdAt: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly invoiceNumbers: readonly string[];
  /** Contracts with a supply in the month that could not be billed, and why. */
  readonly skipped: readonly { readonly contractReference: string; readonly reason: string }[];
  /** The print vendor's, once it has taken the manifest. */
  receiptId: string | null;
}

export interface ArchiveToken {
  readonly sequence: number;
  readonly invoiceNumber: string;
  readonly token: string;
  readonly expiresOn: string;
}

interface Data {
  nextNumber: number;
  nextInvoice: number;
  readonly customers: Record<string, Customer>;
  readonly contracts: Record<string, Contract>;
  readonly invoices: Record<string, Invoice>;
  /** Sequence = place + 1. */
  readonly manifests: Manifest[];
  /** Sequence = place + 1; an invoice that was archived anew stands twice. */
  readonly tokens: ArchiveToken[];
  /** The last token of each invoice, by place. */
  readonly tokenOf: Record<string, number>;
  /** Token lists by listId, with the answer they got. */
  readonly tokenLists: Record<string, { readonly accepted: number; readonly unknown: readonly string[] }>;
}

export interface Books {
  readonly data: Data;
  /** Grows with every change; what was computed from the books is good while it stands. */
  readonly version: number;
  customerOf(contract: Contract): Customer | undefined;
  customerWithId(customerId: string): Customer | undefined;
  addCustomer(customer: Customer): void;
  /** A new number of the ERP: K customers, V contracts, P lines. */
  number(prefix: string): string;
  /** Call after every change. */
  save(): void;
}

const EMPTY: Data = {
  nextNumber: 1,
  nextInvoice: 1,
  customers: {},
  contracts: {},
  invoices: {},
  manifests: [],
  tokens: [],
  tokenOf: {},
  tokenLists: {},
};

/** Opens the books; with a file they survive a restart. */
export function openBooks(file?: string): Books {
  const state = openState<Data>(structuredClone(EMPTY), file);
  const { data } = state;
  // Books that were begun before the ERP billed have no tables for it.
  const empty = structuredClone(EMPTY);
  for (const table of Object.keys(empty) as (keyof Data)[]) {
    if (!(table in data)) Object.assign(data, { [table]: empty[table] });
  }
  const byId = new Map(Object.values(data.customers).map((customer) => [customer.customerId, customer]));
  let version = 0;
  return {
    data,
    get version() {
      return version;
    },
    customerOf: (contract) => byId.get(contract.customerId),
    customerWithId: (customerId) => byId.get(customerId),
    addCustomer(customer) {
      data.customers[customer.customerReference] = customer;
      byId.set(customer.customerId, customer);
    },
    number: (prefix) => `${prefix}${String(data.nextNumber++).padStart(8, '0')}`,
    save() {
      version += 1;
      state.save();
    },
  };
}
