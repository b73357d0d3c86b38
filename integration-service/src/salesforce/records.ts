/** Reading and writing records, in the few ways the flows need. */
import type { Connection } from 'jsforce';
import { IntegrationError } from '../runtime/errors.ts';
import { toIntegrationError } from './errors.ts';

export type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** Fields of a record that may name another record by its external id: `{ Supply__r: { Supply_Key__c: '…' } }`. */
export type RelatedFields = Readonly<
  Record<string, string | number | boolean | null | Readonly<Record<string, string>>>
>;

/** What became of one record of many: null when it was taken, else the org's refusal. */
export type RecordRefusal = { readonly code: string; readonly message: string } | null;

/** The part of the org that a flow may use. */
export interface SalesforceRecords {
  /** All rows of a query, over as many pages as it takes. */
  query<Row>(soql: string): Promise<readonly Row[]>;
  /** Creates or updates one record by an external id, whose value stands in `fields`. Doing it twice changes nothing. */
  upsert(object: string, externalIdField: string, fields: Fields): Promise<void>;
  /** Updates records by `Id`, all or none per 200. */
  update(object: string, records: readonly (Fields & { readonly Id: string })[]): Promise<void>;
  /** Updates records by `Id`, each for itself: the answer says in the same order which were refused. */
  updateEach(object: string, records: readonly (Fields & { readonly Id: string })[]): Promise<readonly RecordRefusal[]>;
  /** Creates or updates records by an external id, each for itself: the answer says in the same order which were refused. */
  upsertEach(
    object: string,
    externalIdField: string,
    records: readonly RelatedFields[],
  ): Promise<readonly RecordRefusal[]>;
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

    updateEach: (object, records) =>
      eachOf(records, (chunk) => connection.sobject(object).update([...chunk], { allOrNone: false })),

    upsertEach: (object, externalIdField, records) =>
      eachOf(records, (chunk) =>
        connection
          .sobject(object)
          .upsert([...chunk] as Record<string, unknown>[], externalIdField, { allOrNone: false }),
      ),
  };
}

/** The most records that one request may carry. */
const RECORDS_PER_REQUEST = 200;

interface RecordAnswer {
  readonly success: boolean;
  readonly errors: readonly { readonly message: string; readonly statusCode?: string }[];
}

async function eachOf<Given>(
  records: readonly Given[],
  send: (chunk: readonly Given[]) => Promise<readonly RecordAnswer[]>,
): Promise<readonly RecordRefusal[]> {
  const refusals: RecordRefusal[] = [];
  for (let start = 0; start < records.length; start += RECORDS_PER_REQUEST) {
    try {
      const answers = await send(records.slice(start, start + RECORDS_PER_REQUEST));
      for (const answer of answers) {
        const [first] = answer.errors;
        refusals.push(
          answer.success
            ? null
            : { code: first?.statusCode ?? 'UNKNOWN', message: first?.message ?? 'refused without a word' },
        );
      }
    } catch (error) {
      throw toIntegrationError(error);
    }
  }
  return refusals;
}

/** A row's refusal in the shape of a request's refusal. jsforce's type leaves out `statusCode`, which the org sends. */
function refusal(object: string, first: { readonly message: string; readonly statusCode?: string } | undefined): Error {
  return Object.assign(new Error(first?.message ?? `update of ${object} failed`), {
    errorCode: first?.statusCode ?? 'UNKNOWN',
  });
}
