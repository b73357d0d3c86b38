/** Where semi-joins and anti-joins may stand. Source: SOQL and SOSL Reference, "Comparison Operators": Semi-Joins and Anti-Joins. */
import type { Condition, SoqlQuery } from './ast.ts';
import { queryError } from './query-errors.ts';

type Comparison = Extract<Condition, { kind: 'compare' }>;
type Place = 'top' | 'nested' | 'or' | 'not' | 'inner';

const MAX_SEMI_JOINS = 2;
/** Messages as users met them (apsona.com "semijoin subselect errors", UnofficialSF/LightningFlowComponents#1132). */
const MESSAGES: Readonly<Record<Exclude<Place, 'top'>, string>> = {
  nested:
    'Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.',
  or: "Semi join sub-selects are not allowed with the 'OR' operator",
  not: 'Semi join sub-selects are not allowed with the NOT operator',
  inner: 'Semi join sub-selects are not allowed inside a semi join sub-select',
};

/** Throws MALFORMED_QUERY for a sub-select of WHERE that the platform would refuse. Child queries are checked as they are compiled. */
export function checkSemiJoins(query: SoqlQuery): void {
  if (!query.where) return;
  const found = [...subSelectsOf(query.where, 'top')];
  for (const { comparison, place } of found) {
    const { right } = comparison;
    if (right.kind !== 'query') continue;
    const refuse = (message: string): never => {
      throw queryError('MALFORMED_QUERY', query.text, comparison.at, message);
    };
    if (place !== 'top') refuse(MESSAGES[place]);
    const inner = right.query;
    if (inner.from.toLowerCase() === query.from.toLowerCase())
      refuse('The inner and outer selects should not be on the same object type');
    if (
      inner.limit ||
      inner.offset ||
      inner.orderBy.length > 0 ||
      inner.groupBy.length > 0 ||
      inner.forClause.length > 0
    )
      refuse('ORDER BY, LIMIT, OFFSET, GROUP BY and FOR are not supported in a semi join sub-select');
    for (const { comparison: nested } of inner.where ? subSelectsOf(inner.where, 'top') : [])
      throw queryError('MALFORMED_QUERY', query.text, nested.at, MESSAGES.inner);
  }
  const third = found[MAX_SEMI_JOINS];
  if (third) {
    const message = `Maximum ${MAX_SEMI_JOINS} semi join sub-selects are allowed`;
    throw queryError('MALFORMED_QUERY', query.text, third.comparison.at, message);
  }
}

function* subSelectsOf(condition: Condition, place: Place): Generator<{ comparison: Comparison; place: Place }> {
  switch (condition.kind) {
    case 'compare':
      if (condition.right.kind === 'query') yield { comparison: condition, place };
      return;
    case 'not':
      yield* subSelectsOf(condition.part, 'not');
      return;
    case 'and':
    case 'or':
      for (const part of condition.parts) {
        const joined = part.kind === 'and' || part.kind === 'or';
        yield* subSelectsOf(part, place !== 'top' ? place : joined ? 'nested' : condition.kind === 'or' ? 'or' : 'top');
      }
  }
}
