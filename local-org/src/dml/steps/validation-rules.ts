/** Step 5, second half: "runs any custom validation rules." All active rules are evaluated, all failures are reported. */
import { FormulaEvaluationError } from '../../formula/index.ts';
import type { ValidationRuleDef } from '../../schema/types.ts';
import { dmlError } from '../messages.ts';
import { aliveRows } from '../row.ts';
import type { Chunk, Row } from '../row.ts';

/** Evaluates the active validation rules of the object on every row. */
export function checkValidationRules(chunk: Chunk): void {
  const rules = chunk.object.validationRules.filter((rule) => rule.active);
  if (rules.length === 0) return;
  for (const row of aliveRows(chunk)) {
    for (const rule of rules) {
      if (isViolated(rule.name, rule.formula, row, chunk)) {
        const fields = rule.errorField === undefined ? [] : [rule.errorField];
        row.errors.push(dmlError('FIELD_CUSTOM_VALIDATION_EXCEPTION', messageOf(rule, chunk), fields));
      }
    }
  }
}

/** The rule's message in the acting user's language. */
function messageOf(rule: ValidationRuleDef, { parts, scope, object }: Chunk): string {
  const translated = parts.schemaIn?.(scope.access.user.language).object(object.name);
  return translated?.validationRules.find(({ name }) => name === rule.name)?.errorMessage ?? rule.errorMessage;
}

function isViolated(name: string, formula: string, row: Row, chunk: Chunk): boolean {
  const { parts, scope, object } = chunk;
  try {
    return parts.formulas.evaluate(object.name, formula, row.record, scope, row.old) === true;
  } catch (cause) {
    if (!(cause instanceof FormulaEvaluationError)) throw cause;
    const words = `The formula in the "${name}" validation rule is invalid due to the following: ${cause.message}`;
    row.errors.push(dmlError('FIELD_INTEGRITY_EXCEPTION', words));
    return false;
  }
}
