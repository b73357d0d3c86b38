/** Computes a checked formula for one record: validation rules, default values, formula fields of records in memory. */
import type { FieldValue } from '../engine/records.ts';
import { readByFormula } from '../schema/percents.ts';
import type { Expression } from './check.ts';
import type { FunctionEnvironment } from './functions/function.ts';
import type { Reference } from './references.ts';
import { FormulaEvaluationError } from './types.ts';

/** What the evaluator asks of its surroundings. */
export interface EvaluationContext {
  readonly environment: FunctionEnvironment;
  /** The value of a reference for the record being evaluated, or for its old version (PRIORVALUE). */
  read(reference: Reference, which: 'new' | 'old'): FieldValue;
  /** True when the record is being inserted. */
  readonly isNew: boolean;
  /** Blank numbers count as zero (a formula field's "treat blanks as zeroes"). */
  readonly blanksAsZero: boolean;
}

/** The value of the expression; throws FormulaEvaluationError where the platform shows `#Error!`. */
export function evaluateExpression(expression: Expression, context: EvaluationContext): FieldValue {
  if (expression.kind === 'literal') return expression.value === '' ? null : expression.value;
  if (expression.kind === 'field') return readField(expression, 'new', context);
  const { definition, args } = expression;
  if (definition.recordContext === true) return evaluateRecordFunction(expression, context);
  const types = args.map((argument) => argument.type);
  if (definition.lazy !== undefined) {
    return definition.lazy(
      args.map((argument) => () => evaluateExpression(argument, context)),
      types,
    );
  }
  if (definition.apply === undefined)
    throw new FormulaEvaluationError(`Function ${expression.name} cannot be evaluated`);
  const values = args.map((argument) => evaluateExpression(argument, context));
  const result = definition.apply(values, types, context.environment);
  // Decimals have no negative zero.
  return typeof result === 'number' ? result + 0 : result;
}

type FieldExpression = Expression & { readonly kind: 'field' };

function readField(expression: FieldExpression, which: 'new' | 'old', context: EvaluationContext): FieldValue {
  const { reference } = expression;
  const read = context.read(reference, which);
  const value = 'field' in reference ? readByFormula(reference.field, read) : read;
  if (value === null && expression.type === 'Boolean') return false;
  if (value === null && expression.type === 'Number' && context.blanksAsZero) return 0;
  return value === '' ? null : value;
}

function evaluateRecordFunction(
  expression: Expression & { readonly kind: 'call' },
  context: EvaluationContext,
): FieldValue {
  const [argument] = expression.args;
  switch (expression.name) {
    case 'ISNEW':
      return context.isNew;
    case 'ISCLONE':
      return false;
    case 'ISCHANGED':
      // Help, ISCHANGED: false while a record is created.
      if (context.isNew || argument?.kind !== 'field') return false;
      return readField(argument, 'new', context) !== readField(argument, 'old', context);
    case 'PRIORVALUE':
      // Help, PRIORVALUE: the current value while a record is created.
      if (argument?.kind !== 'field') return null;
      return readField(argument, context.isNew ? 'new' : 'old', context);
    default:
      throw new FormulaEvaluationError(`Function ${expression.name} cannot be evaluated`);
  }
}
