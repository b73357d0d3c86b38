/** Calls an ERP service described by a WSDL. Numbers with digits and days stay the text that was sent: no float, no time zone touches them. */
import { createClientAsync, type Client } from 'soap';
import { z } from 'zod';
import { toIntegrationError } from './errors.ts';

export interface ErpOptions {
  readonly url: string;
  readonly timeoutSeconds: number;
}

type SoapOperation = (message: object, options: { readonly timeout: number }) => Promise<readonly [unknown]>;

export type SoapCall = <Answer>(operation: string, message: object, answer: z.ZodType<Answer>) => Promise<Answer>;

const asText = (text: string) => text;

/** A caller for one WSDL; the file is read at the first call. An answer that breaks the contract, silence and faults become IntegrationErrors. */
export function soapCaller(wsdlFile: string, options: ErpOptions): SoapCall {
  let client: Promise<Client> | undefined;
  return async (operation, message, answer) => {
    client ??= createClientAsync(wsdlFile, {
      endpoint: options.url,
      // The library's cache goes by file alone: whoever read it first would decide how days are read.
      disableCache: true,
      customDeserializer: { decimal: asText, date: asText, dateTime: asText, Amount: asText, Energy: asText },
    });
    try {
      const operations = (await client) as unknown as Record<string, SoapOperation>;
      const invoke = operations[`${operation}Async`];
      if (!invoke) throw new Error(`the WSDL has no operation ${operation}`);
      const [body] = await invoke.call(operations, message, { timeout: options.timeoutSeconds * 1000 });
      // An element without content arrives as null.
      return answer.parse(body ?? {});
    } catch (error) {
      throw toIntegrationError(operation, error);
    }
  };
}

/** An element that may repeat: XML does not show whether one is a list. */
export function oneOrMore<T extends z.ZodType>(item: T) {
  return z.union([z.array(item), item.transform((only) => [only])]);
}

/** An element that may repeat or be absent. */
export function anyNumberOf<T extends z.ZodType>(item: T) {
  return oneOrMore(item)
    .optional()
    .transform((list) => list ?? []);
}
