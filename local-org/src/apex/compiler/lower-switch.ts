/** `switch on`: values, enum constants, SObject types. */
import { Types, type TypeRef } from '../runtime/type-ref.ts';
import type { Statement, WhenClause, WhenLabel } from './ast.ts';
import { mark, type Body, type Lowered, type Value } from './body.ts';
import { convert, isAssignable, shownType } from './convert.ts';
import { lowerLiteral } from './lower-expression.ts';
import { userEnum } from './lower-members.ts';
import { quote } from './unit.ts';
import { Unknown } from './world.ts';

type Switch = Extract<Statement, { readonly k: 'switch' }>;

const allowed = new Set<TypeRef>([Types.Integer, Types.Long, Types.String]);

/** An if-chain over the value, kept in a variable: there is no falling through in Apex. */
export function lowerSwitch(body: Body, node: Switch): Lowered {
  const value = body.expression(node.value);
  const held = body.unit.fresh('s');
  const byType = value.type.kind === 'sobject' || value.type === Types.Object || isClass(body, value.type);
  if (value.type !== Unknown && !allowed.has(value.type) && !byType && enumConstants(body, value.type) === undefined) {
    body.report(node.pos, `${shownType(value.type)} is not a valid switch expression type`);
  }
  if (node.clauses.length === 0) body.report(node.pos, 'Switch statement requires at least one when block');
  const seen = new Set<string>();
  let chain = '';
  let falls = false;
  let hasElse = false;
  for (const [index, clause] of node.clauses.entries()) {
    const isElse = clause.labels === null && clause.type === null;
    if (isElse) {
      hasElse = true;
      if (index !== node.clauses.length - 1) body.report(clause.pos, "'when else' must be the last when block");
    }
    const one = lowerClause(body, clause, { ...value, js: held }, seen);
    falls = falls || one.falls;
    chain += one.js;
  }
  const js = `${mark(body, node.pos)}{const ${held}=${value.js};${chain.replace(/else $/, '')}}`;
  return { js, falls: falls || !hasElse };
}

function lowerClause(body: Body, clause: WhenClause, value: Value, seen: Set<string>): Lowered {
  if (clause.type !== null && clause.variable !== null) {
    const type = body.resolve(clause.type);
    const { variable } = clause;
    if (type !== Unknown && value.type !== Unknown && !body.world.isSubtype(type, value.type)) {
      body.report(
        clause.pos,
        `Incompatible types since an instance of ${shownType(value.type)} is never an instance of ${shownType(type)}`,
      );
    }
    return body.inScope(() => {
      const local = body.declare(variable, type, clause.pos);
      const inner = body.statements(clause.body.statements);
      return {
        js: `if(rt.instanceOf(${value.js},${body.unit.type(type)})){let ${local.js}=${value.js};${inner.js}}else `,
        falls: inner.falls,
      };
    });
  }
  const inner = body.block(clause.body);
  if (clause.labels === null) return { js: inner.js, falls: inner.falls };
  const tests = clause.labels.map((label) => {
    const test = labelTest(body, label, value);
    if (seen.has(test))
      body.report(label.pos, `${labelText(label)} occurs as more than one when branch for this switch statement`);
    seen.add(test);
    return test;
  });
  return { js: `if(${tests.join('||')})${inner.js}else `, falls: inner.falls };
}

function labelText(label: WhenLabel): string {
  if (label.kind === 'name') return label.path.join('.');
  if (label.value.type === 'null') return 'null';
  return label.value.type === 'Boolean' ? String(label.value.value) : label.value.text;
}

/** Strings in `when` are compared case-sensitively. */
function labelTest(body: Body, label: WhenLabel, value: Value): string {
  if (value.type === Unknown) return 'false';
  if (label.kind === 'literal') {
    const literal = lowerLiteral(body, label.value, label.pos);
    if (literal.isNullLiteral === true) return `${value.js}===null`;
    if (!isAssignable(body.world, literal.type, value.type) || value.type.kind !== 'primitive') {
      body.report(
        label.pos,
        `${shownType(literal.type)} value in 'when expression' cannot be implicitly converted to the ${shownType(value.type)} type in switch expression`,
      );
      return 'false';
    }
    return `${value.js}===${convert(body, literal, value.type)}`;
  }
  const constants = enumConstants(body, value.type);
  const name = label.path.at(-1) ?? '';
  const constant = constants?.find((one) => one.toLowerCase() === name.toLowerCase());
  if (constant !== undefined) {
    const symbol = body.world.symbolOf(value.type);
    const js =
      symbol === undefined
        ? body.unit.constant(`$.platformEnum(${quote(value.type.name)},${quote(constant)})`)
        : userEnum(body, symbol, symbol.enumValues.indexOf(constant));
    return `${value.js}===${js}`;
  }
  body.report(
    label.pos,
    constants === undefined
      ? "'when expression' must be a literal, a constant literal field or enum value"
      : `Invalid enum value: ${labelText(label)}`,
  );
  return 'false';
}

function enumConstants(body: Body, type: TypeRef): readonly string[] | undefined {
  const symbol = body.world.symbolOf(type);
  if (symbol !== undefined) return symbol.kind === 'enum' ? symbol.enumValues : undefined;
  if (type.kind !== 'platform') return undefined;
  const platform = body.world.platform.find(type.name);
  return platform?.kind === 'enum' ? platform.values : undefined;
}

const isClass = (body: Body, type: TypeRef): boolean => {
  const symbol = body.world.symbolOf(type);
  return symbol !== undefined && symbol.kind !== 'enum';
};
