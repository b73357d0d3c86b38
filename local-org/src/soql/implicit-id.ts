/** In Apex a queried record always knows its Id, whether or not the query names it (Apex Developer Guide, "Working with SOQL and SOSL Query Results"). */
import type { SelectItem, SoqlQuery } from './ast.ts';

const AGGREGATES = new Set(['AVG', 'COUNT', 'COUNT_DISTINCT', 'MAX', 'MIN', 'SUM', 'GROUPING']);

/** The query with Id added to its select list and to those of its child queries; aggregate queries have no records. */
export function withImplicitId(query: SoqlQuery): SoqlQuery {
  if (query.groupBy.length > 0 || query.select.some(isAggregate)) return query;
  const select = query.select.map((item) =>
    item.kind === 'query' ? { ...item, query: withImplicitId(item.query) } : item,
  );
  if (select.some((item) => namesId(item, query.alias))) return { ...query, select };
  const id: SelectItem = {
    kind: 'expression',
    expression: { kind: 'field', path: ['Id'], at: query.fromAt },
    at: query.fromAt,
  };
  return { ...query, select: [...select, id] };
}

const isAggregate = (item: SelectItem): boolean =>
  item.kind === 'expression' && item.expression.kind === 'function' && AGGREGATES.has(item.expression.name);

function namesId(item: SelectItem, alias: string | undefined): boolean {
  if (item.kind === 'fields') return item.set !== 'CUSTOM';
  if (item.kind !== 'expression' || item.expression.kind !== 'field') return false;
  const path = item.expression.path.map((part) => part.toLowerCase());
  const [first] = path;
  return path.at(-1) === 'id' && (path.length === 1 || (path.length === 2 && first === alias?.toLowerCase()));
}
