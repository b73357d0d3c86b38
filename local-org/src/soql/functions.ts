import type { Expression, FunctionCall } from './ast.ts';
import { Unsupported } from '../engine/errors.ts';
import type { FieldDef, FieldType } from '../schema/types.ts';
import { comparabilityOf } from './operands.ts';
import { fieldCannotBe, queryError } from './query-errors.ts';
import type { CompileContext, ResolvedField, Source } from './sources.ts';
import { columnOf, raw, sql, type RunEnvironment, type Sql } from './sql-text.ts';

/** A computed expression and the type of its values. */
export interface Computed {
  readonly sql: Sql;
  readonly type: FieldType;
  /** The field it was computed from. */
  readonly field?: FieldDef;
}

const AGGREGATES = new Set(['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX']);

/** Parts of a local date-time text. Source: SOQL and SOSL Reference, "Date Functions". */
const DATE_PARTS: Readonly<Record<string, (value: Sql) => Sql>> = {
  CALENDAR_YEAR: (value) => sql`CAST(strftime('%Y', ${value}) AS INTEGER)`,
  CALENDAR_QUARTER: (value) => sql`(CAST(strftime('%m', ${value}) AS INTEGER) + 2) / 3`,
  CALENDAR_MONTH: (value) => sql`CAST(strftime('%m', ${value}) AS INTEGER)`,
  FISCAL_YEAR: (value) => sql`CAST(strftime('%Y', ${value}) AS INTEGER)`,
  FISCAL_QUARTER: (value) => sql`(CAST(strftime('%m', ${value}) AS INTEGER) + 2) / 3`,
  FISCAL_MONTH: (value) => sql`CAST(strftime('%m', ${value}) AS INTEGER)`,
  DAY_IN_MONTH: (value) => sql`CAST(strftime('%d', ${value}) AS INTEGER)`,
  DAY_IN_WEEK: (value) => sql`CAST(strftime('%w', ${value}) AS INTEGER) + 1`,
  DAY_IN_YEAR: (value) => sql`CAST(strftime('%j', ${value}) AS INTEGER)`,
  HOUR_IN_DAY: (value) => sql`CAST(strftime('%H', ${value}) AS INTEGER)`,
  WEEK_IN_MONTH: (value) => sql`(CAST(strftime('%d', ${value}) AS INTEGER) + 6) / 7`,
  WEEK_IN_YEAR: (value) => sql`(CAST(strftime('%j', ${value}) AS INTEGER) + 6) / 7`,
};

export function isAggregate(name: string): boolean {
  return AGGREGATES.has(name);
}

/** Whether a function makes a value that GROUP BY, WHERE and SELECT may use: the date functions. */
export function isDateFunction(name: string): boolean {
  return name in DATE_PARTS || name === 'DAY_ONLY';
}

/** A date function, DISTANCE or convertCurrency as SQL. */
export function functionSql(context: CompileContext, source: Source, call: FunctionCall): Computed {
  const [argument] = call.args;
  const part = DATE_PARTS[call.name];
  if (part) {
    const { value, type } = dateArgument(context, source, call, argument);
    if (call.name === 'HOUR_IN_DAY' && type !== 'datetime')
      throw fieldCannotBe(context.text, call.at, call.name, 'filtered');
    return { sql: part(value), type: 'int' };
  }
  if (call.name === 'DAY_ONLY') {
    return { sql: sql`substr(${dateArgument(context, source, call, argument).value}, 1, 10)`, type: 'date' };
  }
  if (call.name === 'CONVERTCURRENCY' && argument?.kind === 'field') {
    const resolved = source.resolve(argument.path, argument.at);
    if (resolved.field.type !== 'currency') {
      const message = `convertCurrency function is not supported on field ${resolved.field.name}`;
      throw queryError('INVALID_FIELD', context.text, call.at, message, [resolved.field.name]);
    }
    const { currency } = context.access.user;
    return { sql: convertedCurrency(context, resolved, currency), type: 'currency', field: resolved.field };
  }
  if (call.name === 'DISTANCE') return { sql: distanceSql(context, source, call), type: 'double' };
  if (call.name === 'GROUPING' && argument !== undefined && isExpression(argument)) {
    const totalled = context.grouping?.totalledUp(source, argument);
    if (totalled) return { sql: totalled, type: 'int' };
    const message = 'GROUPING function requires a field of GROUP BY ROLLUP or GROUP BY CUBE';
    throw queryError('MALFORMED_QUERY', context.text, call.at, message);
  }
  if (call.name === 'FORMAT') throw new Unsupported('SOQL FORMAT() here');
  throw queryError('MALFORMED_QUERY', context.text, call.at, `unexpected token: '('`);
}

/** A column as it stands, whose collation SQLite knows. */
const PLAIN_COLUMN = /^t\d+\."\w+"$/;

/** Text groups and sorts without regard to case; a computed value has lost the collation of its column. */
export function collated(value: Sql, field: FieldDef): Sql {
  if (comparabilityOf(field.type, field.caseSensitive) !== 'text' || PLAIN_COLUMN.test(value.text)) return value;
  return sql`${value} COLLATE NOCASE`;
}

/** An aggregate function as SQL. Throws when the field's type does not allow it. */
export function aggregateSql(context: CompileContext, source: Source, call: FunctionCall): Computed {
  const [argument] = call.args;
  if (argument === undefined) {
    if (call.name === 'COUNT') return { sql: raw('COUNT(*)'), type: 'int' };
    throw queryError('MALFORMED_QUERY', context.text, call.at, "unexpected token: ')'");
  }
  if (argument.kind !== 'field') {
    throw queryError('MALFORMED_QUERY', context.text, call.at, `unexpected token: '${call.name}'`);
  }
  const resolved = source.resolve(argument.path, argument.at);
  const { field } = resolved;
  // "Currency data returned by using an aggregate function … is in the org's default currency."
  const value = field.type === 'currency' ? corporateAmount(context, resolved) : collated(resolved.sql, field);
  const numeric =
    field.type === 'int' || field.type === 'double' || field.type === 'currency' || field.type === 'percent';
  const malformed = (): never => {
    const message = `field ${field.name} does not support aggregate operator ${call.name}`;
    throw queryError('MALFORMED_QUERY', context.text, argument.at, message, [field.name]);
  };
  switch (call.name) {
    case 'COUNT':
      if (isOpaque(field)) malformed();
      return { sql: sql`COUNT(${value})`, type: 'int' };
    case 'COUNT_DISTINCT':
      if (isOpaque(field)) malformed();
      return { sql: sql`COUNT(DISTINCT ${value})`, type: 'int' };
    case 'SUM':
      if (!numeric) malformed();
      // Sums of binary fractions are brought back to the field's own scale.
      return {
        sql: field.type === 'int' ? sql`SUM(${value})` : sql`round(SUM(${value}), ${field.scale ?? 2})`,
        type: field.type,
        field,
      };
    case 'AVG':
      if (!numeric) malformed();
      return { sql: sql`AVG(${value})`, type: 'double' };
    case 'MIN':
    case 'MAX':
      if (isOpaque(field) || field.type === 'boolean' || field.type === 'multipicklist') malformed();
      return { sql: sql`${raw(call.name)}(${value})`, type: field.type, field };
    default:
      return malformed();
  }
}

function isExpression(argument: FunctionCall['args'][number]): argument is Expression {
  return argument.kind === 'field' || argument.kind === 'function';
}

function isOpaque(field: FieldDef): boolean {
  return ['longtextarea', 'richtextarea', 'encryptedstring', 'base64', 'address', 'location', 'anyType'].includes(
    field.type,
  );
}

function dateArgument(
  context: CompileContext,
  source: Source,
  call: FunctionCall,
  argument: FunctionCall['args'][number] | undefined,
): { readonly value: Sql; readonly type: FieldType } {
  if (argument?.kind === 'function' && argument.name === 'CONVERTTIMEZONE') {
    const [inner] = argument.args;
    if (inner?.kind === 'field') {
      const { field, sql: value } = source.resolve(inner.path, inner.at);
      if (field.type === 'datetime') return { value: sql`org_local_time(${value}, ${userZone})`, type: 'datetime' };
    }
  }
  if (argument?.kind === 'field') {
    const { field, sql: value } = source.resolve(argument.path, argument.at);
    // Without convertTimezone() the platform computes date functions of a dateTime in UTC.
    if (field.type === 'date' || field.type === 'datetime') return { value, type: field.type };
  }
  const message = `${call.name} function is not supported on this type`;
  throw queryError('INVALID_FIELD', context.text, call.at, message);
}

function userZone(environment: RunEnvironment): string {
  return environment.timeZone;
}

const rateOf = (isoCode: Sql): Sql =>
  sql`(SELECT r."ConversionRate" FROM "CurrencyType" r WHERE r."IsoCode" = ${isoCode})`;

/** The currency of the row a currency field belongs to; undefined where rows have none. */
export function currencyOf(context: CompileContext, resolved: ResolvedField): Sql | undefined {
  const [table] = resolved.row.tables;
  const converts = resolved.field.type === 'currency' && context.schema.object('CurrencyType') !== undefined;
  return converts && table?.object.fields.has('currencyisocode') ? columnOf(table.alias, 'CurrencyIsoCode') : undefined;
}

/** `USD 100`: the amount with the row's currency, for FORMAT(). */
export function withCurrency(isoCode: Sql, amount: Sql): Sql {
  return sql`(${isoCode} || ' ' || ${amount})`;
}

/** Row amount → corporate currency → another currency, by the static rates of CurrencyType. */
function convertedCurrency(context: CompileContext, resolved: ResolvedField, target: string): Sql {
  const own = currencyOf(context, resolved);
  if (!own) return resolved.sql;
  return sql`round(${resolved.sql} / ${rateOf(own)} * ${rateOf(sql`${target}`)}, ${resolved.field.scale ?? 2})`;
}

/** `Amount > USD5000`: the amount of each row in that currency. Source: SOQL and SOSL Reference, "convertCurrency()". */
export function amountIn(context: CompileContext, resolved: ResolvedField, isoCode: string): Sql {
  return convertedCurrency(context, resolved, isoCode);
}

/** The amount in the corporate currency, in which amounts are added up and sorted (the same source). */
export function corporateAmount(context: CompileContext, resolved: ResolvedField): Sql {
  const own = currencyOf(context, resolved);
  return own ? sql`round(${resolved.sql} / coalesce(${rateOf(own)}, 1), ${resolved.field.scale ?? 2})` : resolved.sql;
}

/** DISTANCE(location, GEOLOCATION(lat, lon), 'km'|'mi'): great-circle distance on a sphere. */
function distanceSql(context: CompileContext, source: Source, call: FunctionCall): Sql {
  const [from, to, unit] = call.args;
  if (from === undefined || to === undefined || unit?.kind !== 'string' || !['km', 'mi'].includes(unit.value)) {
    throw queryError('MALFORMED_QUERY', context.text, call.at, `unexpected token: '${call.name}'`);
  }
  const [latitude1, longitude1] = coordinates(context, source, from, call);
  const [latitude2, longitude2] = coordinates(context, source, to, call);
  const diameter = unit.value === 'km' ? 12742.0176 : 7917.5117;
  const half = (a: Sql, b: Sql): Sql => sql`pow(sin(radians(${a} - ${b}) / 2), 2)`;
  return sql`${diameter} * asin(sqrt(${half(latitude1, latitude2)} + cos(radians(${latitude1})) * cos(radians(${latitude2})) * ${half(longitude1, longitude2)}))`;
}

function coordinates(
  context: CompileContext,
  source: Source,
  place: FunctionCall['args'][number],
  call: FunctionCall,
): readonly [Sql, Sql] {
  if (place.kind === 'field') {
    const resolved = source.resolve(place.path, place.at);
    if (resolved.field.type === 'location' || resolved.field.type === 'address') {
      const parts = compoundParts(resolved);
      const latitude = parts.find((part) => part.key === 'latitude');
      const longitude = parts.find((part) => part.key === 'longitude');
      if (latitude && longitude) return [latitude.sql, longitude.sql];
    }
  }
  if (place.kind === 'function' && place.name === 'GEOLOCATION') {
    const [latitude, longitude] = place.args;
    if (latitude?.kind === 'number' && longitude?.kind === 'number')
      return [sql`${latitude.value}`, sql`${longitude.value}`];
  }
  throw queryError('MALFORMED_QUERY', context.text, call.at, `unexpected token: '${call.name}'`);
}

/** One component of a compound field, keyed as REST names it (`postalCode`, `latitude`). */
export interface CompoundPart {
  readonly key: string;
  readonly field: FieldDef;
  readonly sql: Sql;
}

/** The components of an address or geolocation field. */
export function compoundParts(resolved: ResolvedField): readonly CompoundPart[] {
  const [table] = resolved.row.tables;
  if (!table) return [];
  const owner = resolved.field.name.toLowerCase();
  const parts: CompoundPart[] = [];
  for (const field of table.object.fields.values()) {
    if (field.compoundField?.toLowerCase() !== owner) continue;
    parts.push({ key: componentKey(resolved.field, field), field, sql: columnOf(table.alias, field.name) });
  }
  return parts;
}

function componentKey(compound: FieldDef, component: FieldDef): string {
  const custom = /__(latitude|longitude|street|city|postalcode|statecode|countrycode|geocodeaccuracy)__s$/i.exec(
    component.name,
  );
  if (custom) return lowerFirst(custom[1] ?? '');
  const prefix = compound.name.replace(/Address$/, '');
  return lowerFirst(component.name.startsWith(prefix) ? component.name.slice(prefix.length) : component.name);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Whether an expression contains an aggregate function. */
export function hasAggregate(expression: Expression): boolean {
  return expression.kind === 'function' && isAggregate(expression.name);
}
