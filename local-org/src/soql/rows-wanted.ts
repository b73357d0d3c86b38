import type { RowsWanted } from '../engine/ports.ts';
import { indexedField } from '../store/index.ts';
import type { Condition, Expression, SoqlQuery } from './ast.ts';
import type { Source } from './sources.ts';

/**
 * How many rows a statement looks at: those its filter pins down, the first ones of an order an index has, or all. Sharing is asked in
 * the form that suits it.
 */
export function rowsWanted(source: Source, query: SoqlQuery, aggregate: boolean): RowsWanted {
  if (query.where && pins(source, query.where)) return 'few';
  if (aggregate || !query.limit) return 'all';
  const [first] = query.orderBy;
  return first === undefined || isIndexed(source, first.expression) ? 'page' : 'all';
}

/** An indexed field equals something, whatever else is asked. */
function pins(source: Source, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.some((part) => pins(source, part));
    case 'or':
      return condition.parts.every((part) => pins(source, part));
    case 'not':
      return false;
    case 'compare':
      return (condition.operator === '=' || condition.operator === 'IN') && isIndexed(source, condition.left);
  }
}

function isIndexed(source: Source, expression: Expression): boolean {
  if (expression.kind === 'function') return false;
  const path = source.namesItself(expression.path) ? expression.path.slice(1) : expression.path;
  const field = path.length === 1 ? source.object.fields.get((path[0] ?? '').toLowerCase()) : undefined;
  return field !== undefined && indexedField(source.object, field);
}
