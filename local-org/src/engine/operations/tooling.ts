/** The Tooling API as far as development tools ask it. */
import { OrgError } from '../errors.ts';
import { query } from './queries.ts';
import type { QueryPage } from './queries.ts';
import type { OperationContext } from './context.ts';

/** `GET tooling/query`: objects of the org itself; the platform's error for everything the org does not keep. */
export function toolingQuery(input: { readonly soql: string }, context: OperationContext): QueryPage {
  return query({ soql: input.soql.trim(), allRows: false }, context);
}

/** Text of a stored debug log. */
export function apexLogBody(input: { readonly id: string }, context: OperationContext): string {
  const row = context.engine.store.get("SELECT 1 AS known FROM sqlite_master WHERE name = '_apex_logs'");
  const log = row && context.engine.store.get('SELECT body FROM _apex_logs WHERE id = ?', input.id);
  if (!log) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  return String(log['body']);
}
