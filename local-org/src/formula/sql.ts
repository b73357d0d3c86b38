/**
 * Compiles a checked formula to one SQL expression over a row alias, so that formula fields can be selected, filtered and sorted.
 * Parents are correlated subqueries (no joins to add to the statement); functions without a native form are registered once as
 * SQL functions that run the same computation as the evaluator. Where the evaluator fails (`#Error!`), SQL yields NULL.
 */
import type { SqlValue, Store } from '../engine/ports.ts';
import type { FieldValue } from '../engine/records.ts';
import { isStored, quoteName } from '../store/index.ts';
import { shiftDecimal } from '../schema/percents.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import type { Expression } from './check.ts';
import { checkFormula } from './check.ts';
import { convertedAmount, convertsAmount, CURRENCY_FIELD, rateSql } from './currencies.ts';
import { joinSql, rawSql, sql } from './functions/function.ts';
import type { SqlFragment } from './functions/function.ts';
import { roundHalfUp } from './numbers.ts';
import type { Reference } from './references.ts';
import { FormulaError, FormulaEvaluationError } from './types.ts';
import type { FormulaType } from './types.ts';

/** What compiling needs beside the expression. */
export interface SqlCompilerParts {
  readonly store: Pick<Store, 'define'>;
  readonly schema: OrgSchema;
  readonly label: (name: string) => string;
  /** Names of SQL functions already registered on this store. */
  readonly registered: Set<string>;
}

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** One compilation; `formulas` are the fields being expanded, to find cycles. */
export class FormulaSqlCompiler {
  readonly #parts: SqlCompilerParts;
  readonly #expanding: string[] = [];
  #aliases = 0;

  constructor(parts: SqlCompilerParts) {
    this.#parts = parts;
  }

  /** The value of a formula field of the row `alias`, rounded and blanked as the field shows it. */
  formulaField(object: SObjectDef, field: FieldDef, alias: string): SqlFragment {
    const key = `${object.name}.${field.name}`;
    if (this.#expanding.includes(key)) {
      throw new FormulaError(
        `Formula cannot use another formula field that directly or indirectly refers to itself. ${key}`,
      );
    }
    this.#expanding.push(key);
    const expression = checkFormula(field.formula ?? 'NULL', object, this.#parts.schema, { kind: 'field', field });
    const zero = field.formulaTreatBlanksAs !== 'BlankAsBlank';
    const compiled = this.#compile(expression, alias, zero);
    this.#expanding.pop();
    return this.#shown(compiled, expression.type, field);
  }

  #shown(value: SqlFragment, type: FormulaType, field: FieldDef): SqlFragment {
    if (type === 'Number') {
      this.#register('formula_round', (number, places) =>
        typeof number === 'number' ? roundHalfUp(number, Number(places)) : null,
      );
      const held = field.type === 'percent' ? this.#shifted(value, 2) : value;
      return sql`formula_round(${held}, ${rawSql(String(field.scale ?? 18))})`;
    }
    if (type === 'Boolean') return sql`ifnull(${value}, 0)`;
    return type === 'Text' ? sql`nullif(${value}, '')` : value;
  }

  #compile(expression: Expression, alias: string, zero: boolean): SqlFragment {
    if (expression.kind === 'literal') return literalSql(expression.value);
    if (expression.kind === 'field') return this.#field(expression, alias, zero);
    const args = expression.args.map((argument) => this.#compile(argument, alias, zero));
    const types = expression.args.map((argument) => argument.type);
    const { definition } = expression;
    if (definition.sql !== undefined) return definition.sql(args, types);
    const apply = definition.apply;
    if (apply === undefined)
      throw new FormulaError(`Function ${expression.name} may not be used in this type of formula`);
    const name = `formula_${[...expression.name].map(nameCharacter).join('')}_${types.join('_')}`;
    // Environment-dependent strict functions (DATEVALUE of a date-time) get the zone as their first parameter.
    this.#register(name, (zone, now, ...values) => {
      try {
        const environment = { timeZone: String(zone), now: Date.parse(String(now)) };
        return toSqlValue(
          apply(
            values.map((value, index) => fromSqlValue(value, types[index])),
            types,
            environment,
          ),
        );
      } catch (cause) {
        if (cause instanceof FormulaEvaluationError) return null;
        throw cause;
      }
    });
    const usesZone = expression.name === 'DATEVALUE' && types[0] === 'DateTime';
    const zone: SqlFragment = usesZone ? { sql: '?', params: ['timeZone'] } : rawSql("'UTC'");
    return sql`${rawSql(name)}(${joinSql([zone, rawSql("'1970-01-01'"), ...args], ', ')})`;
  }

  #field(expression: Expression & { readonly kind: 'field' }, alias: string, zero: boolean): SqlFragment {
    const { reference } = expression;
    const read = this.#reference(reference, alias);
    const percent = 'field' in reference && reference.field.type === 'percent';
    const value = percent ? this.#shifted(read, -2) : read;
    if (expression.type === 'Boolean') return sql`ifnull(${value}, 0)`;
    return expression.type === 'Number' && zero ? sql`ifnull(${value}, 0)` : value;
  }

  /** Between a percent field's value and the fraction a formula computes with. */
  #shifted(value: SqlFragment, places: 2 | -2): SqlFragment {
    this.#register('formula_shift', (number, by) =>
      typeof number === 'number' ? shiftDecimal(number, Number(by)) : null,
    );
    return sql`formula_shift(${value}, ${rawSql(String(places))})`;
  }

  #reference(reference: Reference, alias: string): SqlFragment {
    switch (reference.kind) {
      case 'permission':
        return { sql: '?', params: [{ permission: reference.name }] };
      case 'label':
        return rawSql(quoteText(this.#parts.label(reference.name)));
      case 'customMetadata': {
        const row = this.#nextAlias();
        const value = this.#column(reference.object, reference.field, row);
        return sql`(SELECT ${value} FROM ${rawSql(quoteName(reference.object.name))} ${rawSql(row)} WHERE ${rawSql(row)}.DeveloperName = ${rawSql(quoteText(reference.record))})`;
      }
      case 'path':
        return this.#path(reference, alias);
    }
  }

  #path(reference: Reference & { readonly kind: 'path' }, alias: string): SqlFragment {
    if (reference.start === 'record' && reference.hops.length === 0) {
      return this.#column(reference.object, reference.field, alias);
    }
    // Walk to the id of the row that holds the field, then read the field there.
    let id: SqlFragment | undefined =
      reference.start === 'record' ? undefined : { sql: '?', params: [reference.start] };
    let object = reference.object;
    for (const hop of reference.hops) {
      id = id === undefined ? this.#column(object, hop.field, alias) : this.#fetch(object, hop.field, id);
      object = hop.target;
    }
    const converted = convertsAmount(reference, this.#parts.schema);
    return this.#fetch(object, reference.field, id ?? rawSql('NULL'), converted ? alias : undefined);
  }

  /** A field of the row with that id; with `reader` the amount in the currency of the row that reads it. */
  #fetch(object: SObjectDef, field: FieldDef, id: SqlFragment, reader?: string): SqlFragment {
    const row = this.#nextAlias();
    const own = this.#column(object, field, row);
    const value = reader === undefined ? own : this.#converted(own, row, reader);
    return sql`(SELECT ${value} FROM ${rawSql(quoteName(object.name))} ${rawSql(row)} WHERE ${rawSql(row)}.Id = ${id})`;
  }

  #converted(amount: SqlFragment, row: string, reader: string): SqlFragment {
    this.#register('formula_convert', convertedAmount);
    const rate = (alias: string): SqlFragment => rawSql(rateSql(`${alias}.${CURRENCY_FIELD}`));
    return sql`formula_convert(${amount}, ${rate(row)}, ${rate(reader)})`;
  }

  #column(object: SObjectDef, field: FieldDef, alias: string): SqlFragment {
    if (field.formula !== undefined) return this.formulaField(object, field, alias);
    return isStored(field) ? rawSql(`${alias}.${quoteName(field.name)}`) : rawSql('NULL');
  }

  #nextAlias(): string {
    this.#aliases += 1;
    return `f${this.#aliases}`;
  }

  #register(name: string, fn: (...args: SqlValue[]) => SqlValue): void {
    if (this.#parts.registered.has(name)) return;
    this.#parts.store.define(name, fn);
    this.#parts.registered.add(name);
  }
}

function nameCharacter(character: string): string {
  return /[A-Z0-9]/.test(character) ? character : `x${(character.codePointAt(0) ?? 0).toString(16)}`;
}

function literalSql(value: FieldValue): SqlFragment {
  if (value === null) return rawSql('NULL');
  if (typeof value === 'string') return rawSql(quoteText(value));
  return rawSql(typeof value === 'boolean' ? (value ? '1' : '0') : String(value));
}

function toSqlValue(value: FieldValue): SqlValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  // Decimals have no negative zero.
  return typeof value === 'number' ? value + 0 : value;
}

function fromSqlValue(value: SqlValue, type: FormulaType | undefined): FieldValue {
  if (value === null || value === '') return null;
  if (type === 'Boolean') return value === 1;
  if (type === 'Number') return Number(value);
  return typeof value === 'bigint' ? Number(value) : value instanceof Uint8Array ? null : value;
}
