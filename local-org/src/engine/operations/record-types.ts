import { plainText } from '../json-records.ts';
import type { OperationContext } from './context.ts';

/** The master record type's id, the same in every org. */
export const MASTER_RECORD_TYPE_ID = '012000000000000AAA';

/** Ids of an object's record types by developer name. */
export function recordTypeIds(objectName: string, context: OperationContext): ReadonlyMap<string, string> {
  // Record types of person accounts belong to Account as well.
  const { records } = context.engine.queries.query(
    'SELECT Id, DeveloperName FROM RecordType WHERE SobjectType = :objectName',
    { objectName },
    context.systemScope,
  );
  return new Map(records.map(({ values }) => [plainText(values['DeveloperName']), plainText(values['Id'])]));
}
