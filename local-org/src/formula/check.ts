/** Turns a parsed formula into a checked one: every name resolved, every call typed; refuses what the platform refuses. */
import type { FieldValue } from '../engine/records.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import type { ArgumentShape, FormulaFunction } from './functions/function.ts';
import { formulaFunction } from './functions/registry.ts';
import type { FormulaNode } from './parse.ts';
import { parseFormula } from './parse.ts';
import { resolveReference } from './references.ts';
import type { Reference } from './references.ts';
import { FormulaError, formulaTypeOf, typeLabel } from './types.ts';
import type { FormulaType } from './types.ts';

export type Expression =
  | { readonly kind: 'literal'; readonly type: FormulaType; readonly value: FieldValue }
  | { readonly kind: 'field'; readonly type: FormulaType; readonly path: string; readonly reference: Reference }
  | {
      readonly kind: 'call';
      readonly type: FormulaType;
      readonly name: string;
      readonly definition: FormulaFunction;
      readonly args: readonly Expression[];
    };

/** What the formula is for: decides which functions may be used and which result is wanted. */
export type FormulaUse =
  | { readonly kind: 'rule' }
  | { readonly kind: 'field'; readonly field: FieldDef }
  | { readonly kind: 'default'; readonly field: FieldDef }
  | { readonly kind: 'any' };

/** Compiles formula text against an object; throws FormulaError with the platform's message. */
export function checkFormula(
  formula: string,
  object: SObjectDef,
  schema: OrgSchema,
  use: FormulaUse = { kind: 'any' },
): Expression {
  const expression = typedExpression(parseFormula(formula), object, schema, use);
  if (expression.kind === 'field' && use.kind !== 'default') refuseBarePicklist(expression);
  checkResult(expression.type, use);
  return expression;
}

function typedExpression(node: FormulaNode, object: SObjectDef, schema: OrgSchema, use: FormulaUse): Expression {
  if (node.kind === 'literal') return { kind: 'literal', type: node.type, value: node.value };
  if (node.kind === 'reference') {
    const { reference, type } = resolveReference(node.text, object, schema);
    return { kind: 'field', type, path: node.text, reference };
  }
  const definition = formulaFunction(node.name);
  if (definition.recordContext === true && (use.kind === 'field' || use.kind === 'default')) {
    throw new FormulaError(`Function ${node.name} may not be used in this type of formula`);
  }
  const args = node.args.map((argument) => typedExpression(argument, object, schema, use));
  const type = definition.check({ name: node.name, operator: node.operator, args: args.map(shapeOf) });
  return { kind: 'call', type, name: node.name, definition, args };
}

function shapeOf(expression: Expression): ArgumentShape {
  if (expression.kind === 'literal') return { type: expression.type, literal: expression.value };
  return expression.kind === 'field' ? { type: expression.type, path: expression.path } : { type: expression.type };
}

function refuseBarePicklist(expression: Expression & { readonly kind: 'field' }): void {
  if (expression.type === 'Picklist') {
    throw new FormulaError(
      `Field ${expression.path} is a picklist field. Picklist fields are only supported in certain functions.`,
    );
  }
  if (expression.type === 'MultiPicklist') {
    throw new FormulaError(
      `Field ${expression.path} is a multi-select picklist field. Multi-select picklist fields are only supported in certain functions.`,
    );
  }
}

function checkResult(actual: FormulaType, use: FormulaUse): void {
  if (use.kind === 'any' || actual === 'Null') return;
  const expected: FormulaType = use.kind === 'rule' ? 'Boolean' : (formulaTypeOf(use.field) ?? 'Text');
  const accepted = expected === 'Picklist' || expected === 'MultiPicklist' ? ['Text', expected] : [expected];
  if (accepted.includes(actual)) return;
  const wanted = use.kind === 'rule' ? 'true or false' : typeLabel[expected];
  throw new FormulaError(
    `Formula result is data type (${typeLabel[actual]}), incompatible with expected data type (${wanted}).`,
  );
}
