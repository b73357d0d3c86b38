/**
 * One-time links. The key is 32 random bytes and stored only as a hash. Opening takes a short lease, using ends it for good: of
 * two requests at once one opens, and an opener that was killed gives the link back when its lease is over.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../runtime/database.ts';

export type LinkLanguage = 'de' | 'en';

export interface LinkTarget {
  readonly invoiceNumber: string;
  readonly language: LinkLanguage;
  /** Where a page without the document leads back to. */
  readonly returnUrl: string;
}

export type OpenedLink =
  | { readonly state: 'open'; readonly target: LinkTarget }
  | { readonly state: 'used' | 'expired' | 'opening'; readonly target: LinkTarget }
  | { readonly state: 'unknown' };

export interface LinkStore {
  /** Answers the key of the new link. */
  create(target: LinkTarget, expiresAt: Date): Promise<string>;
  /** Takes the lease when the link is fresh. */
  open(key: string, now: Date): Promise<OpenedLink>;
  /** The document is about to be sent; false when somebody else was faster. */
  use(key: string, now: Date): Promise<boolean>;
  /** The document could not be fetched: the link can be tried again. */
  release(key: string): Promise<void>;
  /** Removes links that ended before an instant. */
  purge(before: Date): Promise<void>;
}

/** Longer than the archive may take until its first byte. */
const LEASE_SECONDS = 60;
const KEY = /^[A-Za-z0-9_-]{43}$/;

interface LinkRow {
  readonly invoice_number: string;
  readonly language: LinkLanguage;
  readonly return_url: string;
  readonly expires_at: string | Date;
  readonly used_at: string | Date | null;
}

const FIELDS = 'invoice_number, language, return_url, expires_at, used_at';

export function linkStore(database: Database): LinkStore {
  return {
    async create(target, expiresAt) {
      const key = randomBytes(32).toString('base64url');
      await database.query(
        'insert into invoice_link (key_hash, invoice_number, language, return_url, expires_at) values ($1, $2, $3, $4, $5)',
        [hashOf(key), target.invoiceNumber, target.language, target.returnUrl, expiresAt.toISOString()],
      );
      return key;
    },

    async open(key, now) {
      if (!KEY.test(key)) return { state: 'unknown' };
      const [opened] = await database.query<LinkRow>(
        `update invoice_link set opening_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
         where key_hash = $1 and used_at is null and expires_at > $2 and (opening_until is null or opening_until < clock_timestamp())
         returning ${FIELDS}`,
        [hashOf(key), now.toISOString()],
      );
      if (opened) return { state: 'open', target: targetOf(opened) };
      const [row] = await database.query<LinkRow>(`select ${FIELDS} from invoice_link where key_hash = $1`, [
        hashOf(key),
      ]);
      if (!row) return { state: 'unknown' };
      const target = targetOf(row);
      if (row.used_at !== null) return { state: 'used', target };
      return { state: new Date(row.expires_at) > now ? 'opening' : 'expired', target };
    },

    async use(key, now) {
      const used = await database.query(
        'update invoice_link set used_at = $2 where key_hash = $1 and used_at is null returning key_hash',
        [hashOf(key), now.toISOString()],
      );
      return used.length > 0;
    },

    async release(key) {
      await database.query('update invoice_link set opening_until = null where key_hash = $1', [hashOf(key)]);
    },

    async purge(before) {
      await database.query('delete from invoice_link where expires_at < $1', [before.toISOString()]);
    },
  };
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function targetOf(row: LinkRow): LinkTarget {
  return { invoiceNumber: row.invoice_number, language: row.language, returnUrl: row.return_url };
}
