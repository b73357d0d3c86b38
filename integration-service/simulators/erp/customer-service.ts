/** The customer service (contracts/erp/erp.wsdl): customers, contracts, confirmed supplies. Every repeated reference gets the first answer. */
import { z } from 'zod';
import { Day, Decimal, optionalText, readMessage, repeated, serviceFault } from '../support/soap.ts';
import type { Books, Contract, Customer } from './books.ts';

const CustomerMessage = z.object({
  customerReference: z.string().min(1),
  name: z.string().min(1),
  email: optionalText,
  address: z.object({
    street: z.string(),
    houseNumber: z.string(),
    postalCode: z.string(),
    city: z.string(),
    country: z.string().min(2),
  }),
  language: optionalText,
});
const OptionalDecimal = Decimal.nullish().transform((value) => value ?? null);
const ContractMessage = z.object({
  contractReference: z.string().min(1),
  customerId: z.string(),
  currency: z.string(),
  bankDebit: z
    .object({ mandateReference: z.string(), accountHolder: z.string(), iban: z.string(), signedOn: Day })
    .nullish(),
  line: repeated(
    z.object({
      lineReference: z.string().min(1),
      commodity: z.enum(['ELECTRICITY', 'GAS']),
      marketLocationId: z.string(),
      tariffName: z.string(),
      unitPrice: OptionalDecimal,
      standingCharge: OptionalDecimal,
      annualQuantity: OptionalDecimal,
    }),
  ),
});
const CancelMessage = z.object({ contractReference: z.string(), effectiveOn: Day });
const SupplyMessage = z.object({
  contractReference: z.string(),
  lineReference: z.string(),
  startsOn: Day,
  meteringLocationId: optionalText,
  meterSerial: optionalText,
});

/** The operations over the books. */
export function customerService(books: Books): Record<string, (message: unknown) => unknown> {
  const { data } = books;
  return {
    RegisterCustomer(request) {
      const message = readMessage(CustomerMessage, request);
      const known = data.customers[message.customerReference];
      const customer = known ?? newCustomer(message, books);
      customer.timesRegistered += 1;
      books.addCustomer(customer);
      books.save();
      return { customerId: customer.customerId, known: known !== undefined };
    },
    RegisterContract(request) {
      const message = readMessage(ContractMessage, request);
      if (!books.customerWithId(message.customerId)) {
        throw serviceFault('UNKNOWN_CUSTOMER', `Customer ${message.customerId} is not in the ERP`, false);
      }
      const known = data.contracts[message.contractReference];
      const contract = known ?? newContract(message, books);
      contract.timesRegistered += 1;
      data.contracts[message.contractReference] = contract;
      books.save();
      const line = contract.lines.map(({ lineReference, lineId }) => ({ lineReference, lineId }));
      return { contractId: contract.contractId, known: known !== undefined, line };
    },
    CancelContract(request) {
      const message = readMessage(CancelMessage, request);
      const contract = data.contracts[message.contractReference];
      if (!contract) return { cancelled: false };
      contract.cancelledOn ??= message.effectiveOn;
      books.save();
      return { cancelled: true };
    },
    ConfirmSupply(request) {
      const { contractReference, lineReference, ...supply } = readMessage(SupplyMessage, request);
      const line = data.contracts[contractReference]?.lines.find((one) => one.lineReference === lineReference);
      if (!line) return { known: false };
      line.supply = supply;
      books.save();
      return { known: true };
    },
  };
}

function newCustomer(message: z.infer<typeof CustomerMessage>, books: Books): Customer {
  const german = message.address.country === 'DE' || message.address.country === 'AT';
  return {
    customerId: books.number('K'),
    customerReference: message.customerReference,
    name: message.name,
    email: message.email,
    language: (message.language ?? (german ? 'de' : 'en')).startsWith('de') ? 'de' : 'en',
    address: message.address,
    timesRegistered: 0,
  };
}

function newContract(message: z.infer<typeof ContractMessage>, books: Books): Contract {
  return {
    contractId: books.number('V'),
    contractReference: message.contractReference,
    customerId: message.customerId,
    currency: message.currency,
    lines: message.line.map((line) => ({ ...line, lineId: books.number('P'), supply: null })),
    bankDebit: message.bankDebit ?? null,
    cancelledOn: null,
    timesRegistered: 0,
  };
}
