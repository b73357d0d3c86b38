/** The ERP's SOAP customer service (contracts/erp/erp.wsdl). */
import { fileURLToPath } from 'node:url';
import { createClientAsync, type Client } from 'soap';
import { z } from 'zod';
import { toIntegrationError } from './errors.ts';

export type Commodity = 'ELECTRICITY' | 'GAS';

export interface ErpCustomer {
  /** Our reference, the global customer id; a repeated one answers the customer that stands. */
  readonly customerReference: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
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
  }[];
}

const RegisteredCustomer = z.object({ customerId: z.string().min(1), known: z.boolean() });
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([z.array(item), item.transform((only) => [only])]);
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
}

export interface ErpOptions {
  readonly url: string;
  readonly timeoutSeconds: number;
}

const WSDL = fileURLToPath(new URL('../../../contracts/erp/erp.wsdl', import.meta.url));

export function createErp(options: ErpOptions): Erp {
  let client: Promise<Client> | undefined;

  async function call<Answer>(operation: string, message: object, answer: z.ZodType<Answer>): Promise<Answer> {
    client ??= createClientAsync(WSDL, { endpoint: options.url });
    try {
      const operations = (await client) as unknown as Record<string, SoapOperation>;
      const invoke = operations[`${operation}Async`];
      if (!invoke) throw new Error(`the WSDL has no operation ${operation}`);
      const [body] = await invoke.call(operations, message, { timeout: options.timeoutSeconds * 1000 });
      return answer.parse(body);
    } catch (error) {
      throw toIntegrationError(operation, error);
    }
  }

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
  };
}

type SoapOperation = (message: object, options: { readonly timeout: number }) => Promise<readonly [unknown]>;
