/**
 * What SOQL statements answer, found by walking over plain objects. Written from the SOQL and SOSL Reference alone, as the other opinion
 * against which the engine is compared: it shares no code with it and knows no SQL.
 */
import { dayOf, literalDays, partOf, type DatePart } from './evaluator-dates.ts';

export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;
export type Kind = 'text' | 'picklist' | 'number' | 'currency' | 'boolean' | 'date' | 'datetime' | 'id' | 'multi';

export interface TableModel {
  readonly fields: Readonly<Record<string, Kind>>;
  /** Relationship name → the reference field and the tables it may point to. */
  readonly parents: Readonly<Record<string, { readonly field: string; readonly tables: readonly string[] }>>;
  /** Child relationship name → the child table and its reference field. */
  readonly children: Readonly<Record<string, { readonly table: string; readonly field: string }>>;
}

/** An org's rows and the moment and user of a statement. */
export interface World {
  readonly model: Readonly<Record<string, TableModel>>;
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** Values of picklists in the order of setup. */
  readonly picklists: Readonly<Record<string, readonly string[]>>;
  /** Units of a currency for one of the corporate currency. */
  readonly rates: Readonly<Record<string, number>>;
  readonly now: number;
  readonly timeZone: string;
  /** 0 = Sunday. */
  readonly firstWeekday: number;
}

/** `Account.Parent.Name`, or a date function of such a path. */
export interface Operand {
  readonly path: readonly string[];
  readonly part?: DatePart;
  /** Within convertTimezone(). */
  readonly local?: boolean;
}
export type Aggregate = {
  readonly aggregate: 'COUNT' | 'COUNT_DISTINCT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';
  readonly of: Operand;
};
export type Literal = Cell | { readonly literal: string; readonly n: number };
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'compare'; readonly left: Operand | Aggregate; readonly operator: string; readonly right: Literal }
  | { readonly kind: 'in'; readonly left: Operand; readonly negative: boolean; readonly values: readonly Literal[] }
  | { readonly kind: 'like'; readonly left: Operand; readonly pattern: readonly LikePiece[] }
  | {
      readonly kind: 'includes';
      readonly left: Operand;
      readonly negative: boolean;
      readonly sets: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'semi';
      readonly left: Operand;
      readonly negative: boolean;
      readonly table: string;
      readonly field: string;
      readonly where?: Condition;
    };
/** Text stands for itself. */
export type LikePiece = { readonly any: 'many' | 'one' } | { readonly text: string };

export interface Order {
  readonly by: Operand | Aggregate | { readonly grouping: number };
  readonly descending: boolean;
  readonly nullsLast: boolean;
}
export interface Query {
  readonly from: string;
  readonly select: readonly Operand[];
  readonly children: readonly { readonly relationship: string; readonly query: Query }[];
  readonly where?: Condition;
  readonly groups?: { readonly kind: 'plain' | 'ROLLUP' | 'CUBE'; readonly keys: readonly Operand[] };
  readonly aggregates: readonly Aggregate[];
  readonly having?: Condition;
  readonly orderBy: readonly Order[];
  readonly limit?: number;
  readonly offset?: number;
  readonly allRows: boolean;
}

/** A row of an answer: values in the order of the SELECT list; a child query gives a list of rows. */
export type Answer = readonly (Cell | readonly Answer[])[];

type Found = { readonly table: string; readonly row: Row };

export function evaluate(world: World, query: Query): readonly Answer[] {
  return answer(world, query, () => true);
}

function answer(world: World, query: Query, linked: (row: Row) => boolean): readonly Answer[] {
  const rows = (world.tables[query.from] ?? [])
    .filter((row) => (query.allRows || row['IsDeleted'] !== true) && linked(row))
    .filter((row) => query.where === undefined || holds(world, query.from, [row], query.where));
  return query.groups ? groupedAnswer(world, query, rows, query.groups) : plainAnswer(world, query, rows);
}

function plainAnswer(world: World, query: Query, rows: readonly Row[]): readonly Answer[] {
  const sorted = [...rows].sort(
    (one, other) =>
      byOrder(world, query, (order) =>
        'path' in order.by
          ? [sortKey(world, query.from, one, order.by), sortKey(world, query.from, other, order.by)]
          : [null, null],
      ) ||
      // The engine's own order where the statement leaves it open: as the records were made.
      compareCells(one['Id'] ?? null, other['Id'] ?? null),
  );
  return cut(query, sorted).map((row) => [
    ...query.select.map(({ path }) => shownOf(world, { table: query.from, row }, path)),
    ...query.children.map(({ relationship, query: child }) => {
      const link = world.model[query.from]?.children[relationship];
      return answer(world, child, (candidate) => link !== undefined && candidate[link.field] === row['Id']);
    }),
  ]);
}

interface Group {
  readonly keys: readonly Cell[];
  readonly totalled: readonly boolean[];
  readonly rows: Row[];
}

function groupedAnswer(
  world: World,
  query: Query,
  rows: readonly Row[],
  groups: NonNullable<Query['groups']>,
): readonly Answer[] {
  const found = new Map<string, Group>();
  const count = groups.keys.length;
  for (const totalled of subtotals(groups.kind, count)) {
    for (const row of rows) {
      const keys = groups.keys.map((key, index) => (totalled[index] ? null : valueOf(world, query.from, row, key)));
      const name = JSON.stringify([totalled, keys.map(folded)]);
      const group = found.get(name) ?? { keys, totalled, rows: [] };
      group.rows.push(row);
      found.set(name, group);
    }
  }
  const kept = [...found.values()].filter(
    (group) => query.having === undefined || holdsForGroup(world, query, groups.keys, group, query.having),
  );
  const valueFor = (group: Group, by: Order['by']): Cell => {
    if ('grouping' in by) return group.totalled[by.grouping] ? 1 : 0;
    if ('aggregate' in by) return aggregateOf(world, query.from, group.rows, by);
    const index = groups.keys.findIndex((key) => sameOperand(key, by));
    return rankOf(world, query.from, by, group.keys[index] ?? null);
  };
  const sorted = kept.sort((one, other) =>
    byOrder(world, query, (order) => [valueFor(one, order.by), valueFor(other, order.by)]),
  );
  return cut(query, sorted).map((group) => [
    ...group.keys.map(folded),
    ...(groups.kind === 'plain' ? [] : group.totalled.map(Number)),
    ...query.aggregates.map((aggregate) => folded(aggregateOf(world, query.from, group.rows, aggregate))),
  ]);
}

function subtotals(kind: 'plain' | 'ROLLUP' | 'CUBE', count: number): readonly (readonly boolean[])[] {
  const all = Array.from({ length: count }, (_, index) => index);
  if (kind === 'plain') return [all.map(() => false)];
  if (kind === 'ROLLUP') return [...all, count].map((kept) => all.map((index) => index >= kept));
  return Array.from({ length: 2 ** count }, (_, set) => all.map((index) => Math.floor(set / 2 ** index) % 2 === 1));
}

function sameOperand(one: Operand, other: Operand): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function holdsForGroup(
  world: World,
  query: Query,
  keys: readonly Operand[],
  group: Group,
  condition: Condition,
): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holdsForGroup(world, query, keys, group, part));
    case 'or':
      return condition.parts.some((part) => holdsForGroup(world, query, keys, group, part));
    case 'not':
      return !holdsForGroup(world, query, keys, group, condition.part);
    case 'compare': {
      const { left, operator, right } = condition;
      if ('aggregate' in left)
        return compares(world, 'number', aggregateOf(world, query.from, group.rows, left), operator, right);
      const index = keys.findIndex((key) => sameOperand(key, left));
      return compares(world, kindOf(world, query.from, left), group.keys[index] ?? null, operator, right);
    }
    case 'in':
    case 'like':
    case 'includes':
    case 'semi':
      throw new Error(`HAVING with ${condition.kind} is not generated`);
  }
}

function aggregateOf(world: World, table: string, rows: readonly Row[], { aggregate, of }: Aggregate): Cell {
  const kind = kindOf(world, table, of);
  const given = rows
    .map((row) => (kind === 'currency' ? corporate(world, table, row, of) : valueOf(world, table, row, of)))
    .filter((value) => value !== null);
  const numbers = given.filter((value) => typeof value === 'number');
  const sum = numbers.reduce((total, value) => total + value, 0);
  switch (aggregate) {
    case 'COUNT':
      return given.length;
    case 'COUNT_DISTINCT':
      return new Set(given.map(folded)).size;
    case 'SUM':
      return numbers.length === 0 ? null : sum;
    case 'AVG':
      return numbers.length === 0 ? null : sum / numbers.length;
    case 'MIN':
    case 'MAX': {
      const sorted = [...given].sort(compareCells);
      return (aggregate === 'MIN' ? sorted[0] : sorted.at(-1)) ?? null;
    }
  }
}

function cut<T>(query: Query, rows: readonly T[]): readonly T[] {
  const from = query.offset ?? 0;
  return rows.slice(from, query.limit === undefined ? undefined : from + query.limit);
}

function byOrder(world: World, query: Query, keys: (order: Order) => readonly [Cell, Cell]): number {
  for (const order of query.orderBy) {
    const [one, other] = keys(order);
    if (one === null && other === null) continue;
    if (one === null) return order.nullsLast ? 1 : -1;
    if (other === null) return order.nullsLast ? -1 : 1;
    const result = compareCells(one, other);
    if (result !== 0) return order.descending ? -result : result;
  }
  return 0;
}

function sortKey(world: World, table: string, row: Row, operand: Operand): Cell {
  if (kindOf(world, table, operand) === 'currency') return corporate(world, table, row, operand);
  return rankOf(world, table, operand, valueOf(world, table, row, operand));
}

/** Picklists sort by the order of their values in setup. */
function rankOf(world: World, table: string, operand: Operand, value: Cell): Cell {
  if (value === null || kindOf(world, table, operand) !== 'picklist' || operand.part) return value;
  return (world.picklists[operand.path.at(-1) ?? ''] ?? []).indexOf(String(value));
}

function corporate(world: World, table: string, row: Row, operand: Operand): Cell {
  const amount = valueOf(world, table, row, operand);
  const isoCode = valueOf(world, table, row, { path: [...operand.path.slice(0, -1), 'CurrencyIsoCode'] });
  return typeof amount === 'number' ? amount / (world.rates[String(isoCode)] ?? 1) : null;
}

function holds(world: World, table: string, [row]: readonly [Row], condition: Condition): boolean {
  const value = (operand: Operand): Cell => valueOf(world, table, row, operand);
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(world, table, [row], part));
    case 'or':
      return condition.parts.some((part) => holds(world, table, [row], part));
    case 'not':
      return !holds(world, table, [row], condition.part);
    case 'compare': {
      if ('aggregate' in condition.left) return false;
      return compares(
        world,
        kindOf(world, table, condition.left),
        value(condition.left),
        condition.operator,
        condition.right,
      );
    }
    case 'in': {
      const kind = kindOf(world, table, condition.left);
      const given = value(condition.left);
      return condition.values.some((one) => compares(world, kind, given, '=', one)) !== condition.negative;
    }
    case 'like': {
      const given = value(condition.left);
      return typeof given === 'string' && matches([...given.toLowerCase()], condition.pattern);
    }
    case 'includes': {
      const chosen = String(value(condition.left) ?? '').split(';');
      return condition.sets.some((set) => set.every((one) => chosen.includes(one))) !== condition.negative;
    }
    case 'semi': {
      const inner = (world.tables[condition.table] ?? []).filter(
        (candidate) =>
          candidate['IsDeleted'] !== true &&
          (condition.where === undefined || holds(world, condition.table, [candidate], condition.where)),
      );
      const given = value(condition.left);
      return (given !== null && inner.some((candidate) => candidate[condition.field] === given)) !== condition.negative;
    }
  }
}

function matches(text: readonly string[], pattern: readonly LikePiece[]): boolean {
  const [piece, ...rest] = pattern;
  if (piece === undefined) return text.length === 0;
  if ('text' in piece) {
    const wanted = [...piece.text.toLowerCase()];
    return wanted.every((letter, index) => text[index] === letter) && matches(text.slice(wanted.length), rest);
  }
  if (piece.any === 'one') return text.length > 0 && matches(text.slice(1), rest);
  return Array.from({ length: text.length + 1 }, (_, skipped) => skipped).some((skipped) =>
    matches(text.slice(skipped), rest),
  );
}

/** A comparison with an empty field is false, except that an empty field equals null and differs from every value. */
function compares(world: World, kind: Kind, given: Cell, operator: string, right: Literal): boolean {
  if (operator === '!=') return !compares(world, kind, given, '=', right);
  if (typeof right === 'object' && right !== null) {
    if (given === null) return false;
    const day = kind === 'datetime' ? dayOf(String(given), world.timeZone) : String(given);
    const today = dayOf(new Date(world.now).toISOString(), world.timeZone);
    const [first, last] = literalDays(right.literal, right.n, today, world.firstWeekday);
    switch (operator) {
      case '=':
        return day >= first && day <= last;
      case '<':
        return day < first;
      case '<=':
        return day <= last;
      case '>':
        return day > last;
      default:
        return day >= first;
    }
  }
  if (right === null || given === null) return operator === '=' && right === given;
  const result = kind === 'id' ? (given === right ? 0 : 1) : compareCells(given, right);
  switch (operator) {
    case '=':
      return result === 0;
    case '<':
      return result < 0;
    case '<=':
      return result <= 0;
    case '>':
      return result > 0;
    default:
      return result >= 0;
  }
}

function compareCells(one: Cell, other: Cell): number {
  const [a, b] = [folded(one), folded(other)];
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}

/** Letters in any case are the same. */
export function folded(value: Cell): Cell {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

export function kindOf(world: Pick<World, 'model'>, table: string, operand: Operand): Kind {
  if (operand.part) return operand.part === 'DAY_ONLY' ? 'date' : 'number';
  const name = operand.path.at(-1) ?? '';
  if (name === 'Type') return 'text';
  let tables: readonly string[] = [table];
  for (const relationship of operand.path.slice(0, -1)) {
    tables = tables.flatMap((one) => world.model[one]?.parents[relationship]?.tables ?? []);
  }
  return tables.map((one) => world.model[one]?.fields[name]).find((kind) => kind !== undefined) ?? 'text';
}

function valueOf(world: World, table: string, row: Row, operand: Operand): Cell {
  const value = fieldOf(world, { table, row }, operand.path);
  if (operand.part === undefined || value === null) return value;
  return partOf(operand.part, String(value), operand.local === true ? world.timeZone : 'UTC');
}

/** Of an absent parent nothing is shown, whatever filters take it for. */
function shownOf(world: World, start: Found, path: readonly string[]): Cell {
  let found: Found | undefined = start;
  for (const relationship of path.slice(0, -1)) found = found && parentOf(world, found, relationship);
  return found ? fieldOf(world, start, path) : null;
}

function fieldOf(world: World, start: Found, path: readonly string[]): Cell {
  let found: Found | undefined = start;
  for (const relationship of path.slice(0, -1)) found = found && parentOf(world, found, relationship);
  const name = path.at(-1) ?? '';
  // A boolean of an absent parent counts as false.
  if (!found) return kindOf(world, start.table, { path }) === 'boolean' ? false : null;
  if (name === 'Type' && !(name in found.row)) return found.table;
  return found.row[name] ?? null;
}

function parentOf(world: World, { table, row }: Found, relationship: string): Found | undefined {
  const link = world.model[table]?.parents[relationship];
  if (!link) return undefined;
  for (const target of link.tables) {
    const parent = (world.tables[target] ?? []).find((candidate) => candidate['Id'] === row[link.field]);
    if (parent) return { table: target, row: parent };
  }
  return undefined;
}
