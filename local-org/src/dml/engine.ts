/** Insert, update, upsert, delete, undelete and merge as statements: checks of the whole request, then chunks through the order of execution. */
import { OrgError } from '../engine/errors.ts';
import type { DmlEngine, DmlOptions, Scope } from '../engine/ports.ts';
import type { DmlError, MergeResult, SaveResult, SObjectRecord } from '../engine/records.ts';
import type { FieldDef, SObjectDef } from '../schema/types.ts';
import { to18 } from '../store/index.ts';
import { createAutoNumberTable } from './auto-numbers.ts';
import { inSavepoint, runStatement } from './chunks.ts';
import type { Item, Outcome, Statement } from './chunks.ts';
import { idsByField, prepareInput, requireObject } from './inputs.ts';
import type { PreparedInput } from './inputs.ts';
import { dmlError, entityIsDeleted, invalidCrossReference, notInBin, rolledBack } from './messages.ts';
import { mergeInOrder, refuseOddMerge } from './merge.ts';
import { accountUpdate, personContactIds, personContactProblem } from './objects/person-contact.ts';
import type { DmlParts } from './parts.ts';
import { createRecycleBin } from './recycle-bin.ts';
import { deleteInOrder, purgeInOrder, undeleteInOrder } from './removal.ts';
import { text } from './row.ts';
import type { Chunk, Row, SaveOrigin, Values } from './row.ts';
import { saveInOrder } from './save-order.ts';
import { storedRecord } from './steps/load-original.ts';
import { countDml, refuseMixedDml } from './usage.ts';

/** Builds the DML engine of one worker. */
export function createDmlEngine(parts: DmlParts): DmlEngine {
  createAutoNumberTable(parts.store);
  createRecycleBin(parts.store);
  return new Engine(parts);
}

type RemovalVerb = 'delete' | 'undelete' | 'emptyRecycleBin';
type Verb = 'insert' | 'update' | RemovalVerb;

const removals = { delete: deleteInOrder, undelete: undeleteInOrder, emptyRecycleBin: purgeInOrder };

class Engine implements DmlEngine {
  readonly #parts: DmlParts;

  constructor(parts: DmlParts) {
    this.#parts = parts;
  }

  insert(records: readonly SObjectRecord[], options: DmlOptions, scope: Scope): readonly SaveResult[] {
    const events = records.filter((record) => this.#object(record.type).kind === 'platformEvent');
    if (events.length > 0 && events.length === records.length) return this.#publish(records, options, scope);
    return this.#save('insert', this.#prepare(records, options, scope), options, scope);
  }

  update(records: readonly SObjectRecord[], options: DmlOptions, scope: Scope): readonly SaveResult[] {
    return this.#save('update', this.#prepare(records, options, scope), options, scope);
  }

  upsert(
    records: readonly SObjectRecord[],
    externalIdField: string,
    options: DmlOptions,
    scope: Scope,
  ): readonly SaveResult[] {
    const decided = this.#prepare(records, options, scope).map((input) => this.#matched(input, externalIdField));
    refuseTwice(decided);
    const inserts = decided.filter((each) => each.id === null);
    const updates = decided.filter((each) => each.id !== null);
    // Inserts and updates are separate passes through the order of execution; all-or-none covers both.
    const run = (): Map<number, SaveResult> => {
      const results = new Map<number, SaveResult>();
      const keep = (verb: 'insert' | 'update', inputs: readonly PreparedInput[]): void => {
        if (inputs.length === 0) return;
        const saved = this.#save(verb, inputs, options, scope);
        saved.forEach((result, place) =>
          results.set(inputs[place]?.index ?? -1, { ...result, created: verb === 'insert' && result.success }),
        );
      };
      keep('update', updates);
      keep('insert', inserts);
      return results;
    };
    const results = this.#bothOrNone(run, options, scope);
    return records.map(
      (_, index) => results.get(index) ?? { id: null, success: false, errors: [invalidCrossReference()] },
    );
  }

  delete(ids: readonly string[], options: DmlOptions, scope: Scope): readonly SaveResult[] {
    return this.#remove('delete', ids, options, scope);
  }

  undelete(ids: readonly string[], options: DmlOptions, scope: Scope): readonly SaveResult[] {
    return this.#remove('undelete', ids, options, scope);
  }

  emptyRecycleBin(ids: readonly string[], options: DmlOptions, scope: Scope): readonly SaveResult[] {
    return this.#remove('emptyRecycleBin', ids, options, scope);
  }

  merge(main: SObjectRecord, duplicateIds: readonly string[], options: DmlOptions, scope: Scope): MergeResult {
    const input = prepareInput(main, 0, options, scope, this.#parts);
    const { object } = input;
    const items = this.#items(duplicateIds);
    const ids = items.map((item) => item.id ?? '');
    refuseOddMerge(object, canonical(input.id), ids);
    if (items.some((item) => item.object !== object)) {
      throw new OrgError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
    }
    this.#checkVerb('update', object, scope);
    this.#checkVerb('delete', object, scope);
    refuseMixedDml(scope.transaction, object, new Set(), 'merge');
    if (options.fromApi !== true) countDml(scope.transaction, ids.length + 1);
    const outcome = inSavepoint(
      scope.transaction,
      () => {
        const rows = items.map((item) => this.#removalRow(item, 'delete'));
        const chunk = { object, rows, options, scope, parts: this.#parts, now: this.#now() };
        return mergeInOrder({ ...input, id: canonical(input.id) }, chunk, (given) =>
          this.#attempt('update', [given], options, scope, 'merge').flatMap((each) => each.errors),
        );
      },
      (result) => result.errors.length === 0,
    );
    const { errors } = outcome;
    if (errors.length > 0) {
      return { id: canonical(input.id), success: false, errors, mergedRecordIds: [], updatedRelatedIds: [] };
    }
    const { updatedRelatedIds } = outcome;
    return { id: canonical(input.id), success: true, errors, mergedRecordIds: ids, updatedRelatedIds };
  }

  #object(name: string): SObjectDef {
    return requireObject(this.#parts.schema(), name);
  }

  #now(): string {
    return `${new Date(this.#parts.clock.now()).toISOString().slice(0, 19)}.000Z`;
  }

  #prepare(records: readonly SObjectRecord[], options: DmlOptions, scope: Scope): readonly PreparedInput[] {
    return records.map((record, index) => prepareInput(record, index, options, scope, this.#parts));
  }

  #publish(records: readonly SObjectRecord[], options: DmlOptions, scope: Scope): readonly SaveResult[] {
    const inputs = this.#prepare(records, options, scope);
    for (const object of new Set(inputs.map((input) => input.object))) this.#checkVerb('insert', object, scope);
    return this.#parts.events.publish(
      inputs.map((input) => ({ type: input.object.name, values: { ...input.given } })),
      scope,
    );
  }

  #save(
    operation: 'insert' | 'update',
    inputs: readonly PreparedInput[],
    options: DmlOptions,
    scope: Scope,
  ): readonly SaveResult[] {
    for (const object of new Set(inputs.map((input) => input.object))) {
      this.#checkVerb(operation, object, scope);
      // A user inserted with an empty role is no setup change.
      const fields = new Set(
        inputs
          .filter((input) => input.object === object)
          .flatMap((input) => Object.entries(input.given))
          .flatMap(([name, value]) => (operation === 'insert' && value === null ? [] : [name])),
      );
      refuseMixedDml(scope.transaction, object, fields, operation);
    }
    if (options.fromApi !== true) countDml(scope.transaction, inputs.length);
    const written = operation === 'update' ? this.#throughAccounts(inputs, options, scope) : inputs;
    const items = written.map((input) => ({
      ...input,
      id: operation === 'insert' ? null : canonical(input.id),
      input,
    }));
    const results = runStatement(items, this.#statement(options, scope), (chunk) =>
      this.#attempt(
        operation,
        chunk.map((item) => item.input),
        options,
        scope,
        'statement',
      ),
    );
    return results.map((result, place) => {
      const input = inputs[place];
      const asked = operation === 'update' && result.success && input !== undefined && input !== written[place];
      return asked ? { ...result, id: canonical(input.id) } : result;
    });
  }

  /** Updates of contacts of person accounts as updates of their accounts, which the user must have the right to edit too. */
  #throughAccounts(inputs: readonly PreparedInput[], options: DmlOptions, scope: Scope): readonly PreparedInput[] {
    const persons = personContactIds(inputs, this.#parts);
    if (persons.size === 0) return inputs;
    this.#checkVerb('update', this.#object('Account'), scope);
    return inputs.map((input) =>
      persons.has(canonical(input.id) ?? '') ? accountUpdate(input, options, this.#parts) : input,
    );
  }

  #attempt(
    operation: 'insert' | 'update',
    inputs: readonly PreparedInput[],
    options: DmlOptions,
    scope: Scope,
    origin: SaveOrigin,
  ): readonly Outcome[] {
    const object = inputs[0]?.object;
    if (object === undefined) return [];
    const rows: readonly Row[] = inputs.map((input) => ({
      input,
      old: null,
      record: { type: object.name, values: {} },
      errors: [...input.errors],
    }));
    const internal = origin === 'rollUp';
    const context = { options, scope, parts: this.#parts, now: this.#now() };
    const chunk: Chunk = { operation, object, rows, ...context, origin, internal };
    saveInOrder(chunk, (parent, id, values) => this.#saveParent(parent, id, values, scope));
    return rows.map((row) => ({ id: text(row.record, 'Id') ?? row.input.id, errors: row.errors }));
  }

  /** The save of a parent whose roll-up values changed. */
  #saveParent(object: SObjectDef, id: string, values: Readonly<Values>, scope: Scope): readonly DmlError[] {
    const system: Scope = { ...scope, access: { ...scope.access, crud: false, fls: false, sharing: false } };
    const input: PreparedInput = { index: 0, object, id, given: values, errors: [] };
    const [outcome] = this.#attempt('update', [input], { allOrNone: true }, system, 'rollUp');
    return outcome?.errors ?? [];
  }

  /** Finds the record an upsert means. Source: SOAP API Developer Guide, upsert(). */
  #matched(input: PreparedInput, fieldName: string): PreparedInput {
    const field = input.object.fields.get(fieldName.toLowerCase());
    if (field === undefined || !(field.type === 'id' || field.externalId || field.unique)) {
      throw new OrgError(
        'INVALID_FIELD',
        `Field name provided, ${fieldName} does not match an External ID, Salesforce Id, or indexed field for ${input.object.name}`,
        { fields: [fieldName] },
      );
    }
    if (field.type === 'id') return input;
    const value = input.given[field.name] ?? null;
    if (value === null)
      return withError(input, dmlError('MISSING_ARGUMENT', `${field.name} not specified`, [field.name]));
    const found = idsByField(this.#parts.store, input.object, field, value);
    if (found.length > 1) return withError(input, ambiguous(field, found));
    const [id = null] = found;
    return { ...input, id, given: input.given };
  }

  /** Runs both passes of an upsert so that with all-or-none a failure of either undoes both. */
  #bothOrNone(
    run: () => ReadonlyMap<number, SaveResult>,
    options: DmlOptions,
    scope: Scope,
  ): ReadonlyMap<number, SaveResult> {
    if (!options.allOrNone) return run();
    const savepoint = scope.transaction.savepoint();
    let results: ReadonlyMap<number, SaveResult>;
    try {
      results = run();
    } catch (cause) {
      scope.transaction.rollbackTo(savepoint);
      scope.transaction.releaseSavepoint(savepoint);
      throw cause;
    }
    const failed = [...results.values()].some((result) => !result.success);
    if (failed) scope.transaction.rollbackTo(savepoint);
    scope.transaction.releaseSavepoint(savepoint);
    if (!failed) return results;
    return new Map(
      [...results].map(([index, result]) => [
        index,
        result.success ? { id: null, success: false, errors: this.#statement(options, scope).undone } : result,
      ]),
    );
  }

  /** Ids with the objects they belong to. */
  #items(ids: readonly string[]): readonly Item[] {
    const schema = this.#parts.schema();
    return ids.map((given, index) => {
      const id = to18(given);
      const object = id === undefined ? undefined : schema.objectByPrefix(id.slice(0, 3));
      if (id === undefined || object === undefined) throw new OrgError('MALFORMED_ID', `malformed id ${given}`);
      return { index, object, id };
    });
  }

  #remove(verb: RemovalVerb, ids: readonly string[], options: DmlOptions, scope: Scope): readonly SaveResult[] {
    const items = this.#items(ids);
    for (const object of new Set(items.map((item) => item.object))) {
      this.#checkVerb(verb, object, scope);
      refuseMixedDml(scope.transaction, object, new Set(), verb === 'emptyRecycleBin' ? 'delete' : verb);
    }
    if (options.fromApi !== true) countDml(scope.transaction, items.length);
    const step = removals[verb];
    return runStatement(items, this.#statement(options, scope), (chunk) => {
      const object = chunk[0]?.object;
      if (object === undefined) return [];
      const rows = chunk.map((item) => this.#removalRow(item, verb));
      step({ object, rows, options, scope, parts: this.#parts, now: this.#now() }, (parent, id, values) =>
        this.#saveParent(parent, id, values, scope),
      );
      return rows.map((row) => ({ id: row.id, errors: row.errors }));
    });
  }

  #statement(options: DmlOptions, scope: Scope): Statement {
    return {
      allOrNone: options.allOrNone,
      transaction: scope.transaction,
      undone: options.fromApi === true ? [rolledBack()] : [],
      checkpoint: () => this.#parts.triggers.checkpoint?.(scope) ?? (() => undefined),
    };
  }

  #removalRow(item: Item, verb: Verb): { id: string; record: SObjectRecord; errors: DmlError[] } {
    const id = item.id ?? '';
    const record = storedRecord(item.object, id, this.#parts);
    const errors: DmlError[] = [];
    if (record === undefined) errors.push(invalidCrossReference());
    else if (verb === 'delete' && record.values['IsDeleted'] === true) errors.push(entityIsDeleted());
    else if (verb !== 'delete' && record.values['IsDeleted'] !== true) errors.push(notInBin());
    else errors.push(...[personContactProblem(record)].flatMap((problem) => problem ?? []));
    return { id, record: record ?? { type: item.object.name, values: {} }, errors };
  }

  /** Whether the object takes the verb at all, and the user may use it. */
  #checkVerb(verb: Verb, object: SObjectDef, scope: Scope): void {
    const possible = {
      insert: object.createable,
      update: object.updateable,
      delete: object.deletable,
      undelete: object.deletable,
      emptyRecycleBin: object.deletable,
    };
    const { access } = scope;
    const rights = access.crud ? this.#parts.security.objectAccess(access.user, object.name) : null;
    const allowed =
      rights === null ||
      {
        insert: rights.create,
        update: rights.edit,
        delete: rights.delete,
        undelete: rights.create,
        emptyRecycleBin: rights.delete,
      }[verb];
    if (possible[verb] && object.virtual !== true && allowed) return;
    if (verb === 'insert' || verb === 'update') {
      const done = verb === 'insert' ? 'inserted' : 'updated';
      throw new OrgError('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be ${done}: ${object.name}`);
    }
    throw new OrgError(
      possible[verb] ? 'INSUFFICIENT_ACCESS_OR_READONLY' : 'INVALID_TYPE_FOR_OPERATION',
      possible[verb]
        ? 'insufficient access rights on object id'
        : `entity type ${object.name} does not support ${verb}`,
    );
  }
}

function canonical(id: string | null): string | null {
  return id === null ? null : (to18(id) ?? id);
}

function withError(input: PreparedInput, error: DmlError): PreparedInput {
  return { ...input, id: null, errors: [...input.errors, error] };
}

function ambiguous(field: FieldDef, ids: readonly string[]): DmlError {
  return dmlError(
    'DUPLICATE_EXTERNAL_ID',
    `${field.name}: more than one record found for external id field: [${ids.join(', ')}]`,
    [field.name],
  );
}

/** One upsert must not name the same record twice. */
function refuseTwice(inputs: PreparedInput[]): void {
  const seen = new Set<string>();
  inputs.forEach((input, place) => {
    if (input.id === null) return;
    if (seen.has(input.id)) {
      inputs[place] = withError(input, dmlError('DUPLICATE_VALUE', `Duplicate external id specified: ${input.id}`));
    }
    seen.add(input.id);
  });
}
