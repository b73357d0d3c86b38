/** Statements of the evaluator as SOQL text. */
import {
  kindOf,
  type Aggregate,
  type Condition,
  type Kind,
  type Literal,
  type Operand,
  type Order,
  type Query,
} from './evaluator.ts';
import { model } from './evaluator-worlds.ts';

const kind = (table: string, operand: Operand): Kind => kindOf({ model }, table, operand);

/** The statement as text. */
export function textOf(statement: Query, from = statement.from): string {
  const { groups, where: filter, having, orderBy, limit, offset } = statement;
  const selected = [
    ...(groups?.keys ?? statement.select).map(operandText),
    ...(groups && groups.kind !== 'plain'
      ? groups.keys.map((key, index) => `GROUPING(${operandText(key)}) g${index}`)
      : []),
    ...statement.aggregates.map((aggregate, index) => `${operandText(aggregate)} n${index}`),
    ...statement.children.map(({ relationship, query: child }) => `(${textOf(child, relationship)})`),
  ];
  // Grouped paths of one name need aliases; the unaliased first ones do for the rest.
  const keys = groups?.keys.map(operandText).join(', ') ?? '';
  return [
    `SELECT ${selected.map((one, index) => (groups && index < groups.keys.length ? `${one} k${index}` : one)).join(', ')}`,
    `FROM ${from}`,
    ...(filter ? [`WHERE ${conditionText(statement.from, filter)}`] : []),
    ...(groups ? [`GROUP BY ${groups.kind === 'plain' ? keys : `${groups.kind}(${keys})`}`] : []),
    ...(having ? [`HAVING ${conditionText(statement.from, having)}`] : []),
    ...(orderBy.length > 0 ? [`ORDER BY ${orderBy.map((order) => orderText(statement, order)).join(', ')}`] : []),
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
    ...(offset === undefined ? [] : [`OFFSET ${offset}`]),
    ...(statement.allRows ? ['ALL ROWS'] : []),
  ].join(' ');
}

function orderText(statement: Query, { by, descending, nullsLast }: Order): string {
  const expression =
    'grouping' in by
      ? `GROUPING(${operandText(statement.groups?.keys[by.grouping] ?? { path: [] })})`
      : operandText(by);
  return `${expression}${descending ? ' DESC' : ''}${nullsLast ? ' NULLS LAST' : ''}`;
}

function operandText(operand: Operand | Aggregate): string {
  if ('aggregate' in operand) return `${operand.aggregate}(${operandText(operand.of)})`;
  const path = operand.path.join('.');
  if (!operand.part) return path;
  return `${operand.part}(${operand.local === true ? `convertTimezone(${path})` : path})`;
}

function conditionText(table: string, condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts
        .map((part) =>
          part.kind === 'and' || part.kind === 'or' || part.kind === 'not'
            ? `(${conditionText(table, part)})`
            : conditionText(table, part),
        )
        .join(` ${condition.kind.toUpperCase()} `);
    case 'not':
      return `NOT (${conditionText(table, condition.part)})`;
    case 'compare': {
      const type = 'aggregate' in condition.left ? 'number' : kind(table, condition.left);
      return `${operandText(condition.left)} ${condition.operator} ${literalText(type, condition.right)}`;
    }
    case 'in': {
      const type = kind(table, condition.left);
      return `${operandText(condition.left)} ${condition.negative ? 'NOT IN' : 'IN'} (${condition.values.map((value) => literalText(type, value)).join(', ')})`;
    }
    case 'like': {
      const pattern = condition.pattern.map((piece) =>
        'text' in piece ? piece.text.replace(/[%_\\']/g, '\\$&') : piece.any === 'many' ? '%' : '_',
      );
      return `${operandText(condition.left)} LIKE '${pattern.join('')}'`;
    }
    case 'includes':
      return `${operandText(condition.left)} ${condition.negative ? 'EXCLUDES' : 'INCLUDES'} (${condition.sets.map((set) => `'${set.join(';')}'`).join(', ')})`;
    case 'semi': {
      const filter = condition.where ? ` WHERE ${conditionText(condition.table, condition.where)}` : '';
      return `${operandText(condition.left)} ${condition.negative ? 'NOT IN' : 'IN'} (SELECT ${condition.field} FROM ${condition.table}${filter})`;
    }
  }
}

function literalText(type: Kind, literal: Literal): string {
  if (literal === null) return 'null';
  if (typeof literal === 'object') return literal.n > 0 ? `${literal.literal}:${literal.n}` : literal.literal;
  if (typeof literal !== 'string' || type === 'date' || type === 'datetime') return String(literal);
  return `'${literal.replace(/[\\']/g, '\\$&')}'`;
}
