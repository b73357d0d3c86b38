/** Random statements for the evaluator. */
import fc from 'fast-check';
import {
  kindOf,
  type Aggregate,
  type Condition,
  type Kind,
  type LikePiece,
  type Literal,
  type Operand,
  type Order,
  type Query,
} from './evaluator.ts';
import type { DatePart } from './evaluator-dates.ts';
import {
  days,
  deleted,
  idOf,
  instants,
  interests,
  model,
  names,
  pick,
  picklists,
  quarter,
  words,
} from './evaluator-worlds.ts';

/** The paths of statements on a table. */
const paths: Readonly<Record<string, readonly string[]>> = {
  Account: [
    'Id',
    'Name',
    'BillingCity',
    'Industry',
    'NumberOfEmployees',
    'AnnualRevenue',
    'Active__c',
    'Since__c',
    'CreatedDate',
    'Interests__c',
    'ParentId',
    'Parent.Name',
    'Parent.BillingCity',
    'Parent.Industry',
    'Parent.Active__c',
    'Parent.NumberOfEmployees',
    'Parent.Parent.BillingCity',
    'Parent.CreatedDate',
    'Owner.Name',
    'Owner.Type',
  ],
  Contact: [
    'Id',
    'LastName',
    'Email',
    'Birthdate',
    'AccountId',
    'Account.Name',
    'Account.Industry',
    'Account.Active__c',
    'Account.Since__c',
    'Account.Parent.BillingCity',
    'Owner.Name',
    'Owner.Type',
  ],
  Reading__c: [
    'Id',
    'At__c',
    'Unit__c',
    'Value__c',
    'Verified__c',
    'Account__c',
    'Account__r.BillingCity',
    'Account__r.Industry',
    'Account__r.NumberOfEmployees',
    'Account__r.Parent.Active__c',
    'Account__r.Owner.Name',
    'Account__r.Interests__c',
  ],
  Task: ['Id', 'Subject', 'WhoId', 'WhatId', 'Who.Type', 'What.Type', 'What.Name', 'Owner.Name'],
};
const semiJoins: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  Account: [
    ['Id', 'Contact', 'AccountId'],
    ['Id', 'Reading__c', 'Account__c'],
    ['ParentId', 'Contact', 'AccountId'],
  ],
  Contact: [
    ['AccountId', 'Account', 'Id'],
    ['Id', 'Task', 'WhoId'],
    ['AccountId', 'Reading__c', 'Account__c'],
  ],
  Reading__c: [
    ['Account__c', 'Account', 'Id'],
    ['Account__c', 'Contact', 'AccountId'],
  ],
  Task: [
    ['WhoId', 'Contact', 'Id'],
    ['WhatId', 'Account', 'Id'],
    ['WhatId', 'Contact', 'AccountId'],
  ],
};
const PARTS: readonly DatePart[] = [
  'CALENDAR_YEAR',
  'CALENDAR_QUARTER',
  'CALENDAR_MONTH',
  'DAY_IN_MONTH',
  'DAY_IN_WEEK',
  'DAY_IN_YEAR',
  'WEEK_IN_MONTH',
  'WEEK_IN_YEAR',
  'HOUR_IN_DAY',
  'DAY_ONLY',
];

const toPath = (text: string): Operand => ({ path: text.split('.') });
const kind = (table: string, operand: Operand): Kind => kindOf({ model }, table, operand);
const plainOperands = (table: string): readonly Operand[] => (paths[table] ?? []).map(toPath);
/** Text with other letters than a to z compares but has no settled order. */
const isOrdered = ({ path }: Operand): boolean => path.at(-1) !== 'Name' || path.at(-2) === 'Owner';

function dated(table: string): readonly Operand[] {
  return plainOperands(table).flatMap((operand): readonly Operand[] => {
    const type = kind(table, operand);
    if (type !== 'date' && type !== 'datetime') return [];
    return PARTS.flatMap((part): readonly Operand[] => {
      if (type === 'datetime')
        return [
          { ...operand, part },
          { ...operand, part, local: true },
        ];
      return part === 'HOUR_IN_DAY' || part === 'DAY_ONLY' ? [] : [{ ...operand, part }];
    });
  });
}

const LITERALS = [
  'TODAY',
  'YESTERDAY',
  'TOMORROW',
  'LAST_90_DAYS',
  'NEXT_90_DAYS',
  ...['LAST', 'THIS', 'NEXT'].flatMap((when) =>
    ['WEEK', 'MONTH', 'QUARTER', 'YEAR', 'FISCAL_QUARTER', 'FISCAL_YEAR'].map((unit) => `${when}_${unit}`),
  ),
];
const COUNTED = ['DAYS', 'WEEKS', 'MONTHS', 'QUARTERS', 'YEARS'].flatMap((unit) => [
  `LAST_N_${unit}`,
  `NEXT_N_${unit}`,
  `N_${unit}_AGO`,
]);
const dateLiteral: fc.Arbitrary<Literal> = fc.oneof(
  pick(...LITERALS).map((literal) => ({ literal, n: 0 })),
  fc.tuple(pick(...COUNTED), fc.integer({ min: 1, max: 4 })).map(([literal, n]) => ({ literal, n })),
);

function literalFor(table: string, operand: Operand): fc.Arbitrary<Literal> {
  const name = operand.path.at(-1) ?? '';
  switch (kind(table, operand)) {
    case 'number':
      return operand.part
        ? fc.oneof(fc.integer({ min: 1, max: 12 }), pick(2025, 2026, 23, 88, 359))
        : fc.oneof(fc.integer({ min: -3, max: 4 }), quarter);
    case 'currency':
      return fc.integer({ min: -4, max: 8 }).map((n) => n * 5);
    case 'boolean':
      return fc.boolean();
    case 'date':
      return operand.part ? pick(...days) : fc.oneof(pick(...days), dateLiteral);
    case 'datetime':
      return fc.oneof(pick(...instants), dateLiteral);
    case 'id':
      return fc.tuple(pick('Account', 'Contact'), fc.nat({ max: 5 })).map(([target, index]) => idOf(target, index));
    case 'picklist':
      return pick(...(name === 'Unit__c' ? [...picklists.Unit__c, 'KWH'] : [...picklists.Industry, 'energy']));
    case 'multi':
      return fc.subarray(interests, { minLength: 1 }).map((chosen) => chosen.join(';'));
    case 'text':
      return name === 'Type'
        ? pick('Account', 'user', 'Group', 'Contact')
        : pick(...(isOrdered(operand) ? words : names));
  }
}

function comparison(table: string): fc.Arbitrary<Condition> {
  const operands = fc.oneof(
    { weight: 3, arbitrary: pick(...plainOperands(table)) },
    ...(dated(table).length > 0 ? [{ weight: 1, arbitrary: pick(...dated(table)) }] : []),
  );
  return operands.chain((left): fc.Arbitrary<Condition> => {
    const type = kind(table, left);
    const ordered = type !== 'boolean' && type !== 'id' && type !== 'multi' && isOrdered(left);
    const right = literalFor(table, left);
    const equals = pick('=', '!=');
    const options: fc.Arbitrary<Condition>[] = [
      fc.record({
        kind: fc.constant('compare'),
        left: fc.constant(left),
        operator: ordered ? pick('=', '!=', '<', '<=', '>', '>=') : equals,
        right,
      }),
    ];
    if (type !== 'boolean' && !left.part)
      options.push(
        fc.record({
          kind: fc.constant('compare'),
          left: fc.constant(left),
          operator: equals,
          right: fc.constant(null),
        }),
        fc.record({
          kind: fc.constant('in'),
          left: fc.constant(left),
          negative: fc.boolean(),
          values: fc.array(fc.oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: fc.constant(null) }), {
            minLength: 1,
            maxLength: 3,
          }),
        }),
      );
    if (type === 'text' && left.path.at(-1) !== 'Type')
      options.push(
        fc.record({
          kind: fc.constant('like'),
          left: fc.constant(left),
          pattern: fc.array(pick(...PIECES), { minLength: 1, maxLength: 4 }),
        }),
      );
    if (type === 'multi') {
      const sets = fc.array(fc.subarray(interests, { minLength: 1 }), { minLength: 1, maxLength: 2 });
      options.push(fc.record({ kind: fc.constant('includes'), left: fc.constant(left), negative: fc.boolean(), sets }));
    }
    return fc.oneof(...options);
  });
}

const PIECES: readonly LikePiece[] = [
  { any: 'many' },
  { any: 'many' },
  { any: 'one' },
  ...['a', 'B', 'ü', 'SS', '%', '_', '[', 'ß', 'lph', "'", '\\'].map((text) => ({ text })),
];

function combined(simple: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  return fc.letrec<{ one: Condition }>((tie) => ({
    one: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'condition' },
      { weight: 3, arbitrary: simple },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: pick('and' as const, 'or' as const),
          parts: fc.array(tie('one'), { minLength: 2, maxLength: 3 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), part: tie('one') }) },
    ),
  })).one;
}

function where(table: string): fc.Arbitrary<Condition> {
  const plain = combined(comparison(table));
  const semi = pick(...(semiJoins[table] ?? [])).chain(([field, inner, selected]): fc.Arbitrary<Condition> =>
    fc
      .record({ negative: fc.boolean(), filter: fc.option(combined(comparison(inner)), { freq: 2 }) })
      .map(({ negative, filter }) => ({
        kind: 'semi',
        left: toPath(field),
        negative,
        table: inner,
        field: selected,
        ...(filter && { where: filter }),
      })),
  );
  return fc.oneof(
    { weight: 4, arbitrary: plain },
    { weight: 1, arbitrary: semi },
    { weight: 1, arbitrary: fc.tuple(semi, comparison(table)).map((parts) => ({ kind: 'and' as const, parts })) },
  );
}

const direction = { descending: fc.boolean(), nullsLast: fc.boolean() };
const sortable = (table: string): readonly Operand[] =>
  plainOperands(table).filter(
    (operand) => kind(table, operand) !== 'multi' && isOrdered(operand) && operand.path.at(-1) !== 'Type',
  );

function orders(table: string): fc.Arbitrary<readonly Order[]> {
  return fc.array(fc.record({ by: pick(...sortable(table)), ...direction }), { maxLength: 2 });
}

const page = {
  limit: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined, freq: 2 }),
  offset: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined, freq: 1 }),
};
type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

/** Without the entries that are undefined. */
function query(given: Loose<Query>): Query {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as unknown as Query;
}

function rowsOf(table: string, depth: number): fc.Arbitrary<Query> {
  const relationships = Object.entries(model[table]?.children ?? {});
  const child =
    depth === 0 && relationships.length > 0
      ? pick(...relationships).chain(([relationship, { table: of }]) =>
          rowsOf(of, 1).map((inner) => ({ relationship, query: inner })),
        )
      : undefined;
  return (
    fc
      .record({
        select: fc.uniqueArray(pick(...plainOperands(table)), {
          minLength: 1,
          maxLength: 4,
          selector: ({ path }) => path.join('.'),
        }),
        children: child ? fc.array(child, { maxLength: 1 }) : fc.constant([]),
        where: fc.option(where(table), { nil: undefined, freq: 6 }),
        orderBy: orders(table),
        allRows: depth === 0 ? deleted : fc.constant(false),
        ...page,
      })
      // Child rows in the recycle bin are another matter.
      .map(({ allRows, ...rest }) =>
        query({
          ...rest,
          allRows: allRows && rest.children.length === 0 && !hasSemiJoin(rest.where),
          from: table,
          aggregates: [],
          groups: undefined,
          having: undefined,
        }),
      )
  );
}

function hasSemiJoin(condition: Condition | undefined): boolean {
  if (condition === undefined) return false;
  return condition.kind === 'semi' || (condition.kind === 'and' && condition.parts.some(hasSemiJoin));
}

const groupable = (table: string): readonly Operand[] => [
  ...sortable(table).filter(
    (operand) =>
      !['number', 'currency', 'datetime'].includes(kind(table, operand)) || operand.path.at(-1) === 'NumberOfEmployees',
  ),
  ...dated(table).filter(({ part }) => part === 'CALENDAR_MONTH' || part === 'DAY_ONLY' || part === 'CALENDAR_YEAR'),
];

function aggregateOf(table: string): fc.Arbitrary<Aggregate> {
  return pick(...sortable(table)).chain((of) => {
    const type = kind(table, of);
    const always = ['COUNT', 'COUNT_DISTINCT'] as const;
    if (type === 'number' || type === 'currency')
      return pick(...always, 'SUM' as const, 'AVG' as const, 'MIN' as const, 'MAX' as const).map((aggregate) => ({
        aggregate,
        of,
      }));
    return (
      type === 'date' || type === 'datetime' ? pick(...always, 'MIN' as const, 'MAX' as const) : pick(...always)
    ).map((aggregate) => ({ aggregate, of }));
  });
}

const pathOf = ({ path, part }: Operand): string => `${part ?? ''} ${path.join('.')}`;

function groupsOf(table: string): fc.Arbitrary<Query> {
  return fc
    .record({
      keys: fc.uniqueArray(pick(...groupable(table)), {
        minLength: 1,
        maxLength: 3,
        selector: ({ path }) => path.at(-1),
      }),
      kind: pick('plain' as const, 'plain' as const, 'ROLLUP' as const, 'CUBE' as const),
    })
    .chain((groups) => {
      const having: fc.Arbitrary<Condition> = combined(
        fc.oneof(
          fc.record({
            kind: fc.constant('compare'),
            left: fc.constant<Aggregate>({ aggregate: 'COUNT', of: toPath('Id') }),
            operator: pick('=', '!=', '<', '<=', '>', '>='),
            right: fc.integer({ min: 0, max: 4 }),
          }),
          pick(...groups.keys).chain((left) =>
            fc.record({
              kind: fc.constant('compare' as const),
              left: fc.constant(left),
              operator: pick('=', '!='),
              right: literalFor(table, left),
            }),
          ),
        ),
      );
      // "Grouped field should not be aggregated"; nothing is said of subtotals.
      const isKey = (of: Operand): boolean =>
        groups.kind === 'plain' && groups.keys.some((key) => pathOf(key) === pathOf(of));
      const aggregate = aggregateOf(table).filter(({ of }) => !isKey(of));
      return fc
        .record({
          aggregates: fc.array(aggregate, { minLength: 1, maxLength: 3 }),
          where: fc.option(where(table), { nil: undefined }),
          having: fc.option(having, { nil: undefined, freq: 1 }),
          order: fc.shuffledSubarray([...groups.keys.keys()], { minLength: groups.keys.length }),
          directions: fc.array(fc.record(direction), { minLength: 3, maxLength: 3 }),
          byCount: fc.boolean(),
          ...page,
        })
        .map(({ order, directions, byCount, ...rest }) => {
          const orderBy = order.flatMap((index): readonly Order[] => {
            const by = groups.keys[index];
            const towards = directions[index] ?? { descending: false, nullsLast: false };
            if (!by) return [];
            return groups.kind === 'plain'
              ? [{ by, ...towards }]
              : [
                  { by: { grouping: index }, ...towards },
                  { by, ...towards },
                ];
          });
          const first: readonly Order[] = byCount
            ? [{ by: { aggregate: 'COUNT', of: toPath('Id') }, descending: true, nullsLast: false }]
            : [];
          return query({
            ...rest,
            from: table,
            select: [],
            children: [],
            groups,
            orderBy: [...first, ...orderBy],
            allRows: false,
          });
        });
    });
}

/** Statements over one table, with child queries or grouped. */
export const queries: fc.Arbitrary<Query> = pick('Account', 'Account', 'Contact', 'Reading__c', 'Task').chain((table) =>
  fc.oneof({ weight: 3, arbitrary: rowsOf(table, 0) }, { weight: 1, arbitrary: groupsOf(table) }),
);
