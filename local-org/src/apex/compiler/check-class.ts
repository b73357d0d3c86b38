/** Rules about declarations: overriding, implementing, abstract members, modifiers. */
import { platformNameOf, substitute } from '../runtime/platform-types.ts';
import type { TypeRef } from '../runtime/type-ref.ts';
import { Types } from '../runtime/type-ref.ts';
import { signatureText } from './declare.ts';
import { checkMethodAnnotations, checkModifiers, checkTypeModifiers } from './check-modifiers.ts';
import { isAssignable } from './convert.ts';
import type { ClassSymbol, MethodSymbol } from './symbols.ts';
import { Unknown, type World } from './world.ts';

const returnText = (method: MethodSymbol): string => method.returns.name;

/** Reports what is wrong with a class's declarations; its code is checked where it is lowered. */
export function checkClass(world: World, symbol: ClassSymbol): void {
  checkTypeModifiers(world, symbol);
  for (const member of symbol.node.members) {
    if (member.k === 'field') checkModifiers(world, symbol.file, member.pos, member.modifiers, 'fields');
    if (member.k === 'property') checkModifiers(world, symbol.file, member.pos, member.modifiers, 'properties');
    if (member.k === 'constructor') checkModifiers(world, symbol.file, member.pos, member.modifiers, 'constructors');
    if (member.k === 'initializer' && member.static && symbol.outer?.kind === 'class')
      world.report(symbol.file, member.pos, 'Inner types are not allowed to have static blocks');
    if (member.k === 'property' && member.repeated !== undefined)
      world.report(symbol.file, member.pos, `Duplicate modifier: ${member.repeated}`);
  }
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
      if (upper.kind === 'interface') world.report(file, node.pos, `Invalid super type: ${upper.name}`);
      else if (!upper.virtual)
        world.report(file, node.pos, `Non-virtual and non-abstract type cannot be extended: ${upper.name}`);
    } else if (world.platform.find(parent.name)?.kind === 'interface') {
      world.report(file, node.pos, `Invalid super type: ${parent.name}`);
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
      world.report(file, node.pos, `Exception class must extend another Exception class: ${symbol.name}`);
    }
  } else if (parent === null && symbol.kind === 'class' && /exception$/i.test(symbol.simpleName)) {
    world.report(file, node.pos, `Exception class must extend another Exception class: ${symbol.name}`);
  }
  for (const [index, one] of symbol.interfaces.entries()) {
    if (one === Unknown) continue;
    if (symbol.interfaces.indexOf(one) < index)
      world.report(file, node.pos, `Interface already implemented: ${one.name}`);
    const kind = world.symbolOf(one)?.kind ?? world.platform.find(platformNameOf(one) ?? '')?.kind;
    if (kind !== 'interface') world.report(file, node.pos, `Invalid interface: ${one.name}`);
  }
}

function checkMethod(world: World, symbol: ClassSymbol, method: MethodSymbol): void {
  const { file } = symbol;
  const { node } = method;
  const { words } = node.modifiers;
  if (symbol.kind === 'interface') {
    for (const word of words) world.report(file, node.pos, `${word} is not allowed on methods`);
    return;
  }
  checkModifiers(world, file, node.pos, node.modifiers, 'methods');
  if (words.has('abstract') && words.has('private')) world.report(file, node.pos, 'abstract methods cannot be private');
  // "Apex Versioned Behavior Changes", 65.0: without a word the access is private, which these cannot have.
  if (
    symbol.apiVersion >= 65 &&
    (method.abstract || method.override) &&
    !hasAccessWord(method) &&
    !words.has('webservice')
  )
    world.report(
      file,
      node.pos,
      `${method.abstract ? 'Abstract' : 'Override'} methods require at least one of the following access modifiers: protected, public, global`,
    );
  if ((method.access === 'global' || words.has('webservice')) && symbol.access !== 'global' && !symbol.test)
    world.report(
      file,
      node.pos,
      `Defining type for ${words.has('webservice') ? 'webservice' : 'global'} methods must be declared as global`,
    );
  if (method.abstract) {
    if (node.body !== null) world.report(file, node.pos, 'Abstract methods cannot have a body');
    if (!symbol.abstract)
      world.report(file, node.pos, `Class ${symbol.name} must be declared abstract to have abstract methods`);
  } else if (node.body === null) world.report(file, node.pos, 'Method must have a body');
  if (method.static && (words.has('virtual') || words.has('override') || words.has('abstract'))) {
    world.report(file, node.pos, `Method cannot be both static and virtual, abstract or override: ${method.name}`);
  }
  if (method.static && symbol.outer !== null && symbol.outer.kind === 'class') {
    world.report(file, node.pos, 'static can only be used on methods of a top level type');
  }
  if (words.has('virtual') && !symbol.virtual && !words.has('override')) {
    world.report(file, node.pos, `Class ${symbol.name} must be virtual or abstract to have virtual methods`);
  }
  checkMethodAnnotations(world, symbol, method);
}

const ACCESS = ['private', 'protected', 'public', 'global'];

const same = (a: MethodSymbol, b: MethodSymbol): boolean =>
  a.parameters.length === b.parameters.length &&
  a.parameters.every((one, index) => one.type === b.parameters[index]?.type);

function checkOverride(world: World, symbol: ClassSymbol, method: MethodSymbol): void {
  if (method.static || method.access === 'private') {
    if (method.override)
      world.report(
        symbol.file,
        method.pos,
        `@Override specified for non-overriding method: ${returnText(method)} ${symbol.name}.${method.name}(${signatureText(method.parameters)})`,
      );
    return;
  }
  const above = overridden(world, symbol, method);
  if (above === undefined) {
    if (method.override && !overridesPlatform(world, symbol, method)) {
      world.report(
        symbol.file,
        method.pos,
        `@Override specified for non-overriding method: ${returnText(method)} ${symbol.name}.${method.name}(${signatureText(method.parameters)})`,
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
  if (above.returns !== method.returns && method.returns !== Unknown && above.returns !== Unknown) {
    world.report(
      symbol.file,
      method.pos,
      `Method return types clash: ${returnText(above)} vs ${returnText(method)} from the type ${symbol.name}`,
    );
  }
  // A public method may override a global one (beyond-the-cloud-dev/soql-lib, SOQL_CachedProfile.initialQuery).
  const least = Math.min(ACCESS.indexOf(above.access), ACCESS.indexOf('public'));
  if (ACCESS.indexOf(method.access) < least && hasAccessWord(method) && hasAccessWord(above))
    world.report(symbol.file, method.pos, `Cannot reduce the visibility of method: ${text}`);
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
        const returns = substitute(wanted.returns, platform.parameters, upper.args);
        if (hasMethod(world, symbol, wanted.name, parameters, returns)) continue;
        const text = `${wanted.returns.name} ${platform.name}.${wanted.name}(${parameters.map((one) => one.name).join(', ')})`;
        world.report(file, node.pos, `Class ${symbol.name} must implement the method: ${text}`);
      }
    }
  }
}

function hasMethod(
  world: World,
  symbol: ClassSymbol,
  name: string,
  parameters: readonly TypeRef[],
  returns: TypeRef,
): boolean {
  for (const upper of world.superclasses(symbol)) {
    for (const method of upper.methods.get(name.toLowerCase()) ?? []) {
      if (method.parameters.length !== parameters.length || method.abstract) continue;
      if (!returnFits(world, method.returns, returns)) continue;
      // Batchable and other generic interfaces accept List<SObject> for List<Account> and the other way round.
      if (method.parameters.every((one, index) => fits(world, one.type, parameters[index] ?? Types.Object)))
        return true;
    }
  }
  return false;
}

/** A jar knows one return type of Batchable.start; real code may give the other. */
const returnFits = (world: World, own: TypeRef, wanted: TypeRef): boolean =>
  own === wanted ||
  own === Unknown ||
  isAssignable(world, own, wanted) ||
  (/QueryLocator|Iterable/.test(wanted.name) && /QueryLocator|Iterable|Iterator|List/.test(own.name));

const fits = (world: World, own: TypeRef, wanted: TypeRef): boolean =>
  own === wanted || world.isSubtype(own, wanted) || world.isSubtype(wanted, own);

/**
 * A method that takes more than an interface's method asks for implements it too (berehovskyi/apex-query: SqlQuery.orderBy(Object) for
 * Query.Builder.orderBy(String)), and so does a static one (beyond-the-cloud-dev/soql-lib: SOQL_Account.query).
 */
export function widerImplementation(world: World, symbol: ClassSymbol, wanted: MethodSymbol): MethodSymbol | undefined {
  for (const upper of world.superclasses(symbol)) {
    for (const method of upper.methods.get(wanted.name.toLowerCase()) ?? []) {
      if (method.abstract || method.access === 'private' || method.access === 'protected') continue;
      const fitting =
        method.parameters.length === wanted.parameters.length &&
        (method.returns === wanted.returns || isAssignable(world, method.returns, wanted.returns)) &&
        method.parameters.every((one, index) => {
          const asked = wanted.parameters[index]?.type ?? Types.Object;
          return one.type === asked || one.type === Types.Object || world.isSubtype(asked, one.type);
        });
      if (fitting) return method;
    }
  }
  return undefined;
}

function checkOne(world: World, symbol: ClassSymbol, wanted: MethodSymbol, from: ClassSymbol): void {
  for (const upper of world.superclasses(symbol)) {
    for (const method of upper.methods.get(wanted.name.toLowerCase()) ?? []) {
      if (method.abstract || method.static || !same(method, wanted)) continue;
      if (
        method.returns !== Unknown &&
        !isAssignable(world, method.returns, wanted.returns) &&
        method.returns !== wanted.returns
      )
        continue;
      if (method.access === 'private' || (from.kind === 'interface' && method.access === 'protected')) {
        world.report(
          symbol.file,
          method.pos,
          `${symbol.name}: Overriding implementations of global or public interface methods must be global or public: ${returnText(method)} ${symbol.name}.${method.name}(${signatureText(method.parameters)})`,
        );
      }
      return;
    }
  }
  if (from.kind === 'interface' && widerImplementation(world, symbol, wanted) !== undefined) return;
  const text = `${returnText(wanted)} ${from.name}.${wanted.name}(${signatureText(wanted.parameters)})`;
  world.report(
    symbol.file,
    symbol.node.pos,
    `Class ${symbol.name} must implement the ${from.kind === 'interface' ? 'method' : 'abstract method'}: ${text}`,
  );
}

/** A field may have the name of a superclass's one and hides it (jamessimone/apex-dml-mocking ExampleFactory.repoFactory, async-lib ParentJobWithFinalizer.mockId). */
function checkFields(world: World, symbol: ClassSymbol): void {
  for (const field of symbol.fields.values()) {
    if (field.static && symbol.outer !== null && symbol.outer.kind === 'class' && symbol.kind === 'class') {
      world.report(symbol.file, field.pos, 'static can only be used on fields of a top level type');
    }
  }
}
