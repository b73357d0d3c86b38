/** Statements: JavaScript text and whether control can leave them at their end. */
import { isRecordSet } from '../runtime/platform-types.ts';
import { platformType, Types, type TypeRef } from '../runtime/type-ref.ts';
import type { Expression, Position, Statement } from './ast.ts';
import { mark, solid, traceLocal, type Body, type Lowered, type Value } from './body.ts';
import { coerce, isAssignable, shownType } from './convert.ts';
import { lowerCondition, lowerExpression } from './lower-expression.ts';
import { checkModifiers } from './check-modifiers.ts';
import { increment } from './lower-assign.ts';
import { lowerSwitch } from './lower-switch.ts';
import { sobjectMember, sobjectNamed } from '../runtime/sobject-types.ts';
import { hasWord } from './symbols.ts';
import { quote } from './unit.ts';
import { elementOf, Unknown } from './world.ts';

export function lowerStatements(body: Body, statements: readonly Statement[]): Lowered {
  const parts: string[] = [];
  let falls = true;
  let reported = false;
  let endless = false;
  for (const statement of statements) {
    if (endless && !falls) falls = true;
    if (!falls && !reported) {
      body.report(statement.pos, 'Unreachable statement');
      reported = true;
    }
    const one = lowerStatement(body, statement);
    parts.push(one.js);
    falls = falls && one.falls;
    endless = one.endless === true;
  }
  return { js: parts.join('\n'), falls };
}

export function lowerStatement(body: Body, node: Statement): Lowered {
  switch (node.k) {
    case 'block':
      return body.block(node);
    case 'local':
      return { js: lowerLocal(body, node), falls: true };
    case 'expression':
      return { js: `${mark(body, node.pos)}${expressionStatement(body, node.value)};`, falls: true };
    case 'if': {
      const condition = lowerCondition(body, node.condition);
      const yes = nested(body, node.yes);
      const no = node.no === null ? undefined : nested(body, node.no);
      const js = `${mark(body, node.pos)}if(${condition}){${yes.js}}${no === undefined ? '' : `else{${no.js}}`}`;
      return { js, falls: yes.falls || (no?.falls ?? true) };
    }
    case 'switch':
      return lowerSwitch(body, node);
    case 'for':
      return lowerFor(body, node);
    case 'forEach':
      return lowerForEach(body, node);
    case 'while':
      return lowerWhile(body, node);
    case 'try':
      return lowerTry(body, node);
    case 'return':
      return { js: `${mark(body, node.pos)}${lowerReturn(body, node)}`, falls: false };
    case 'throw': {
      const value = lowerExpression(body, node.value);
      if (!body.world.isException(value.type) || value.isNullLiteral === true) {
        body.report(node.pos, `Throw expression must be of type exception: ${shownType(value.type)}`);
      }
      return { js: `${mark(body, node.pos)}throw rt.raise(${solid(value)});`, falls: false };
    }
    case 'break':
    case 'continue':
      if (body.loops === 0) {
        body.report(
          node.pos,
          node.k === 'break' ? 'Break statement must be in loop' : 'Continue statement must be in loop',
        );
      }
      return { js: `${mark(body, node.pos)}${node.k};`, falls: false };
    case 'dml':
      return { js: `${mark(body, node.pos)}${lowerDml(body, node)}`, falls: true };
    case 'runAs':
      return lowerRunAs(body, node);
  }
}

/** The branch of an if or the body of a loop: a scope of its own even without braces. */
const nested = (body: Body, node: Statement): Lowered => body.inScope(() => lowerStatement(body, node));

/** Nobody reads the value of `i++` here, so that the cheaper form does. */
const lowerEffect = (body: Body, node: Expression): Value =>
  node.k === 'postfix' ? increment(body, node.target, node.op, true, node.pos) : lowerExpression(body, node);

function expressionStatement(body: Body, node: Expression): string {
  const value = lowerEffect(body, node);
  const effects = [
    'call',
    'assign',
    'postfix',
    'prefix',
    'new',
    'constructorCall',
    'soql',
    'sosl',
    'newItems',
    'newMap',
    'newArray',
  ];
  if (!effects.includes(node.k)) body.report(node.pos, 'Expression cannot be a statement.');
  return value.js;
}

function lowerLocal(body: Body, node: Extract<Statement, { readonly k: 'local' }>): string {
  const type = body.resolve(node.type);
  checkModifiers(body.world, body.unit.file, node.pos, node.modifiers, 'locals');
  if (type === Types.Void) body.report(node.pos, 'Variables cannot be of type void');
  const final = hasWord(node.modifiers, 'final');
  const parts = node.declarators.map((declarator) => {
    const value = declarator.value === null ? undefined : lowerExpression(body, declarator.value, type);
    const js = value === undefined ? 'null' : coerce(body, value, type, declarator.pos);
    const local = body.declare(declarator.name, type, declarator.pos, final && value !== undefined);
    return `let ${local.js}=${js};${traceLocal(body, local, value !== undefined)}`;
  });
  // A declaration without value is no executable line.
  return node.declarators.some((one) => one.value !== null)
    ? `${mark(body, node.pos)}${parts.join('')}`
    : parts.join('');
}

function inLoop<T>(body: Body, work: () => T): T {
  body.loops += 1;
  try {
    return work();
  } finally {
    body.loops -= 1;
  }
}

const isTrue = (node: Expression | null): boolean =>
  node === null || (node.k === 'literal' && node.value.type === 'Boolean' && node.value.value);

function lowerFor(body: Body, node: Extract<Statement, { readonly k: 'for' }>): Lowered {
  return body.inScope(() => {
    const declared =
      node.declaration === null
        ? ''
        : lowerLocal(body, {
            k: 'local',
            pos: node.pos,
            modifiers: { words: new Set(), annotations: [] },
            type: node.declaration.type,
            declarators: node.declaration.declarators,
          });
    const init = node.init.map((one) => `${lowerExpression(body, one).js};`).join('');
    const condition = node.condition === null ? 'true' : lowerCondition(body, node.condition);
    const update = node.update.map((one) => lowerEffect(body, one).js).join();
    const inner = loopBody(body, node.body);
    const line = String(body.unit.cover(node.pos));
    const js = `${mark(body, node.pos)}{${declared}${init}for(;rt.at(${line}),${condition};${update}){${inner.js}}}`;
    const falls = !isTrue(node.condition) || leaves(node.body);
    return { js, falls, endless: !falls };
  });
}

const loopBody = (body: Body, node: Statement | null): Lowered =>
  node === null ? { js: '', falls: true } : inLoop(body, () => nested(body, node));

/** Whether a `break` of this loop occurs in its body. */
function leaves(node: Statement | null): boolean {
  if (node === null) return false;
  switch (node.k) {
    case 'break':
      return true;
    case 'block':
      return node.statements.some(leaves);
    case 'if':
      return leaves(node.yes) || leaves(node.no);
    case 'switch':
      return node.clauses.some((clause) => leaves(clause.body));
    case 'try':
      return leaves(node.body) || node.catches.some((one) => leaves(one.body)) || leaves(node.finally);
    case 'runAs':
      return leaves(node.body);
    default:
      return false;
  }
}

function lowerForEach(body: Body, node: Extract<Statement, { readonly k: 'forEach' }>): Lowered {
  return body.inScope(() => {
    const type = body.resolve(node.type);
    const source = lowerExpression(body, node.source);
    const element = iterated(body, source.type, node.source.pos);
    const chunked = isRecordSet(source.type) && type.kind === 'list';
    const held = body.unit.fresh('e');
    const local = body.declare(node.name, type, node.pos);
    // Rows of an unnamed object (getSObjects, Database.query) may be taken as one object's.
    const narrowed = isRecordSet(source.type) && element === Types.SObject && type.kind === 'sobject';
    const item = chunked
      ? held
      : narrowed
        ? `rt.cast(${held},${body.unit.type(type)})`
        : coerce(body, { js: held, type: element }, type, node.pos);
    const inner = loopBody(body, node.body);
    const over = chunked
      ? `$chunks(${source.js})`
      : source.type.kind === 'list' || source.type.kind === 'set' || isRecordSet(source.type)
        ? `${solid(source)}.iterate()`
        : `$iterate(rt,${source.js})`;
    if (chunked && !isAssignable(body.world, source.type, type)) {
      body.report(node.pos, `Loop variable must be of type ${shownType(element)}`);
    }
    const boxed = element === Types.Object && source.type.kind === 'list';
    const list = body.unit.fresh('l');
    const value = boxed ? `$boxAs(${item},${list}.elementType)` : item;
    const loop = boxed
      ? `const ${list}=${solid(source)};for(const ${held} of ${list}.iterate())`
      : `for(const ${held} of ${over})`;
    const line = String(body.unit.cover(node.pos));
    return {
      js: `${mark(body, node.pos)}{${loop}{rt.at(${line});let ${local.js}=${value};${traceLocal(body, local, true)}${inner.js}}}`,
      falls: true,
    };
  });
}

/** Element type of what a for-each loop runs over. */
function iterated(body: Body, type: TypeRef, pos: Position): TypeRef {
  if (type === Unknown) return Unknown;
  const element = elementOf(type);
  if (element !== undefined) return element;
  for (const upper of body.world.lineage(type)) {
    if (upper.kind === 'platform' && upper.name.startsWith('System.Iterable<')) return upper.args[0] ?? Types.Object;
  }
  body.report(pos, `Loop must iterate over collection: ${shownType(type)}`);
  return Unknown;
}

function lowerWhile(body: Body, node: Extract<Statement, { readonly k: 'while' }>): Lowered {
  const condition = lowerCondition(body, node.condition);
  const inner = loopBody(body, node.body);
  const line = String(body.unit.cover(node.pos));
  const head = `(rt.at(${line}),${condition})`;
  const js = node.atEnd ? `do{${inner.js}}while${head};` : `while${head}{${inner.js}}`;
  const falls = !isTrue(node.condition) || leaves(node.body);
  return { js: `${mark(body, node.pos)}${js}`, falls, endless: !falls };
}

function lowerTry(body: Body, node: Extract<Statement, { readonly k: 'try' }>): Lowered {
  const depth = body.unit.fresh('d');
  const error = body.unit.fresh('x');
  const main = body.block(node.body);
  let falls = main.falls;
  let handlers = '';
  const caught: TypeRef[] = [];
  for (const clause of node.catches) {
    const type = body.resolve(clause.type);
    if (type !== Unknown && !body.world.isException(type)) {
      body.report(clause.pos, `Catch block variable must be of type exception: ${shownType(type)}`);
    } else if (caught.some((earlier) => body.world.isSubtype(type, earlier)) && type !== Unknown) {
      body.report(clause.pos, `Exception type already caught: ${shownType(type)}`);
    }
    caught.push(type);
    const handler = body.inScope(() => {
      const local = body.declare(clause.name, type, clause.pos);
      const inner = lowerStatements(body, clause.body.statements);
      return { js: `let ${local.js}=${error}o;${inner.js}`, falls: inner.falls };
    });
    falls = falls || handler.falls;
    handlers += `if(rt.instanceOf(${error}o,${body.unit.type(type)})){${handler.js}}else `;
  }
  const caughtCode =
    node.catches.length === 0
      ? ''
      : `catch(${error}){const ${error}o=rt.caught(${error},${depth});${handlers}throw ${error};}`;
  let last = '';
  if (node.finally !== null) {
    const inner = body.block(node.finally);
    // After an uncatchable exception nothing of the transaction runs any more.
    last = `finally{if(!rt.ended){rt.unwind(${depth});${inner.js}}}`;
    if (!inner.falls) falls = false;
  }
  return { js: `const ${depth}=rt.depth;try${main.js}${caughtCode}${last}`, falls };
}

function lowerReturn(body: Body, node: Extract<Statement, { readonly k: 'return' }>): string {
  const { returns } = body.options;
  const leave = body.options.inConstructor === true ? 'return rt.exit(this);' : 'rt.leave();return;';
  if (node.value === null) {
    if (returns !== null && returns !== Types.Void) {
      body.report(node.pos, `Missing return statement required return type: ${shownType(returns)}`);
    }
    return leave;
  }
  const value = lowerExpression(body, node.value, returns ?? undefined);
  if (returns === null || returns === Types.Void) {
    body.report(
      node.pos,
      body.options.inConstructor === true
        ? 'Constructors must not return a value'
        : body.options.triggerObject !== undefined
          ? 'Trigger bodies must not return a value'
          : 'Void method must not return a value',
    );
    return leave;
  }
  if (!isAssignable(body.world, value.type, returns)) {
    body.report(node.pos, `Illegal assignment from ${shownType(value.type)} to ${shownType(returns)}`);
    return leave;
  }
  return `return rt.exit(${coerce(body, value, returns, node.pos)});`;
}

/** Apex Developer Guide, "Merging Records": "Only leads, contacts, cases, and accounts can be merged." */
const MERGEABLE: ReadonlySet<string> = new Set(['Account', 'Case', 'Contact', 'Lead']);

function lowerDml(body: Body, node: Extract<Statement, { readonly k: 'dml' }>): string {
  const value = lowerExpression(body, node.value);
  const element = value.type.kind === 'list' || isRecordSet(value.type) ? value.type.args[0] : value.type;
  if (value.type !== Unknown && element?.kind !== 'sobject' && element !== Unknown) {
    body.report(node.pos, `DML requires SObject or SObject list type: ${shownType(value.type)}`);
    return '';
  }
  const mode = node.mode === null ? 'null' : quote(node.mode);
  if (node.operation === 'merge') {
    if (element?.kind === 'sobject' && element !== Types.SObject && !MERGEABLE.has(element.name)) {
      body.report(node.pos, `DML operation MERGE not allowed on ${element.name}`);
    }
    const losers = node.second === null ? undefined : lowerExpression(body, node.second);
    if (value.type.kind === 'list' || element === Types.SObject)
      body.report(node.pos, `Merge requires a concrete SObject type: ${shownType(value.type)}`);
    const loser =
      losers?.type.kind === 'list' || isRecordSet(losers?.type ?? Unknown) ? losers?.type.args[0] : losers?.type;
    if (loser?.kind === 'sobject' && element?.kind === 'sobject' && loser !== element && loser !== Types.SObject)
      body.report(node.pos, 'Invalid type for duplicate records');
    const second = losers?.js ?? 'null';
    return `rt.merge(${solid(value)},${second},${mode});`;
  }
  let field = 'null';
  if (node.field !== null && element !== undefined && element !== Types.SObject && element !== Unknown) {
    // `upsert x Account.Key__c` and `upsert x Key__c` name the same field.
    const name = node.field.at(-1) ?? '';
    const found = sobjectMember(body.world.schema, element.name, name);
    if (found?.kind !== 'field') {
      body.report(node.pos, `Invalid field ${name} for SObject ${element.name}`);
      return '';
    }
    if (found.field?.externalId !== true && found.field?.type !== 'id' && found.field?.nameField !== true) {
      body.report(
        node.pos,
        `Invalid field for upsert, must be an External Id custom or standard indexed field: ${name}`,
      );
    }
    field = quote(found.name);
  } else if (node.field !== null) field = quote(node.field.at(-1) ?? '');
  return `rt.dml(${quote(node.operation)},${solid(value)},${mode},${field});`;
}

function lowerRunAs(body: Body, node: Extract<Statement, { readonly k: 'runAs' }>): Lowered {
  const [first] = node.args;
  const value = first === undefined ? undefined : lowerExpression(body, first);
  const user = platformType('System.Version');
  const ok =
    value !== undefined &&
    node.args.length === 1 &&
    (value.type === Unknown ||
      value.type === user ||
      isAssignable(body.world, value.type, sobjectNamed(body.world.schema, 'User') ?? Types.SObject));
  if (!ok) body.report(node.pos, "runAs requires a single argument of type 'User' or 'Version'");
  const inner = body.block(node.body);
  const before = body.unit.fresh('u');
  const js = `${mark(body, node.pos)}{const ${before}=rt.runAs(${value?.js ?? 'null'});try${inner.js}finally{rt.endRunAs(${before});}}`;
  return { js, falls: inner.falls };
}
