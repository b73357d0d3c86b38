/** One request in the engine: user, transaction, operation, commit or rollback, aftermath. */
import { openTransaction } from '../store/index.ts';
import type { Engine } from './compose.ts';
import { keepLogs } from './debug-logs.ts';
import { OrgError } from './errors.ts';
import type { OperationMessage } from './messages.ts';
import { operations } from './operations.ts';
import type { OperationContext } from './operations/context.ts';
import type { Aftermath, Scope, UserContext } from './ports.ts';
import { enterSite } from './request-site.ts';

/** Who the org itself is while it keeps its books; never the owner of a record. */
const ORG_ITSELF: UserContext = {
  userId: '005000000000000AAA',
  username: 'local-org',
  name: 'Local org',
  profileId: '',
  profileName: '',
  roleId: null,
  userType: 'AutomatedProcess',
  accountId: null,
  contactId: null,
  timeZone: 'GMT',
  locale: 'en_US',
  language: 'en_US',
  currency: 'EUR',
  permissionSetIds: [],
};

/** Runs a message's operation to its end. */
export function runOperation(
  engine: Engine,
  message: OperationMessage,
): { readonly output: unknown; readonly aftermath: Aftermath } {
  engine.refresh();
  const { caller } = message;
  const user = caller.userId === null ? ORG_ITSELF : engine.security.userContext(caller.userId);
  // Release notes Spring '23: every API call needs the user permission "API Enabled"; pages do not.
  if (caller.channel === 'api' && caller.userId !== null && !engine.security.hasPermission(user, 'ApiEnabled')) {
    throw new OrgError('API_CURRENTLY_DISABLED', 'API is disabled for this User');
  }
  const transaction = openTransaction(engine.store, user, engine.clock.now());
  enterSite(transaction, caller.site ?? null);
  const scope: Scope = { transaction, access: { user, crud: true, fls: true, sharing: true } };
  const context: OperationContext = {
    engine,
    caller,
    transaction,
    user,
    scope,
    systemScope: { transaction, access: { user, crud: false, fls: false, sharing: false } },
    perform: (operation, input) => implementationOf(operation)(input, context),
  };
  try {
    const output = implementationOf(message.operation)(message.input, context);
    transaction.commit();
    keepLogs(engine, transaction, causeOf(message));
    return { output, aftermath: { ...engine.aftermath } };
  } catch (cause) {
    transaction.rollback();
    keepLogs(engine, transaction, causeOf(message));
    throw translated(cause);
  }
}

/** What ApexLog says about a request: its entry point, and who asked. */
function causeOf({ operation, caller }: OperationMessage): { readonly operation: string; readonly request: string } {
  const names: Readonly<Record<string, string>> = { apexAura: '/aura', apexRest: '/services/apexrest' };
  return { operation: names[operation] ?? operation, request: caller.channel === 'api' ? 'Api' : 'Application' };
}

function implementationOf(name: string): (input: unknown, context: OperationContext) => unknown {
  const implementation = Object.hasOwn(operations, name) ? operations[name as keyof typeof operations] : undefined;
  if (!implementation) throw new OrgError('UNKNOWN_EXCEPTION', `No operation ${name}`);
  return implementation as (input: unknown, context: OperationContext) => unknown;
}

/** Another request held the write lock longer than ours waits: the platform's words for a row it cannot lock. */
function translated(cause: unknown): unknown {
  if (cause instanceof Error && 'errcode' in cause && (cause.errcode === 5 || cause.errcode === 517)) {
    return new OrgError('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record', { cause });
  }
  return cause;
}
