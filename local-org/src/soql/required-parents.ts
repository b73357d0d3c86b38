/**
 * Parents that a row must have because the filter compares an indexed field of theirs with something: `Account.Customer__c IN :ids`. Their
 * tables are joined as rows that must be there, so that the statement may start from them and follow the index of the lookup, as the
 * platform does with a selective filter (Database Query & Search Optimization Cheat Sheet). The answer is the same: a row without such a
 * parent never meets the filter.
 */
import { indexedField } from '../store/index.ts';
import type { Condition, Value } from './ast.ts';
import { bindValue, isList, type ComparisonContext } from './operands.ts';
import type { Row, Source } from './sources.ts';

/** The rows of such parents, each after the one it is reached from. */
export function requiredParents(context: ComparisonContext, source: Source, where: Condition): readonly Row[] {
  if (where.kind === 'and') return where.parts.flatMap((part) => requiredParents(context, source, part));
  if (where.kind !== 'compare' || where.left.kind !== 'field') return [];
  if (where.operator !== '=' && where.operator !== 'IN') return [];
  if (mayBeEmpty(context, where.right)) return [];
  const { object, field, row } = source.resolve(where.left.path, where.left.at);
  // Users and record types have many records: nothing is found faster from them.
  if (object.kind === 'setup' || field.name === 'OwnerId' || !indexedField(object, field)) return [];
  const parents = ancestors(row);
  return parents.every(({ tables }) => tables.length === 1) ? parents : [];
}

function ancestors(row: Row): readonly Row[] {
  return row.via === undefined ? [] : [...ancestors(row.via.row), row];
}

/** Whether an empty field, as that of a parent who is not there, may meet the comparison. */
function mayBeEmpty(context: ComparisonContext, value: Value): boolean {
  switch (value.kind) {
    case 'null':
      return true;
    case 'string':
      return value.value === '';
    case 'list':
      return value.values.some((element) => mayBeEmpty(context, element));
    case 'bind': {
      if (context.unbound) return true;
      const bound = bindValue(context, value.name, value.at);
      return (isList(bound) ? bound : [bound]).some((element) => element === null || element === '');
    }
    default:
      return false;
  }
}
