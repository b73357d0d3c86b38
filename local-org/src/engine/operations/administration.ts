/** What the local org's own administration asks of the engine. */
import { OrgError } from '../errors.ts';
import type { Json } from '../json-records.ts';
import type { ClockSetting } from '../shared-clock.ts';
import { readSetting, writeSetting } from '../../store/index.ts';
import type { OperationContext } from './context.ts';

const CLOCK_SETTING = 'clock';

/** Remembers how the clock stands. */
export function saveClock(input: ClockSetting, context: OperationContext): null {
  context.transaction.begin();
  writeSetting(context.engine.store, CLOCK_SETTING, JSON.stringify(input));
  return null;
}

/** How the clock stood when the org was last used; system time for a new org. */
export function loadClock(_input: object, context: OperationContext): ClockSetting {
  const text = readSetting(context.engine.store, CLOCK_SETTING);
  return text === undefined ? { offsetMs: 0, frozenAt: null } : (JSON.parse(text) as ClockSetting);
}

/** Name and id of the organisation, and what is deployed. */
export function orgFacts(
  _input: object,
  context: OperationContext,
): { readonly organizationId: string; readonly name: string; readonly metadataVersion: number } {
  const { id, name } = context.engine.organization();
  return { organizationId: id, name, metadataVersion: context.engine.metadata().version };
}

/** Loads the org's Apex, so that the first request does not wait for it. */
export function warmUp(_input: object, context: OperationContext): null {
  context.engine.apex();
  return null;
}

/** Why a user may or may not see a record, with every reason that holds. */
export function explainAccess(
  input: { readonly userId: string; readonly recordId: string },
  context: OperationContext,
): Json {
  const def = context.engine.schema().objectByPrefix(input.recordId.slice(0, 3));
  if (!def) throw new OrgError('INVALID_INPUT', `No object has the ids of ${input.recordId}.`);
  const user = context.engine.security.userContext(input.userId);
  return context.engine.security.explainAccess(user, def.name, input.recordId) as unknown as Json;
}

/** Stands for a request that could not be understood, inside a composite request. */
export function fail(input: { readonly code: string; readonly message: string }): never {
  throw new OrgError(input.code, input.message);
}
