/** What the simulators' SOAP services share: mounting by WSDL, faults, and the shapes in which the soap library hands messages over. */
import { readFileSync } from 'node:fs';
import type { Express } from 'express';
import { createClientAsync, listen, type Client, type ISoapServiceMethod } from 'soap';
import { z } from 'zod';

export interface SoapService {
  readonly path: string;
  readonly wsdlFile: string;
  readonly service: string;
  readonly port: string;
  /** One function per operation: the message in, the answer (or a promise of it) out. */
  readonly operations: Readonly<Record<string, (message: unknown) => unknown>>;
}

const asText = (text: string) => text;
/** Days and decimals stay text: a Date or a float would lose what the sender wrote. */
const AS_SENT = { date: asText, dateTime: asText, decimal: asText };

/** A client of a contract. The library's cache is off: it goes by file alone, so whoever read it first would decide how days are read. */
export function soapClient(wsdlFile: string): Promise<Client> {
  return createClientAsync(wsdlFile, { disableCache: true, customDeserializer: AS_SENT });
}

const CALL_TIMEOUT_MS = 60_000;

/** Calls one operation; the answer as the contract has it, or why there is none, in at most 300 characters: for callers who try again. */
export async function trySoapCall<Answer>(
  client: Promise<Client>,
  endpoint: string,
  operation: string,
  message: object,
  answer: z.ZodType<Answer>,
): Promise<{ readonly answer: Answer } | { readonly problem: string }> {
  try {
    const operations = await client;
    operations.setEndpoint(endpoint);
    const invoke = operations[`${operation}Async`] as (message: object, options: object) => Promise<readonly [unknown]>;
    const [body] = await invoke.call(operations, message, { timeout: CALL_TIMEOUT_MS });
    return { answer: answer.parse(body) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message.slice(0, 300) : String(error) };
  }
}

/** Serves a document/literal service. */
export function mountSoapService(app: Express, { path, wsdlFile, service, port, operations }: SoapService): void {
  const options = {
    path,
    xml: readFileSync(wsdlFile, 'utf8'),
    services: { [service]: { [port]: operations as Record<string, ISoapServiceMethod> } },
    suppressStack: true,
    // Read by the library's WSDL parser, though its type names it for clients only.
    customDeserializer: AS_SENT,
  };
  listen(app, options);
}

/** The contracts' ServiceFault in the shape the soap library turns into XML. */
export function serviceFault(code: string, words: string, retryable: boolean): Error {
  return Object.assign(new Error(words), {
    Fault: {
      faultcode: retryable ? 'soap:Server' : 'soap:Client',
      faultstring: words,
      statusCode: 500,
      detail: { ServiceFault: { code, retryable } },
    },
  });
}

/** The message as the contract has it; anything else is the sender's mistake. */
export function readMessage<Message>(schema: z.ZodType<Message>, message: unknown): Message {
  const parsed = schema.safeParse(message ?? {});
  if (parsed.success) return parsed.data;
  throw serviceFault('MALFORMED', z.prettifyError(parsed.error), false);
}

/** A repeated element: the library gives an array, the only element by itself, or nothing at all. */
export function repeated<Item extends z.ZodType>(item: Item) {
  return z.preprocess(
    (value): unknown => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]),
    z.array(item),
  );
}

/** Text that may be missing; an empty element arrives as null. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => (text ? text : null));

/** A calendar day; a time zone, which XML allows, says nothing about a business day. */
export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}/)
  .transform((text) => text.slice(0, 10));

/** A decimal as written, for exact arithmetic. */
export const Decimal = z.union([z.string(), z.number().transform(String)]).pipe(z.string().regex(/^[+-]?\d+(\.\d+)?$/));
