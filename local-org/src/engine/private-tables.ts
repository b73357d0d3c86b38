/** Tables of the org that no query and no describe shows: secrets and settings of the running server. */
import { MAIL_TABLE } from './mail.ts';
import { PASSWORD_LINK_TABLE } from './password-links.ts';
import type { Store } from './ports.ts';
import { TRACE_TABLES } from './trace-flags.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS _passwords (
    user_id TEXT PRIMARY KEY, salt TEXT NOT NULL, hash TEXT NOT NULL, changed_at INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0, locked_until INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _sessions (
    token_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL, kind TEXT NOT NULL, site TEXT, csrf_token TEXT NOT NULL,
    scope TEXT NOT NULL, created_at INTEGER NOT NULL, last_used_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _client_certificates (consumer_key TEXT PRIMARY KEY, pem TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _client_secrets (consumer_key TEXT PRIMARY KEY, secret_hash TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _refresh_tokens (
    token_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL, consumer_key TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _bulk_jobs (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, spec TEXT NOT NULL, created_at INTEGER NOT NULL,
    processed INTEGER NOT NULL, failed INTEGER NOT NULL, csv TEXT, successful_rows TEXT, failed_rows TEXT);
  CREATE TABLE IF NOT EXISTS _bulk_parts (
    job_id TEXT NOT NULL, part INTEGER NOT NULL, lines TEXT NOT NULL, successful TEXT, failed TEXT,
    PRIMARY KEY (job_id, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _test_runs (id TEXT PRIMARY KEY, run TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS _deploys (id TEXT PRIMARY KEY, result TEXT NOT NULL, zip BLOB);
  CREATE TABLE IF NOT EXISTS _retrieves (id TEXT PRIMARY KEY, result TEXT NOT NULL, zip BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS _endpoint_overrides (credential TEXT PRIMARY KEY, url TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _credential_values (
    credential TEXT NOT NULL, principal TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    encrypted INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (credential, principal, name)) WITHOUT ROWID;
`;

/** Creates what is missing. */
export function createPrivateTables(store: Store): void {
  store.exec(TABLES + MAIL_TABLE + PASSWORD_LINK_TABLE + TRACE_TABLES);
  // Orgs made before values could be readable: theirs stay hidden.
  addColumn(store, '_credential_values', 'encrypted', 'INTEGER NOT NULL DEFAULT 1');
  addColumn(store, '_bulk_jobs', 'processing_ms', 'REAL NOT NULL DEFAULT 0');
}

function addColumn(store: Store, table: string, column: string, definition: string): void {
  const known = store.get('SELECT 1 AS known FROM pragma_table_info(?) WHERE name = ?', table, column);
  if (!known) store.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}`);
}
