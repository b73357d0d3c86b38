/** Rows of a platform event made ready for the event bus: defaults, required fields, lengths. Used by `events/` through a port. */
import type { Scope } from '../engine/ports.ts';
import type { DmlError, SObjectRecord } from '../engine/records.ts';
import { heldByField } from '../schema/percents.ts';
import type { OrgSchema } from '../schema/types.ts';
import type { FullFormulaEngine } from '../formula/index.ts';
import { normalise } from './coerce.ts';
import { requireObject } from './inputs.ts';
import { dmlError, requiredMissing, tooLong } from './messages.ts';
import { isWritten, scalar } from './row.ts';
import type { Values } from './row.ts';

export interface PreparedEvent {
  readonly record: SObjectRecord;
  readonly errors: readonly DmlError[];
}
/** Checks one event row and fills its defaults. */
export type EventPreparation = (record: SObjectRecord, scope: Scope) => PreparedEvent;

/** Builds the preparation of event rows. */
export function createEventPreparation(parts: {
  schema(): OrgSchema;
  readonly formulas: Pick<FullFormulaEngine, 'evaluate'>;
}): EventPreparation {
  return (record, scope) => {
    const object = requireObject(parts.schema(), record.type);
    if (object.kind === 'platformEvent' && !object.createable)
      return {
        record,
        errors: [dmlError('INVALID_TYPE_FOR_OPERATION', `entity type ${object.name} does not support create`)],
      };
    if (object.kind !== 'platformEvent') {
      return { record, errors: [dmlError('INVALID_TYPE_FOR_OPERATION', `${object.name} is not a platform event`)] };
    }
    const values: Values = {};
    const errors: DmlError[] = [];
    const missing: string[] = [];
    for (const field of object.fields.values()) {
      if (!isWritten(field) || !field.createable) continue;
      const given = Object.keys(record.values).some((name) => name.toLowerCase() === field.name.toLowerCase());
      let value = normalise(field, scalar(record, field.name));
      if (!given && field.defaultFormula !== undefined) {
        const standard = parts.formulas.evaluate(object.name, field.defaultFormula, record, scope);
        value = normalise(field, heldByField(field, standard));
      }
      values[field.name] = value;
      if (value === null && !field.nillable && !field.defaultedOnCreate) missing.push(field.name);
      if (typeof value === 'string' && field.length !== undefined && value.length > field.length) {
        errors.push(tooLong(field, value));
      }
    }
    if (missing.length > 0) errors.push(requiredMissing(missing));
    return { record: { type: object.name, values }, errors };
  };
}
