/** `new …` in all its forms. */
import { platformNameOf, substitute } from '../runtime/platform-types.ts';
import { listOf, setOf, Types, type TypeRef } from '../runtime/type-ref.ts';
import type { Expression, Position } from './ast.ts';
import { canSeeWord } from './access.ts';
import { unknownValue, type Body, type Value } from './body.ts';
import { coerce, convert, shownType } from './convert.ts';
import { isReadOnly } from './lower-members.ts';
import { choose } from './overloads.ts';
import { sobjectMember } from '../runtime/sobject-types.ts';
import type { ClassSymbol } from './symbols.ts';
import { quote } from './unit.ts';
import { dataWeaveScript, Unknown } from './world.ts';

type Creation = Extract<Expression, { readonly k: 'new' | 'newArray' | 'newItems' | 'newMap' }>;

export function lowerCreation(body: Body, node: Creation): Value {
  const type = body.resolve(node.type);
  switch (node.k) {
    case 'new':
      return type === Unknown ? skipArguments(body, node.args) : lowerNew(body, node, type);
    case 'newArray': {
      const size = node.size === null ? null : body.expression(node.size);
      const list = listOf(type);
      if (size !== null) {
        const count = coerce(body, size, Types.Integer, node.pos);
        return { js: `$.listOfSize(${body.unit.type(list)},${count})`, type: list, solid: true };
      }
      return { js: newList(body, list, type, node.items), type: list, solid: true };
    }
    case 'newItems': {
      if (type === Unknown) return skipArguments(body, node.items);
      const element = type.args[0];
      if (type.kind === 'map' && node.items.length === 0) {
        return { js: `new $.ApexMap(${body.unit.type(type)})`, type, solid: true };
      }
      if ((type.kind !== 'list' && type.kind !== 'set') || element === undefined) {
        return body.report(node.pos, `Invalid initializer type ${shownType(type)} found: expected a collection`);
      }
      const js =
        type.kind === 'list'
          ? newList(body, type, element, node.items)
          : `$.newSet(${body.unit.type(setOf(element))},[${itemList(body, element, node.items)}])`;
      return { js, type, solid: true };
    }
    case 'newMap': {
      const [key, value] = type.args;
      if (type.kind !== 'map' || key === undefined || value === undefined) {
        return type === Unknown
          ? unknownValue
          : body.report(node.pos, `Invalid initializer type ${shownType(type)} found: expected Map`);
      }
      const pairs = node.pairs.map(
        ([k, v]) =>
          `[${coerce(body, body.expression(k, key), key, k.pos)},${coerce(body, body.expression(v, value), value, v.pos)}]`,
      );
      return { js: `$.newMap(${body.unit.type(type)},[${pairs.join()}])`, type, solid: true };
    }
  }
}

const skipArguments = (body: Body, args: readonly Expression[]): Value => {
  for (const arg of args) {
    if (arg.k !== 'assign') body.expression(arg);
  }
  return unknownValue;
};

const itemList = (body: Body, element: TypeRef, items: readonly Expression[]): string =>
  items.map((item) => coerce(body, body.expression(item, element), element, item.pos)).join();

const newList = (body: Body, type: TypeRef, element: TypeRef, items: readonly Expression[]): string =>
  `new $.ApexList(${body.unit.type(type)},[${itemList(body, element, items)}])`;

function lowerNew(body: Body, node: Extract<Creation, { readonly k: 'new' }>, type: TypeRef): Value {
  const symbol = body.world.symbolOf(type);
  if (symbol !== undefined) return newObject(body, node, symbol);
  if (type.kind === 'sobject') return newRecord(body, node, type);
  const args = node.args.map((arg) => body.expression(arg));
  if (type.kind === 'primitive' || type.kind === 'object') {
    // `new Object()` is legal and rare; primitives have no constructors.
    if (type.kind === 'object' && args.length === 0) return { js: 'new $.PlainObject()', type, solid: true };
    return body.report(node.pos, `Type cannot be constructed: ${type.name}`);
  }
  const script = dataWeaveScript(node.type.parts.map(({ name }) => name).join('.'));
  if (script !== undefined && args.length === 0) {
    // `new DataWeaveScriptResource.x()` is the script of that name.
    const js = `${body.unit.library('DataWeave.Script.createScript(String)')}(rt,${JSON.stringify(script)})`;
    return { js, type, solid: true };
  }
  return newPlatformObject(body, node.pos, type, args);
}

function newPlatformObject(body: Body, pos: Position, type: TypeRef, args: readonly Value[]): Value {
  const name = platformNameOf(type);
  const platform = name === undefined ? undefined : body.world.platform.find(name);
  const types = args.map((arg) => arg.type);
  if (args.some((arg) => arg.type === Unknown)) return { js: 'null', type };
  if (platform === undefined || platform.kind === 'interface' || platform.kind === 'abstract') {
    return body.report(pos, `Type cannot be constructed: ${type.name}`);
  }
  const constructors = platform.constructors.map((one) => ({
    ...one,
    parameters: one.parameters.map((parameter) => substitute(parameter, platform.parameters, type.args)),
  }));
  const chosen = choose(body.world, constructors, types);
  if (chosen === undefined) {
    if (constructors.length === 0) return body.report(pos, `Type cannot be constructed: ${type.name}`);
    return body.report(
      pos,
      `Constructor not defined: [${type.name}].<Constructor>(${types.map(shownType).join(', ')})`,
    );
  }
  const list = args.map((arg, index) => `,${convert(body, arg, chosen.parameters[index] ?? Types.Object)}`).join('');
  if (args.length === 0 && (type.kind === 'list' || type.kind === 'set' || type.kind === 'map')) {
    const made = { list: 'ApexList', set: 'ApexSet', map: 'ApexMap' }[type.kind];
    return { js: `new $.${made}(${body.unit.type(type)})`, type, solid: true };
  }
  const reified = type.args.length > 0 ? `,${body.unit.type(type)}` : '';
  if (body.world.isException(type)) {
    return { js: `rt.traced(${body.unit.library(chosen.key)}(rt${list}))`, type, solid: true };
  }
  return { js: `${body.unit.library(chosen.key)}(rt${reified}${list})`, type, solid: true };
}

function newObject(body: Body, node: Extract<Creation, { readonly k: 'new' }>, symbol: ClassSymbol): Value {
  const args = node.args.map((arg) => body.expression(arg));
  if (symbol.kind !== 'class') return body.report(node.pos, `Type cannot be constructed: ${symbol.name}`);
  if (symbol.abstract) return body.report(node.pos, `Abstract classes cannot be constructed: ${symbol.name}`);
  const made = constructorArguments(body, symbol, args, node.pos);
  if (made === undefined) return { js: 'null', type: symbol.type };
  return {
    js: `new (${body.unit.class(symbol.name)}())().$begin(rt)[${quote(made.member)}](rt${made.list})`,
    type: symbol.type,
    solid: true,
  };
}

/** The constructor for these arguments; reports and gives undefined when there is none. */
export function constructorArguments(
  body: Body,
  symbol: ClassSymbol,
  args: readonly Value[],
  pos: Position,
): { readonly member: string; readonly list: string } | undefined {
  const types = args.map((arg) => arg.type);
  if (types.includes(Unknown)) return undefined;
  const offered = symbol.constructors.map((one) => ({
    parameters: one.parameters.map((parameter) => parameter.type),
    one,
  }));
  const chosen = choose(body.world, offered, types);
  if (chosen === undefined) {
    body.report(pos, `Constructor not defined: [${symbol.name}].<Constructor>(${types.map(shownType).join(', ')})`);
    return undefined;
  }
  if (!canSeeWord(body, symbol, chosen.one.access, chosen.one.testVisible)) {
    body.report(pos, `Constructor is not visible: [${symbol.name}].<Constructor>(${types.map(shownType).join(', ')})`);
    return undefined;
  }
  const list = args.map((arg, index) => `,${convert(body, arg, chosen.parameters[index] ?? Types.Object)}`).join('');
  return { member: chosen.one.member, list };
}

/** `new Account(Name = 'x', Owner = user)`. */
function newRecord(body: Body, node: Extract<Creation, { readonly k: 'new' }>, type: TypeRef): Value {
  if (type === Types.SObject) return body.report(node.pos, 'Type cannot be constructed: SObject');
  const parts: string[] = [];
  const seen = new Set<string>();
  for (const arg of node.args) {
    if (arg.k !== 'assign' || arg.op !== '' || arg.target.k !== 'name') {
      body.expression(arg);
      return body.report(
        arg.pos,
        `Invalid constructor syntax, name=value pairs can only be used for SObjects: ${type.name}`,
      );
    }
    const found = sobjectMember(body.world.schema, type.name, arg.target.name);
    const value = body.expression(arg.value, found?.type);
    if (found === undefined || found.kind === 'children') {
      body.report(arg.target.pos, `Field does not exist: ${arg.target.name} on ${type.name}`);
      continue;
    }
    if (found.kind === 'field' && found.field !== null && isReadOnly(found.field))
      body.report(arg.target.pos, `Field is not writeable: ${type.name}.${found.name}`);
    if (seen.has(found.name)) body.report(arg.pos, `Duplicate field initialization: ${found.name}`);
    seen.add(found.name);
    const js = coerce(body, value, found.type, arg.pos);
    parts.push(`[${quote(found.name)},${js}]`);
  }
  return { js: `$.newRecord(${quote(type.name)},[${parts.join()}])`, type, solid: true };
}
