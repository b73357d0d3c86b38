/** Reading and writing records, in the few ways the flows need. */
import type { Connection } from 'jsforce';
import { IntegrationError } from '../runtime/errors.ts';
import { toIntegrationError } from './errors.ts';

export type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** The part of the org that a flow may use. */
export interface SalesforceRecords {
  /** All rows of a query, over as many pages as it takes. */
  query<Row>(soql: string): Promise<readonly Row[]>;
  /** Creates or updates one record by an external id, whose value stands in `fields`. Doing it twice changes nothing. */
  upsert(object: string, externalIdField: string, fields: Fields): Promise<void>;
  /** Updates records by `Id`, all or none per 200. */
  update(object: string, records: readonly (Fields & { readonly Id: string })[]): Promise<void>;
}

/** An id for use in a query text; anything else is refused, so that no data can become query syntax. */
export function idLiteral(id: string): string {
  if (!/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(id)) {
    throw new IntegrationError('BAD_ID', `Not a record id: ${JSON.stringify(id)}`, { retryable: false });
  }
  return `'${id}'`;
}

/** A text for use in a query, escaped as SOQL wants it. */
export function textLiteral(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

export function recordsOf(connection: Connection): SalesforceRecords {
  return {
    async query<Row>(soql: string): Promise<readonly Row[]> {
      try {
        const rows: Row[] = [];
        let page = await connection.query(soql);
        rows.push(...(page.records as Row[]));
        while (!page.done && page.nextRecordsUrl) {
          page = await connection.queryMore(page.nextRecordsUrl);
          rows.push(...(page.records as Row[]));
        }
        return rows;
      } catch (error) {
        throw toIntegrationError(error);
      }
    },

    async upsert(object, externalIdField, fields) {
      const { [externalIdField]: key, ...rest } = fields;
      if (typeof key !== 'string' || key === '') {
        throw new IntegrationError('NO_EXTERNAL_ID', `${object}.${externalIdField} needs a value`, {
          retryable: false,
        });
      }
      try {
        await connection.sobject(object).upsert({ ...rest, [externalIdField]: key }, externalIdField);
      } catch (error) {
        throw toIntegrationError(error);
      }
    },

    async update(object, records) {
      for (let start = 0; start < records.length; start += 200) {
        const chunk = records.slice(start, start + 200);
        try {
          const results = await connection.sobject(object).update([...chunk], { allOrNone: true });
          const failed = results.find((result) => !result.success);
          if (failed) {
            throw refusal(object, failed.errors[0]);
          }
        } catch (error) {
          throw toIntegrationError(error);
        }
      }
    },
  };
}

/** A row's refusal in the shape of a request's refusal. jsforce's type leaves out `statusCode`, which the org sends. */
function refusal(object: string, first: { readonly message: string; readonly statusCode?: string } | undefined): Error {
  return Object.assign(new Error(first?.message ?? `update of ${object} failed`), {
    errorCode: first?.statusCode ?? 'UNKNOWN',
  });
}
