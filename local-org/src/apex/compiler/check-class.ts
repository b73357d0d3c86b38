/** Rules about declarations: overriding, implementing, abstract members, modifiers. */
import { platformNameOf, substitute } from '../runtime/platform-types.ts';
import type { TypeRef } from '../runtime/type-ref.ts';
import { Types } from '../runtime/type-ref.ts';
import { signatureText } from './declare.ts';
import { annotationNamed, hasWord, type ClassSymbol, type MethodSymbol } from './symbols.ts';
import { Unknown, type World } from './world.ts';

const returnText = (method: MethodSymbol): string => method.returns.name;

export function checkClass(world: World, symbol: ClassSymbol): void {
  checkSupertypes(world, symbol);
  for (const overloads of symbol.methods.values()) {
    for (const method of overloads) {
      checkMethod(world, symbol, method);
      if (symbol.kind === 'class') checkOverride(world, symbol, method);
    }
  }
  if (symbol.kind === 'class' && !symbol.abstract) checkImplemented(world, symbol);
  checkFields(world, symbol);
}

function checkSupertypes(world: World, symbol: ClassSymbol): void {
  const { parent, file, node } = symbol;
  if (parent !== null && parent !== Unknown) {
    const upper = world.symbolOf(parent);
    if (upper !== undefined) {
      if (upper.kind === 'interface')
        world.report(file, node.pos, `Class ${symbol.name} cannot extend an interface: ${upper.name}`);
      else if (!upper.virtual)
        world.report(file, node.pos, `Non-virtual and non-abstract type cannot be extended: ${upper.name}`);
      for (const above of world.superclasses(upper)) {
        if (above === symbol) world.report(file, node.pos, `Circular inheritance: ${symbol.name}`);
      }
    } else if (world.platform.find(parent.name)?.kind === 'interface') {
      world.report(file, node.pos, `Class ${symbol.name} cannot extend an interface: ${parent.name}`);
    } else if (parent.kind !== 'platform') {
      world.report(file, node.pos, `Non-virtual and non-abstract type cannot be extended: ${parent.name}`);
    }
    const isException = world.isException(parent);
    if (isException && !/exception$/i.test(symbol.simpleName)) {
      world.report(
        file,
        node.pos,
        `Classes extending Exception must have a name ending in 'Exception': ${symbol.name}`,
      );
    }
    if (!isException && /exception$/i.test(symbol.simpleName)) {
      world.report(
        file,
        node.pos,
        `Invalid class name, class names ending in 'Exception' must extend Exception: ${symbol.name}`,
      );
    }
  } else if (parent === null && symbol.kind === 'class' && /exception$/i.test(symbol.simpleName)) {
    world.report(
      file,
      node.pos,
      `Invalid class name, class names ending in 'Exception' must extend Exception: ${symbol.name}`,
    );
  }
  for (const one of symbol.interfaces) {
    if (one === Unknown) continue;
    const kind = world.symbolOf(one)?.kind ?? world.platform.find(platformNameOf(one) ?? '')?.kind;
    if (kind !== 'interface') world.report(file, node.pos, `${one.name}: Type is not an interface`);
  }
}

function checkMethod(world: World, symbol: ClassSymbol, method: MethodSymbol): void {
  const { file } = symbol;
  const { node } = method;
  const { words } = node.modifiers;
  if (symbol.kind === 'interface') return;
  if (method.abstract) {
    if (node.body !== null) world.report(file, node.pos, 'Abstract methods cannot have a body');
    if (!symbol.abstract)
      world.report(file, node.pos, `Class ${symbol.name} must be declared abstract to have abstract methods`);
  } else if (node.body === null) world.report(file, node.pos, `Method must have a body: ${method.name}`);
  if (method.static && (words.has('virtual') || words.has('override') || words.has('abstract'))) {
    world.report(file, node.pos, `Method cannot be both static and virtual, abstract or override: ${method.name}`);
  }
  if (method.static && symbol.outer !== null && symbol.outer.kind === 'class') {
    world.report(file, node.pos, 'Only top-level class methods can be declared static');
  }
  if (words.has('virtual') && !symbol.virtual && !words.has('override')) {
    world.report(file, node.pos, `Class ${symbol.name} must be virtual or abstract to have virtual methods`);
  }
  checkAnnotations(world, symbol, method);
}

function checkAnnotations(world: World, symbol: ClassSymbol, method: MethodSymbol): void {
  const { file } = symbol;
  const { pos } = method.node;
  if (
    annotationNamed(method.annotations, 'future') !== undefined &&
    (!method.static || method.returns !== Types.Void)
  ) {
    world.report(file, pos, 'Future methods must be declared as static and return void');
  }
  if (annotationNamed(method.annotations, 'invocablemethod') !== undefined && !method.static) {
    world.report(file, pos, 'InvocableMethod methods must be static');
  }
  const setup = annotationNamed(method.annotations, 'testsetup') !== undefined;
  if ((method.test || setup) && !symbol.test && !hasWord(symbol.modifiers, 'testmethod')) {
    if (method.test && !method.node.modifiers.words.has('testmethod')) {
      world.report(file, pos, 'Test methods must be in a test class: ' + method.name);
    }
  }
  if ((method.test || setup) && (!method.static || method.returns !== Types.Void || method.parameters.length > 0)) {
    if (annotationNamed(method.annotations, 'istest') !== undefined || setup) {
      world.report(file, pos, `Test methods must be static, return void and take no arguments: ${method.name}`);
    }
  }
}

const same = (a: MethodSymbol, b: MethodSymbol): boolean =>
  a.parameters.length === b.parameters.length &&
  a.parameters.every((one, index) => one.type === b.parameters[index]?.type);

function checkOverride(world: World, symbol: ClassSymbol, method: MethodSymbol): void {
  if (method.static || method.access === 'private') {
    if (method.override)
      world.report(
        symbol.file,
        method.pos,
        `Method does not override an ancestor method: ${returnText(method)} ${symbol.name}.${method.name}(${signatureText(method.parameters)})`,
      );
    return;
  }
  const above = overridden(world, symbol, method);
  if (above === undefined) {
    if (method.override && !overridesPlatform(world, symbol, method)) {
      world.report(
        symbol.file,
        method.pos,
        `Method does not override an ancestor method: ${returnText(method)} ${symbol.name}.${method.name}(${signatureText(method.parameters)})`,
      );
    }
    return;
  }
  const text = `${returnText(above)} ${above.owner.name}.${above.name}(${signatureText(above.parameters)})`;
  if (!above.virtual)
    world.report(symbol.file, method.pos, `Non-virtual, non-abstract methods cannot be overridden: ${text}`);
  else if (!method.override && hasAccessWord(above))
    world.report(
      symbol.file,
      method.pos,
      `Method must use the override keyword: ${returnText(method)} ${symbol.name}.${method.name}(${signatureText(method.parameters)})`,
    );
  if (above.returns !== method.returns && method.returns !== Unknown) {
    world.report(symbol.file, method.pos, `Return type must match the overridden method: ${text}`);
  }
}

/** A method without access word may be implemented without `override`, any other not (apex-ls pull request 137, which records the platform's rule). */
const hasAccessWord = (method: MethodSymbol): boolean =>
  ['private', 'protected', 'public', 'global'].some((word) => method.node.modifiers.words.has(word));

/** The nearest method of a superclass with the same signature. */
function overridden(world: World, symbol: ClassSymbol, method: MethodSymbol): MethodSymbol | undefined {
  for (const upper of world.superclasses(symbol)) {
    if (upper === symbol) continue;
    const found = upper.methods
      .get(method.name.toLowerCase())
      ?.find((other) => !other.static && other.access !== 'private' && same(other, method));
    if (found !== undefined) return found;
  }
  return undefined;
}

const objectMethods = new Set(['tostring', 'equals', 'hashcode']);

function overridesPlatform(world: World, symbol: ClassSymbol, method: MethodSymbol): boolean {
  const lower = method.name.toLowerCase();
  if (objectMethods.has(lower)) return true;
  for (const upper of world.lineage(symbol.type)) {
    const platform = world.platform.find(platformNameOf(upper) ?? '');
    if (platform?.methods.has(lower) === true) return true;
  }
  return false;
}

/** Every method of the interfaces and abstract superclasses must exist. */
function checkImplemented(world: World, symbol: ClassSymbol): void {
  const { file, node } = symbol;
  for (const upper of world.lineage(symbol.type)) {
    const own = world.symbolOf(upper);
    if (own === symbol) continue;
    if (own !== undefined) {
      for (const overloads of own.methods.values()) {
        for (const wanted of overloads) if (wanted.abstract) checkOne(world, symbol, wanted, own);
      }
      continue;
    }
    const platform = world.platform.find(platformNameOf(upper) ?? '');
    if (platform?.kind !== 'interface') continue;
    for (const overloads of platform.methods.values()) {
      for (const wanted of overloads) {
        const parameters = wanted.parameters.map((one) => substitute(one, platform.parameters, upper.args));
        if (hasMethod(world, symbol, wanted.name, parameters)) continue;
        const text = `${wanted.returns.name} ${platform.name}.${wanted.name}(${parameters.map((one) => one.name).join(', ')})`;
        world.report(file, node.pos, `Class ${symbol.name} must implement the method: ${text}`);
      }
    }
  }
}

function hasMethod(world: World, symbol: ClassSymbol, name: string, parameters: readonly TypeRef[]): boolean {
  for (const upper of world.superclasses(symbol)) {
    for (const method of upper.methods.get(name.toLowerCase()) ?? []) {
      if (method.parameters.length !== parameters.length || method.abstract) continue;
      // Batchable and other generic interfaces accept List<SObject> for List<Account> and the other way round.
      if (method.parameters.every((one, index) => fits(world, one.type, parameters[index] ?? Types.Object)))
        return true;
    }
  }
  return false;
}

const fits = (world: World, own: TypeRef, wanted: TypeRef): boolean =>
  own === wanted || world.isSubtype(own, wanted) || world.isSubtype(wanted, own);

function checkOne(world: World, symbol: ClassSymbol, wanted: MethodSymbol, from: ClassSymbol): void {
  for (const upper of world.superclasses(symbol)) {
    for (const method of upper.methods.get(wanted.name.toLowerCase()) ?? []) {
      if (method.abstract || method.static || !same(method, wanted)) continue;
      if (method.access === 'private' || (from.kind === 'interface' && method.access === 'protected')) {
        world.report(
          symbol.file,
          method.pos,
          `${symbol.name}: Overriding implementations of interface methods must be public or global: ${returnText(method)} ${symbol.name}.${method.name}(${signatureText(method.parameters)})`,
        );
      }
      return;
    }
  }
  const text = `${returnText(wanted)} ${from.name}.${wanted.name}(${signatureText(wanted.parameters)})`;
  world.report(
    symbol.file,
    symbol.node.pos,
    `Class ${symbol.name} must implement the ${from.kind === 'interface' ? 'method' : 'abstract method'}: ${text}`,
  );
}

function checkFields(world: World, symbol: ClassSymbol): void {
  for (const field of symbol.fields.values()) {
    if (field.static && symbol.outer !== null && symbol.outer.kind === 'class' && symbol.kind === 'class') {
      world.report(symbol.file, field.pos, 'Only top-level class variables can be declared static');
    }
    for (const upper of world.superclasses(symbol)) {
      if (upper === symbol || field.static || field.property?.virtual === true) continue;
      const above = upper.fields.get(field.name.toLowerCase());
      if (above !== undefined && above.access !== 'private' && above.static === field.static) {
        world.report(symbol.file, field.pos, `Field already exists in an ancestor: ${field.name}`);
        break;
      }
    }
  }
}
