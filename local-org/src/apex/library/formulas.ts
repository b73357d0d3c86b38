/**
 * Formulas that Apex builds and evaluates on records. Source: Apex Reference, "Formula Class", "FormulaBuilder Class". Formulas over the
 * properties of a class and templates are refused by name.
 */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { FieldValue } from '../../engine/records.ts';
import { heldByField } from '../../schema/percents.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { platformType, Types } from '../runtime/type-ref.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexList,
  ApexSObject,
  BoxedDouble,
  BoxedId,
  Decimal,
  PlatformObject,
  toId,
  type EnumValue,
  type SObjectTypeToken,
} from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';

class BuilderValue extends PlatformObject {
  override readonly apexType = platformType('FormulaEval.FormulaBuilder');
  object: string | null = null;
  text: string | null = null;
  returns: string | null = null;
}

class InstanceValue extends PlatformObject {
  override readonly apexType = platformType('FormulaEval.FormulaInstance');
  readonly object: string;
  readonly text: string;
  readonly returns: string;

  constructor(object: string, text: string, returns: string) {
    super();
    this.object = object;
    this.text = text;
    this.returns = returns;
  }
}

function build(rt: Runtime, self: BuilderValue): InstanceValue {
  const { object, text, returns } = self;
  const missing = object === null ? 'type' : text === null ? 'formula' : returns === null ? 'return type' : undefined;
  if (object === null || text === null || returns === null) {
    throw new ApexException('System.FormulaValidationException', `The ${missing ?? ''} of the formula is not set.`);
  }
  try {
    rt.parts.formulas.check(object, text);
  } catch (error) {
    if (!(error instanceof OrgError) || error instanceof Unsupported) throw error;
    throw new ApexException('System.FormulaValidationException', error.message, { cause: error });
  }
  return new InstanceValue(object, text, returns);
}

function evaluate(rt: Runtime, self: InstanceValue, target: unknown): unknown {
  const record: unknown = notNull(target);
  if (!(record instanceof ApexSObject) || record.type !== self.object) {
    throw new ApexException('System.FormulaEvaluationException', `The formula is one over records of ${self.object}.`);
  }
  try {
    const value = rt.parts.formulas.evaluate(self.object, self.text, record.toRecord(), rt.scope('SYSTEM_MODE'));
    return inApex(value, self.returns);
  } catch (error) {
    if (!(error instanceof OrgError) || error instanceof Unsupported) throw error;
    throw new ApexException('System.FormulaEvaluationException', error.message, { cause: error });
  }
}

/** The value under static type Object, of the return type asked for. */
function inApex(value: FieldValue, returns: string): unknown {
  if (value === null) return null;
  const whole = typeof value === 'number' ? Math.trunc(value) : 0;
  switch (returns) {
    case 'BOOLEAN':
      return value === true;
    case 'INTEGER':
      return whole | 0;
    case 'LONG':
      return BigInt(whole);
    case 'DOUBLE':
      return new BoxedDouble(Number(value));
    case 'DECIMAL':
      return Decimal.fromDouble(Number(value));
    case 'DATE':
      return ApexDate.fromIso(String(value)) ?? null;
    case 'DATETIME':
      return ApexDatetime.fromIso(String(value)) ?? null;
    case 'ID':
      return new BoxedId(toId(String(value)));
    case 'STRING':
      return String(value);
    default:
      throw new Unsupported(`Apex FormulaEval.FormulaReturnType.${returns}`);
  }
}

/** Puts the values of all formula fields on records in memory. */
function recalculate(rt: Runtime, records: ApexList): ApexList {
  const results = (notNull(records).items as ApexSObject[]).map((record) => {
    const stored = notNull(record).toRecord();
    for (const field of rt.schema().object(record.type)?.fields.values() ?? []) {
      if (field.formula === undefined) continue;
      const value = rt.parts.formulas.evaluate(record.type, field.formula, stored, rt.scope('SYSTEM_MODE'));
      record.populated.set(field.name, fieldValueInApex(record, field.name, heldByField(field, value)));
    }
    return new RecalcResult(record);
  });
  return ApexList.of(platformType('System.FormulaRecalcResult'), results);
}

const fieldValueInApex = (record: ApexSObject, field: string, value: FieldValue): unknown => {
  const type = record.fieldType(field);
  if (value === null || type === Types.Boolean || type === Types.String) return value;
  const name = type.name.toUpperCase();
  return name === 'ID' ? toId(String(value)) : inApex(value, name);
};

class RecalcResult extends PlatformObject {
  override readonly apexType = platformType('System.FormulaRecalcResult');
  readonly record: ApexSObject;

  constructor(record: ApexSObject) {
    super();
    this.record = record;
  }
}

const changed =
  (change: (self: BuilderValue, value: never) => void) =>
  (_rt: Runtime, self: BuilderValue, value: never): BuilderValue => {
    change(self, value);
    return self;
  };

const make = (): BuilderValue => new BuilderValue();
const builder = 'FormulaEval.FormulaBuilder';

export const formulaFunctions = {
  'System.Formula.builder()': make,
  'System.Formula.recalculateFormulas(List<SObject>)': recalculate,
  [`${builder}.builder()`]: make,
  [`${builder}.withFormula(String)`]: changed((self, text: string | null) => (self.text = text)),
  [`${builder}.withType(Schema.SObjectType)`]: changed(
    (self, type: SObjectTypeToken) => (self.object = notNull(type).name),
  ),
  [`${builder}.withReturnType(FormulaEval.FormulaReturnType)`]: changed(
    (self, type: EnumValue) => (self.returns = notNull(type).name.toUpperCase()),
  ),
  // Every global that the formula engine knows may be named.
  [`${builder}.withGlobalVariables(List<FormulaEval.FormulaGlobal>)`]: changed(() => undefined),
  [`${builder}.build()`]: build,
  'FormulaEval.FormulaInstance.evaluate(Object)': evaluate,
  'System.FormulaRecalcResult.getSObject()': (_rt: Runtime, self: RecalcResult) => self.record,
  'System.FormulaRecalcResult.isSuccess()': () => true,
  'System.FormulaRecalcResult.getErrors()': () => ApexList.of(platformType('System.FormulaRecalcFieldError')),
};
