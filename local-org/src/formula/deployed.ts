/** Checks every formula of a schema, so that a deploy fails where a real org's would. */
import { OrgError } from '../engine/errors.ts';
import type { OrgSchema, SObjectDef } from '../schema/types.ts';
import { checkFormula } from './check.ts';
import type { FormulaUse } from './check.ts';
import { FormulaSqlCompiler } from './sql.ts';

/** A formula that does not compile, with the component it stands in. */
export interface FormulaFault {
  readonly componentType: 'CustomField' | 'ValidationRule';
  /** `Account.Balance__c`, `Account.Move_Out_Not_Before_Move_In`. */
  readonly fullName: string;
  readonly message: string;
}

/** All faults of the schema's formula fields, default values and validation rules (active or not, as the platform checks both). */
export function formulaFaults(schema: OrgSchema): readonly FormulaFault[] {
  const faults: FormulaFault[] = [];
  const examine = (componentType: FormulaFault['componentType'], fullName: string, check: () => void): void => {
    try {
      check();
    } catch (cause) {
      if (!(cause instanceof OrgError)) throw cause;
      faults.push({ componentType, fullName, message: cause.message });
    }
  };
  for (const object of schema.objects()) {
    for (const field of object.fields.values()) {
      const name = `${object.name}.${field.name}`;
      if (field.formula !== undefined) {
        examine('CustomField', name, () => {
          // Following the formula into the formulas it uses also finds circles.
          compilerFor(schema).formulaField(object, field, 'record');
        });
      }
      if (field.defaultFormula !== undefined) {
        examine('CustomField', name, () =>
          checkIn(field.defaultFormula ?? '', object, schema, { kind: 'default', field }),
        );
      }
    }
    for (const rule of object.validationRules) {
      examine('ValidationRule', `${object.name}.${rule.name}`, () =>
        checkIn(rule.formula, object, schema, { kind: 'rule' }),
      );
    }
  }
  return faults;
}

function checkIn(formula: string, object: SObjectDef, schema: OrgSchema, use: FormulaUse): void {
  checkFormula(formula, object, schema, use);
}

/** A compiler whose SQL nobody runs; labels are checked by the metadata's own references. */
function compilerFor(schema: OrgSchema): FormulaSqlCompiler {
  return new FormulaSqlCompiler({ store: { define: () => undefined }, schema, label: () => '', registered: new Set() });
}
