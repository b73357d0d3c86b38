/**
 * One-time links by which a user sets a password: kept as hashes, good once and for a limited time. Times are the machine's, as those of
 * sessions: a business clock that is moved must not end or revive them. Source: Help, "Customize Email Sent from Experience Cloud Sites":
 * the welcome link is good for seven days, the link of a reset for one (the platform's defaults).
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Store } from './ports.ts';

const DAY_MS = 86_400_000;
const LIFETIME_MS = { welcome: 7 * DAY_MS, reset: DAY_MS } as const;
/** Resets by the forgotten-password page within a day; more would let anybody fill another's mailbox. */
const RESETS_A_DAY = 5;

export type PasswordLinkKind = keyof typeof LIFETIME_MS;

/** What a link leads to. */
export interface PasswordLink {
  readonly userId: string;
  /** Name of the site it belongs to; null: the org's own login. */
  readonly site: string | null;
}

/** SQL of the private table. */
export const PASSWORD_LINK_TABLE = `
  CREATE TABLE IF NOT EXISTS _password_links (
    code_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL, site TEXT, kind TEXT NOT NULL, made_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    used_at INTEGER) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS _password_links_of_user ON _password_links (user_id, kind, made_at);
`;

/** Makes a link's code; the store keeps only its hash. */
export function issuePasswordCode(store: Store, kind: PasswordLinkKind, link: PasswordLink, now: number): string {
  const code = randomBytes(32).toString('base64url');
  store.run(
    'INSERT INTO _password_links (code_hash, user_id, site, kind, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
    hashOf(code),
    link.userId,
    link.site,
    kind,
    now,
    now + LIFETIME_MS[kind],
  );
  return code;
}

/** Where a code leads, or why it leads nowhere. Looking uses nothing up: mail scanners open links, too. */
export function findPasswordLink(
  store: Store,
  code: string,
  now: number,
): PasswordLink | 'unknown' | 'used' | 'expired' {
  const row = store.get('SELECT * FROM _password_links WHERE code_hash = ?', hashOf(code));
  if (!row) return 'unknown';
  if (row['used_at'] !== null) return 'used';
  if (Number(row['expires_at']) < now) return 'expired';
  return { userId: String(row['user_id']), site: row['site'] === null ? null : String(row['site']) };
}

/** After a password was set: every link of the user is used up. */
export function useUpPasswordLinks(store: Store, userId: string, now: number): void {
  store.run('UPDATE _password_links SET used_at = ? WHERE user_id = ? AND used_at IS NULL', now, userId);
}

/** Whether the user may be sent another link to reset the password today. */
export function mayResetAgain(store: Store, userId: string, now: number): boolean {
  const row = store.get(
    "SELECT count(*) AS sent FROM _password_links WHERE user_id = ? AND kind = 'reset' AND made_at > ?",
    userId,
    now - DAY_MS,
  );
  return Number(row?.['sent'] ?? 0) < RESETS_A_DAY;
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
