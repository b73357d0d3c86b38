/** The ERP's SOAP customer service (contracts/erp/erp.wsdl). */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { oneOrMore, soapCaller, type ErpOptions } from './soap.ts';

export type Commodity = 'ELECTRICITY' | 'GAS';

export interface ErpCustomer {
  /** Our reference, the global customer id; a repeated one answers the customer that stands. */
  readonly customerReference: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  /** Of the bills: de or en; without it the ERP goes by the address. */
  readonly language?: string;
  readonly address: {
    readonly street: string;
    readonly houseNumber: string;
    readonly postalCode: string;
    readonly city: string;
    readonly country: string;
  };
}

export interface ErpContract {
  readonly contractReference: string;
  readonly customerId: string;
  readonly signedOn: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly bankDebit?: {
    readonly mandateReference: string;
    readonly accountHolder: string;
    readonly iban: string;
    readonly signedOn: string;
  };
  readonly line: readonly {
    readonly lineReference: string;
    readonly commodity: Commodity;
    readonly marketLocationId: string;
    readonly tariffName: string;
    readonly requestedStart?: string;
    /** Gross, in the contract's currency: per kWh and per month. Decimal texts. */
    readonly unitPrice?: string;
    readonly standingCharge?: string;
    /** kWh expected in a year, decimal text. */
    readonly annualQuantity?: string;
  }[];
}

/** A line whose supply the register has confirmed: from now on the ERP bills it. */
export interface ConfirmedSupply {
  readonly contractReference: string;
  readonly lineReference: string;
  readonly startsOn: string;
  readonly meteringLocationId?: string;
  readonly meterSerial?: string;
}

const RegisteredCustomer = z.object({ customerId: z.string().min(1), known: z.boolean() });
const RegisteredContract = z.object({
  contractId: z.string().min(1),
  known: z.boolean(),
  line: oneOrMore(z.object({ lineReference: z.string(), lineId: z.string() })),
});
export type RegisteredContract = z.infer<typeof RegisteredContract>;

export interface Erp {
  /** Answers the ERP's customer number. */
  registerCustomer(messageId: string, customer: ErpCustomer): Promise<string>;
  registerContract(messageId: string, contract: ErpContract): Promise<RegisteredContract>;
  cancelContract(messageId: string, contractReference: string, reason: string, effectiveOn: string): Promise<void>;
  /** False, and nothing is kept, while the ERP does not have the contract or the line. */
  confirmSupply(messageId: string, supply: ConfirmedSupply): Promise<boolean>;
}

const WSDL = fileURLToPath(new URL('../../../contracts/erp/erp.wsdl', import.meta.url));

export function createErp(options: ErpOptions): Erp {
  const call = soapCaller(WSDL, options);
  return {
    registerCustomer: async (messageId, customer) =>
      (await call('RegisterCustomer', { messageId, ...customer }, RegisteredCustomer)).customerId,
    registerContract: (messageId, contract) => call('RegisterContract', { messageId, ...contract }, RegisteredContract),
    cancelContract: async (messageId, contractReference, reason, effectiveOn) => {
      await call(
        'CancelContract',
        { messageId, contractReference, reason, effectiveOn },
        z.object({ cancelled: z.boolean() }),
      );
    },
    confirmSupply: async (messageId, supply) =>
      (await call('ConfirmSupply', { messageId, ...supply }, z.object({ known: z.boolean() }))).known,
  };
}
