/** Filter logic such as `1 AND (2 OR NOT 3)` over numbered conditions. Source: Help, "Getting the Most Out of Filter Logic". */
import { OrgError } from '../../engine/errors.ts';
import type { SqlValue } from '../../engine/ports.ts';

export interface SqlCondition {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** The conditions joined by the logic, or all of them by AND; false without conditions. */
export function combined(logic: string | undefined, conditions: readonly SqlCondition[]): SqlCondition {
  if (conditions.length === 0) return { sql: '0', params: [] };
  const text = logic ?? conditions.map((_, index) => String(index + 1)).join(' AND ');
  const params: SqlValue[] = [];
  const sql = tokens(text).map((token) => {
    if (/^(?:AND|OR|NOT|\(|\))$/.test(token)) return token;
    const condition = conditions[Number(token) - 1];
    if (condition === undefined) throw unknownNumber(text, token);
    params.push(...condition.params);
    return `(${condition.sql})`;
  });
  return { sql: `(${sql.join(' ')})`, params };
}

/** The truth of the logic over answers already known, or of all of them. */
export function holds(logic: string | undefined, answers: readonly boolean[]): boolean {
  if (logic === undefined) return answers.every(Boolean);
  const words = tokens(logic);
  let at = 0;
  const next = (): string | undefined => words[at];
  const primary = (): boolean => {
    const word = words[at];
    at += 1;
    if (word === 'NOT') return !primary();
    if (word === '(') {
      const inner = either();
      at += 1;
      return inner;
    }
    const answer = answers[Number(word) - 1];
    if (answer === undefined) throw unknownNumber(logic, word ?? '');
    return answer;
  };
  const both = (): boolean => {
    let value = primary();
    while (next() === 'AND') {
      at += 1;
      const right = primary();
      value = value && right;
    }
    return value;
  };
  const either = (): boolean => {
    let value = both();
    while (next() === 'OR') {
      at += 1;
      const right = both();
      value = value || right;
    }
    return value;
  };
  return either();
}

function tokens(logic: string): readonly string[] {
  return (logic.match(/\d+|AND|OR|NOT|[()]|[^\s\d()]+/gi) ?? []).map((token) => token.toUpperCase());
}

function unknownNumber(logic: string, token: string): OrgError {
  return new OrgError('INVALID_FILTER_VALUE', `The filter logic '${logic}' names no criterion ${token}`);
}
