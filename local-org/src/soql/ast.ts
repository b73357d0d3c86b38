/** What a SOQL text means before names are looked up. Positions (`at`) are offsets into the text, for error messages. */

/** A dotted name as written: `Account.Owner.Name`. */
export interface FieldRef {
  readonly kind: 'field';
  readonly path: readonly string[];
  readonly at: number;
}

/** A function call; `name` is upper case. COUNT() has no arguments. */
export interface FunctionCall {
  readonly kind: 'function';
  readonly name: string;
  readonly args: readonly (Expression | Value)[];
  readonly at: number;
}

export type Expression = FieldRef | FunctionCall;

/** The right side of a comparison. */
export type Value =
  | { readonly kind: 'string'; readonly value: string; readonly pattern: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'currency'; readonly isoCode: string; readonly value: number; readonly at: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: number }
  | { readonly kind: 'null'; readonly at: number }
  | { readonly kind: 'date' | 'datetime' | 'time'; readonly value: string; readonly at: number }
  | { readonly kind: 'dateLiteral'; readonly name: string; readonly n: number; readonly at: number }
  | { readonly kind: 'bind'; readonly name: string; readonly at: number }
  | { readonly kind: 'list'; readonly values: readonly Value[]; readonly at: number }
  | { readonly kind: 'query'; readonly query: SoqlQuery; readonly at: number };

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'IN' | 'NOT IN' | 'INCLUDES' | 'EXCLUDES';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | {
      readonly kind: 'compare';
      readonly left: Expression;
      readonly operator: Operator;
      readonly right: Value;
      readonly at: number;
    };

export type SelectItem =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly alias?: string; readonly at: number }
  | { readonly kind: 'query'; readonly query: SoqlQuery; readonly at: number }
  | { readonly kind: 'fields'; readonly set: 'ALL' | 'STANDARD' | 'CUSTOM'; readonly at: number }
  | {
      readonly kind: 'typeof';
      readonly relationship: readonly string[];
      readonly branches: readonly {
        readonly type: string;
        readonly fields: readonly FieldRef[];
        readonly at: number;
      }[];
      readonly otherwise: readonly FieldRef[];
      readonly at: number;
    };

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** A whole number or a bind that gives one. */
export type RowCount =
  { readonly kind: 'number'; readonly value: number } | { readonly kind: 'bind'; readonly name: string };

export interface SoqlQuery {
  readonly text: string;
  readonly select: readonly SelectItem[];
  /** Object name, or for a child subquery the child relationship name. */
  readonly from: string;
  readonly fromAt: number;
  readonly alias?: string;
  /** Paths of the parents that FROM gives an alias; in the other clauses they are written out. */
  readonly parents?: readonly (readonly string[])[];
  readonly usingScope?: string;
  readonly where?: Condition;
  /** The WITH clause that says how the statement is checked. */
  readonly mode?: 'USER_MODE' | 'SYSTEM_MODE' | 'SECURITY_ENFORCED';
  readonly modeAt?: number;
  readonly groupBy: readonly Expression[];
  readonly grouping?: 'ROLLUP' | 'CUBE';
  readonly having?: Condition;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: RowCount;
  readonly offset?: RowCount;
  readonly forClause: readonly ('UPDATE' | 'VIEW' | 'REFERENCE')[];
  readonly allRows: boolean;
}

/** The names of all binds of a query, in order of first use, subqueries included. */
export function bindNames(query: SoqlQuery): readonly string[] {
  const names = new Set<string>();
  collectQuery(query, names);
  return [...names];
}

function collectQuery(query: SoqlQuery, names: Set<string>): void {
  for (const item of query.select) if (item.kind === 'query') collectQuery(item.query, names);
  if (query.where) collectCondition(query.where, names);
  if (query.having) collectCondition(query.having, names);
  if (query.limit?.kind === 'bind') names.add(query.limit.name);
  if (query.offset?.kind === 'bind') names.add(query.offset.name);
}

function collectCondition(condition: Condition, names: Set<string>): void {
  if (condition.kind === 'not') collectCondition(condition.part, names);
  else if (condition.kind === 'compare') collectValue(condition.right, names);
  else for (const part of condition.parts) collectCondition(part, names);
}

function collectValue(value: Value, names: Set<string>): void {
  if (value.kind === 'bind') names.add(value.name);
  else if (value.kind === 'list') for (const element of value.values) collectValue(element, names);
  else if (value.kind === 'query') collectQuery(value.query, names);
}
