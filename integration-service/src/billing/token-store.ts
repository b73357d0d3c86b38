/** Archive tokens, sealed. Whoever has a token has the document: it leaves this file only towards the archive. */
import type { Database } from '../runtime/database.ts';
import type { Sealer } from '../runtime/sealed.ts';
import { lockImport } from './manifest-store.ts';

export interface NewToken {
  readonly sequence: number;
  readonly invoiceNumber: string;
  readonly token: string;
  /** The last day on which the archive gives the document out. */
  readonly expiresOn: string;
}

export interface TokenStore {
  /** The sequence of the last token taken in. */
  lastSequence(): Promise<number>;
  /** Stores a page that was read after `lastSequence`; false when another process was faster. */
  store(lastSequence: number, tokens: readonly NewToken[]): Promise<boolean>;
  tokenOf(invoiceNumber: string): Promise<string | undefined>;
  /** The archive says that a document is gone: it is offered no more. */
  expire(invoiceNumber: string, lastDay: string): Promise<void>;
}

const CURSOR = 'archive tokens';

export function tokenStore(database: Database, sealer: Sealer): TokenStore {
  return {
    async lastSequence() {
      const [cursor] = await database.query<{ position: string }>(
        'select position::text from import_cursor where name = $1',
        [CURSOR],
      );
      return Number(cursor?.position ?? 0);
    },

    async store(lastSequence, tokens) {
      // Of two tokens for one invoice the later counts: the document was archived anew.
      const latest = new Map(
        tokens.toSorted((a, b) => a.sequence - b.sequence).map((token) => [token.invoiceNumber, token]),
      );
      const sealed = [...latest.values()].map(({ invoiceNumber, token, expiresOn }) => ({
        number: invoiceNumber,
        sealed: sealer.seal(token, contextOf(invoiceNumber)),
        expires: expiresOn,
      }));
      const position = Math.max(lastSequence, ...tokens.map((token) => token.sequence));
      return database.transaction(async (statements) => {
        await lockImport(statements);
        await statements.query('insert into import_cursor (name, position) values ($1, 0) on conflict do nothing', [
          CURSOR,
        ]);
        const moved = await statements.query(
          'update import_cursor set position = $3 where name = $1 and position = $2 returning name',
          [CURSOR, lastSequence, position],
        );
        if (moved.length === 0) return false;
        // A row that was not there before has no deleting or locking transaction: xmax is 0.
        const stored = await statements.query<{ invoice_number: string; fresh: boolean }>(
          `insert into archive_token (invoice_number, sealed_token, expires_on)
           select number, sealed, expires from json_to_recordset($1::json) as t(number text, sealed text, expires date)
           on conflict (invoice_number) do update set sealed_token = excluded.sealed_token, expires_on = excluded.expires_on
           returning invoice_number, (xmax = 0) as fresh`,
          [JSON.stringify(sealed)],
        );
        // A manifest that is not complete yet counts its tokens when it becomes complete.
        await statements.query(
          `update billing_manifest m set tokens = m.tokens + n.tokens
           from (select manifest_id, count(*)::integer as tokens from invoice where number = any($1::text[]) group by manifest_id) n
           where m.manifest_id = n.manifest_id and m.state = 'COMPLETE'`,
          [stored.filter((row) => row.fresh).map((row) => row.invoice_number)],
        );
        return true;
      });
    },

    async tokenOf(invoiceNumber) {
      const [row] = await database.query<{ sealed_token: string }>(
        'select sealed_token from archive_token where invoice_number = $1',
        [invoiceNumber],
      );
      return row ? sealer.open(row.sealed_token, contextOf(invoiceNumber)) : undefined;
    },

    async expire(invoiceNumber, lastDay) {
      await database.query(
        'update archive_token set expires_on = least(expires_on, $2::date) where invoice_number = $1',
        [invoiceNumber, lastDay],
      );
    },
  };
}

function contextOf(invoiceNumber: string): string {
  return `archive-token:${invoiceNumber}`;
}
