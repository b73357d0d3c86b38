/** Sessions beyond the life of the process. */
import type { OperationContext } from './context.ts';

/** A session as the HTTP thread keeps it; the token itself is nowhere stored. */
export interface StoredSession {
  readonly tokenHash: string;
  readonly userId: string;
  readonly kind: 'api' | 'lightning' | 'site';
  readonly site: string | null;
  readonly csrfToken: string;
  readonly scope: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
}

/** Every session younger than `notBefore` (last use); older ones are deleted. */
export function loadSessions(
  input: { readonly notBefore: number },
  context: OperationContext,
): readonly StoredSession[] {
  context.transaction.begin();
  const { store } = context.engine;
  store.run('DELETE FROM _sessions WHERE last_used_at < ?', input.notBefore);
  return store.all('SELECT * FROM _sessions').map((row) => ({
    tokenHash: String(row['token_hash']),
    userId: String(row['user_id']),
    kind: row['kind'] as StoredSession['kind'],
    site: row['site'] === null ? null : String(row['site']),
    csrfToken: String(row['csrf_token']),
    scope: String(row['scope']),
    createdAt: Number(row['created_at']),
    lastUsedAt: Number(row['last_used_at']),
  }));
}

/** Writes or renews one. */
export function saveSession(input: StoredSession, context: OperationContext): null {
  context.transaction.begin();
  context.engine.store.run(
    `INSERT INTO _sessions (token_hash, user_id, kind, site, csrf_token, scope, created_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (token_hash) DO UPDATE SET last_used_at = excluded.last_used_at`,
    input.tokenHash,
    input.userId,
    input.kind,
    input.site,
    input.csrfToken,
    input.scope,
    input.createdAt,
    input.lastUsedAt,
  );
  return null;
}

/** Ends one. */
export function removeSession(input: { readonly tokenHash: string }, context: OperationContext): null {
  context.transaction.begin();
  context.engine.store.run('DELETE FROM _sessions WHERE token_hash = ?', input.tokenHash);
  return null;
}
