/** The ERP's other end (contracts/erp/erp.wsdl): a real SOAP service with customers and contracts, and a page to look at them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { listen } from 'soap';
import { createFaults, mountFaults } from '../support/faults.ts';
import { escapeHtml, page, table } from '../support/page.ts';
import { serve, type Simulator } from '../support/server.ts';
import { openState, type State } from '../support/state.ts';

interface Customer {
  readonly customerId: string;
  readonly customerReference: string;
  readonly name: string;
  timesRegistered: number;
}

interface Contract {
  readonly contractId: string;
  readonly contractReference: string;
  readonly customerId: string;
  readonly lines: readonly {
    readonly lineReference: string;
    readonly lineId: string;
    readonly commodity: string;
    readonly marketLocationId: string;
  }[];
  readonly mandateReference: string | null;
  readonly ibanLast4: string | null;
  cancelledOn: string | null;
  timesRegistered: number;
}

interface Books {
  nextNumber: number;
  readonly customers: Record<string, Customer>;
  readonly contracts: Record<string, Contract>;
}

export interface ErpSimulatorOptions {
  readonly port: number;
  readonly stateFile?: string;
}

const WSDL = fileURLToPath(new URL('../../contracts/erp/erp.wsdl', import.meta.url));
const PATH = '/erp/customer';

export async function startErp(options: ErpSimulatorOptions): Promise<Simulator> {
  const state = openState<Books>({ nextNumber: 1, customers: {}, contracts: {} }, options.stateFile);
  const app = express();
  const faults = createFaults();
  mountFaults(app, faults);
  mountPages(app, state);
  app.use(PATH, faults.middleware);
  const simulator = await serve(app, options.port);
  const operations = customerService(state);
  listen(app, PATH, { CustomerService: { CustomerPort: operations } }, readFileSync(WSDL, 'utf8'));
  return { ...simulator, url: `${simulator.url}${PATH}` };
}

interface CustomerMessage {
  readonly customerReference: string;
  readonly name: string;
}
interface LineMessage {
  readonly lineReference: string;
  readonly commodity: string;
  readonly marketLocationId: string;
}
interface ContractMessage {
  readonly contractReference: string;
  readonly customerId: string;
  readonly line: LineMessage | readonly LineMessage[];
  readonly bankDebit?: { readonly mandateReference: string; readonly iban: string };
}
interface CancelMessage {
  readonly contractReference: string;
  readonly effectiveOn: string | Date;
}

function customerService(state: State<Books>) {
  const { data } = state;
  const number = (prefix: string) => `${prefix}${String(data.nextNumber++).padStart(8, '0')}`;
  return {
    RegisterCustomer(message: CustomerMessage) {
      const known = data.customers[message.customerReference];
      const customer = known ?? {
        customerId: number('K'),
        customerReference: message.customerReference,
        name: message.name,
        timesRegistered: 0,
      };
      customer.timesRegistered += 1;
      data.customers[message.customerReference] = customer;
      state.save();
      return { customerId: customer.customerId, known: known !== undefined };
    },
    RegisterContract(message: ContractMessage) {
      if (!Object.values(data.customers).some((customer) => customer.customerId === message.customerId)) {
        throw fault('UNKNOWN_CUSTOMER', `Customer ${message.customerId} is not in the ERP`, false);
      }
      const known = data.contracts[message.contractReference];
      const contract = known ?? newContract(message, number);
      contract.timesRegistered += 1;
      data.contracts[message.contractReference] = contract;
      state.save();
      const line = contract.lines.map(({ lineReference, lineId }) => ({ lineReference, lineId }));
      return { contractId: contract.contractId, known: known !== undefined, line };
    },
    CancelContract(message: CancelMessage) {
      const contract = data.contracts[message.contractReference];
      if (!contract) return { cancelled: false };
      const day = message.effectiveOn instanceof Date ? message.effectiveOn.toISOString() : message.effectiveOn;
      contract.cancelledOn ??= day.slice(0, 10);
      state.save();
      return { cancelled: true };
    },
  };
}

function newContract(message: ContractMessage, number: (prefix: string) => string): Contract {
  const lines: readonly LineMessage[] = Array.isArray(message.line)
    ? (message.line as readonly LineMessage[])
    : [message.line as LineMessage];
  return {
    contractId: number('V'),
    contractReference: message.contractReference,
    customerId: message.customerId,
    lines: lines.map((line) => ({
      lineReference: line.lineReference,
      lineId: number('P'),
      commodity: line.commodity,
      marketLocationId: line.marketLocationId,
    })),
    mandateReference: message.bankDebit?.mandateReference ?? null,
    ibanLast4: message.bankDebit?.iban.slice(-4) ?? null,
    cancelledOn: null,
    timesRegistered: 0,
  };
}

/** The WSDL's ServiceFault in the shape the soap library turns into XML. */
function fault(code: string, words: string, retryable: boolean): Error {
  return Object.assign(new Error(words), {
    Fault: {
      faultcode: retryable ? 'soap:Server' : 'soap:Client',
      faultstring: words,
      statusCode: 500,
      detail: { ServiceFault: { code, retryable } },
    },
  });
}

function mountPages(app: Express, state: State<Books>): void {
  app.get('/', (_request, response) => {
    const customers = Object.values(state.data.customers).map((customer) => [
      escapeHtml(customer.customerId),
      escapeHtml(customer.customerReference),
      escapeHtml(customer.name),
      String(customer.timesRegistered),
    ]);
    const contracts = Object.values(state.data.contracts).map((contract) => [
      escapeHtml(contract.contractId),
      escapeHtml(contract.contractReference),
      escapeHtml(contract.lines.map((line) => `${line.commodity} ${line.marketLocationId}`).join(', ')),
      escapeHtml(contract.cancelledOn ? `cancelled on ${contract.cancelledOn}` : 'active'),
      String(contract.timesRegistered),
    ]);
    const body =
      `<section><h2>Customers</h2>${table(['Number', 'Reference', 'Name', 'Asked'], customers)}</section>` +
      `<section><h2>Contracts</h2>${table(['Number', 'Reference', 'Supplies', 'State', 'Asked'], contracts)}</section>`;
    response.send(page('ERP (simulator)', body));
  });
  app.get('/state', (_request, response) => void response.json(state.data));
}
