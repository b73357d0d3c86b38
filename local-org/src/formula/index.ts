/** The public face of `formula/`: check, evaluate, and the SQL form of formula fields. */
import type { Clock, FormulaEngine, Scope, Security, SqlValue, Store } from '../engine/ports.ts';
import { OrgError, Unsupported } from '../engine/errors.ts';
import type { FieldValue, SObjectRecord } from '../engine/records.ts';
import { fromSql, quoteName, rowToRecord } from '../store/index.ts';
import { heldByField } from '../schema/percents.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { dateInZone } from './calendar.ts';
import type { Expression, FormulaUse } from './check.ts';
import { checkFormula } from './check.ts';
import { convertedAmount, convertsAmount, CURRENCY_FIELD, rateSql } from './currencies.ts';
import { evaluateExpression } from './evaluate.ts';
import type { SqlParameter } from './functions/function.ts';
import { roundHalfUp } from './numbers.ts';
import type { Reference } from './references.ts';
import { FormulaSqlCompiler } from './sql.ts';
import { FormulaEvaluationError } from './types.ts';

export type { FormulaUse } from './check.ts';
export { formulaFaults, type FormulaFault } from './deployed.ts';
export { formulaFunctionNames } from './functions/registry.ts';
export { roundHalfUp } from './numbers.ts';
export { FormulaError, FormulaEvaluationError } from './types.ts';

/** What the formula engine is built from. */
export interface FormulaParts {
  readonly store: Store;
  readonly clock: Clock;
  schema(): OrgSchema;
  readonly security: Pick<Security, 'hasPermission'>;
  /** The text of a custom label in the org's language; absent: `$Label` is refused by name. */
  readonly label?: (name: string) => string | undefined;
  /** Where the SOAP API answers: `u` for the partner's WSDL, `c` for the enterprise's; absent: `$Api` is refused by name. */
  readonly apiAddress?: (wsdl: 'u' | 'c', version: string) => string;
}

/** A formula field as an SQL expression; the values of its `?` marks depend on who runs the statement and when. */
export interface FormulaSql {
  readonly sql: string;
  params(scope: Scope): readonly SqlValue[];
}

/** The formula engine with what only this org's folders use. */
export interface FullFormulaEngine extends FormulaEngine {
  /** `check` for a known use: rules must yield true or false, fields their type; ISNEW and the like only in rules. */
  checkAs(objectName: string, formula: string, use: FormulaUse): void;
  /** The value a formula field has for a record in memory (all stored fields given); null where the platform shows `#Error!`. */
  fieldValue(objectName: string, fieldName: string, record: SObjectRecord, scope: Scope): FieldValue;
  /** The formula field of the row `alias` as SQL; the text may be cached per schema version. */
  formulaSql(objectName: string, fieldName: string, alias: string): FormulaSql;
}

/** Builds the formula engine of one worker. */
export function createFormulaEngine(parts: FormulaParts): FullFormulaEngine {
  return new Engine(parts);
}

/** Formula fields may build on one another up to this depth before we take it for a cycle. */
const MAX_DEPTH = 15;

class Engine implements FullFormulaEngine {
  readonly #parts: FormulaParts;
  readonly #registered = new Set<string>();
  readonly #compiled = new Map<string, Expression>();
  #version = -1;

  constructor(parts: FormulaParts) {
    this.#parts = parts;
  }

  check(objectName: string, formula: string): void {
    this.checkAs(objectName, formula, { kind: 'any' });
  }

  checkAs(objectName: string, formula: string, use: FormulaUse): void {
    checkFormula(formula, this.#object(objectName), this.#parts.schema(), use);
  }

  evaluate(
    objectName: string,
    formula: string,
    record: SObjectRecord,
    scope: Scope,
    old: SObjectRecord | null = null,
  ): FieldValue {
    const object = this.#object(objectName);
    return this.#evaluate(this.#compile(object, formula), record, old, scope, false, 0);
  }

  fieldValue(objectName: string, fieldName: string, record: SObjectRecord, scope: Scope): FieldValue {
    const object = this.#object(objectName);
    const field = object.fields.get(fieldName.toLowerCase());
    if (field?.formula === undefined) {
      throw new OrgError('INVALID_FIELD', `No such formula field '${fieldName}' on entity '${objectName}'`);
    }
    return this.#formulaField(object, field, record, scope, 0);
  }

  formulaSql(objectName: string, fieldName: string, alias: string): FormulaSql {
    const object = this.#object(objectName);
    const field = object.fields.get(fieldName.toLowerCase());
    if (field?.formula === undefined) {
      throw new OrgError('INVALID_FIELD', `No such formula field '${fieldName}' on entity '${objectName}'`);
    }
    const compiler = new FormulaSqlCompiler({
      store: this.#parts.store,
      schema: this.#parts.schema(),
      label: (name) => this.#label(name),
      registered: this.#registered,
    });
    const fragment = compiler.formulaField(object, field, alias);
    return {
      sql: fragment.sql,
      params: (scope) => fragment.params.map((parameter) => this.#parameter(parameter, scope)),
    };
  }

  #object(name: string): SObjectDef {
    const object = this.#parts.schema().object(name);
    if (object === undefined) throw new OrgError('INVALID_TYPE', `sObject type '${name}' is not supported.`);
    return object;
  }

  #compile(object: SObjectDef, formula: string): Expression {
    const schema = this.#parts.schema();
    if (schema.version !== this.#version) {
      this.#compiled.clear();
      this.#version = schema.version;
    }
    const key = `${object.name}\n${formula}`;
    let expression = this.#compiled.get(key);
    if (expression === undefined) {
      expression = checkFormula(formula, object, schema);
      this.#compiled.set(key, expression);
    }
    return expression;
  }

  #evaluate(
    expression: Expression,
    record: SObjectRecord,
    old: SObjectRecord | null,
    scope: Scope,
    blanksAsZero: boolean,
    depth: number,
  ): FieldValue {
    return evaluateExpression(expression, {
      environment: { now: this.#parts.clock.now(), timeZone: scope.access.user.timeZone },
      isNew: old === null,
      blanksAsZero,
      read: (reference, which) => this.#read(reference, which === 'old' && old !== null ? old : record, scope, depth),
    });
  }

  #formulaField(object: SObjectDef, field: FieldDef, record: SObjectRecord, scope: Scope, depth: number): FieldValue {
    if (depth > MAX_DEPTH) {
      throw new FormulaEvaluationError(
        `Formula cannot use another formula field that directly or indirectly refers to itself. ${object.name}.${field.name}`,
      );
    }
    const zero = field.formulaTreatBlanksAs !== 'BlankAsBlank';
    const expression = this.#compile(object, field.formula ?? 'NULL');
    try {
      const value = heldByField(field, this.#evaluate(expression, record, null, scope, zero, depth + 1));
      if (field.type === 'boolean') return value === true;
      return typeof value === 'number' && field.scale !== undefined ? roundHalfUp(value, field.scale) : value;
    } catch (cause) {
      if (cause instanceof FormulaEvaluationError && depth === 0) return null;
      throw cause;
    }
  }

  #read(reference: Reference, record: SObjectRecord, scope: Scope, depth: number): FieldValue {
    switch (reference.kind) {
      case 'permission':
        return this.#parts.security.hasPermission(scope.access.user, reference.name);
      case 'label':
        return this.#label(reference.name);
      case 'customMetadata': {
        const row = this.#parts.store.get(
          `SELECT ${quoteName(reference.field.name)} AS value FROM ${quoteName(reference.object.name)} WHERE DeveloperName = ?`,
          reference.record,
        );
        return fromSql(reference.field, row?.['value']);
      }
      case 'path':
        return this.#readPath(reference, record, scope, depth);
    }
  }

  #readPath(
    reference: Reference & { readonly kind: 'path' },
    record: SObjectRecord,
    scope: Scope,
    depth: number,
  ): FieldValue {
    const { user } = scope.access;
    let object = reference.object;
    let current: SObjectRecord | undefined = record;
    if (reference.start !== 'record') current = this.#load(object, user[reference.start]);
    for (const hop of reference.hops) {
      const id = current === undefined ? null : this.#stored(object, hop.field, current, scope, depth);
      object = hop.target;
      current = this.#load(object, id);
    }
    if (current === undefined) return null;
    const value = this.#stored(object, reference.field, current, scope, depth);
    return convertsAmount(reference, this.#parts.schema()) ? this.#converted(value, current, record) : value;
  }

  /** An amount of one record in the currency of another. */
  #converted(value: FieldValue, owner: SObjectRecord, reader: SObjectRecord): FieldValue {
    const [from, to] = [owner, reader].map((record) => record.values[CURRENCY_FIELD]);
    if (typeof value !== 'number' || typeof from !== 'string' || typeof to !== 'string' || from === to) return value;
    const row = this.#parts.store.get(`SELECT ${rateSql('?')} AS own, ${rateSql('?')} AS wanted`, from, to);
    const amount = convertedAmount(value, row?.['own'] ?? null, row?.['wanted'] ?? null);
    return typeof amount === 'number' ? amount : value;
  }

  #stored(object: SObjectDef, field: FieldDef, record: SObjectRecord, scope: Scope, depth: number): FieldValue {
    if (field.formula !== undefined) return this.#formulaField(object, field, record, scope, depth + 1);
    const value = record.values[field.name];
    return value === undefined || (typeof value === 'object' && value !== null) ? null : value;
  }

  #load(object: SObjectDef, id: FieldValue): SObjectRecord | undefined {
    if (typeof id !== 'string') return undefined;
    const row = this.#parts.store.get(`SELECT * FROM ${quoteName(object.name)} WHERE Id = ?`, id);
    return row === undefined ? undefined : rowToRecord(object, row);
  }

  /** The text of a label, or an address of the org's own API (`$Api.Partner_Server_URL_260`). */
  #label(name: string): string {
    const api = /^\$Api\.(Enterprise|Partner)_Server_URL_(\d+)(\d)$/i.exec(name);
    if (api) {
      if (this.#parts.apiAddress === undefined) throw new Unsupported('formula global $Api');
      return this.#parts.apiAddress(api[1]?.toLowerCase() === 'partner' ? 'u' : 'c', `${api[2] ?? ''}.${api[3] ?? ''}`);
    }
    if (this.#parts.label === undefined) throw new Unsupported('formula global $Label');
    const text = this.#parts.label(name);
    if (text === undefined)
      throw new OrgError('FIELD_INTEGRITY_EXCEPTION', `Field $Label.${name} does not exist. Check spelling.`);
    return text;
  }

  #parameter(parameter: SqlParameter, scope: Scope): SqlValue {
    const { user } = scope.access;
    if (typeof parameter === 'object') return this.#parts.security.hasPermission(user, parameter.permission) ? 1 : 0;
    switch (parameter) {
      case 'today':
        return dateInZone(this.#parts.clock.now(), user.timeZone);
      case 'now':
        return new Date(this.#parts.clock.now()).toISOString();
      case 'timeZone':
        return user.timeZone;
      case 'userId':
      case 'profileId':
      case 'roleId':
        return user[parameter];
    }
  }
}
