/** Classes: members in JavaScript, and the description the runtime reads. */
import { Types } from '../runtime/type-ref.ts';
import type { Block, Statement } from './ast.ts';
import { Body, mark, traceParameters, type BodyOptions } from './body.ts';
import { coerce, convert, shownType } from './convert.ts';
import { checkClass, widerImplementation } from './check-class.ts';
import { checkTypeModifiers } from './check-modifiers.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerStatements } from './lower-statement.ts';
import { solidLocals } from './solid-locals.ts';
import type { Lowerers } from './lowerers.ts';
import type { ClassSymbol, ConstructorSymbol, FieldSymbol, MethodSymbol, ParameterSymbol } from './symbols.ts';
import { classDescription } from './class-description.ts';
import { quote, type Unit } from './unit.ts';
import type { World } from './world.ts';

const lowerers: Lowerers = { expression: lowerExpression, statements: lowerStatements };

/** One entry of the unit's class table: a thunk that makes the class when it is first needed. */
export function lowerClass(world: World, unit: Unit, symbol: ClassSymbol): string[] {
  const entries: string[] = [];
  if (symbol.kind === 'enum') {
    checkEnum(world, symbol);
    entries.push(`${quote(symbol.name)}:()=>$.enumClass(${classDescription(unit, symbol)})`);
  } else {
    checkClass(world, symbol);
    entries.push(new ClassLowering(world, unit, symbol).emit());
  }
  for (const inner of symbol.inner.values()) entries.push(...lowerClass(world, unit, inner));
  return entries;
}

/** An enum's words and constants. */
function checkEnum(world: World, symbol: ClassSymbol): void {
  checkTypeModifiers(world, symbol);
  const seen = new Set<string>();
  for (const { name, pos } of symbol.node.constants) {
    if (seen.has(name.toLowerCase())) world.report(symbol.file, pos, `Duplicate field: ${name}`);
    seen.add(name.toLowerCase());
  }
}

const membersOf = (symbol: ClassSymbol): string[] =>
  [...symbol.methods.values()].flat().flatMap((method) => (method.abstract || method.static ? [] : [method.member]));

const flat = (symbol: ClassSymbol): string => symbol.name.replaceAll('.', '_');

/** Types of the parameters as debug logs show them. */
const shownParameters = (parameters: readonly ParameterSymbol[]): string =>
  parameters.map(({ type }) => shownType(type)).join(', ');

/** Name of the method as debug logs show it; accessors go by the name of their property. */
const shownMember = ({ accessorOf, label }: BodyOptions): string =>
  accessorOf === undefined ? label.slice(label.lastIndexOf('.') + 1) : `__sfdc_${accessorOf.name}`;

export class ClassLowering {
  private readonly world: World;
  private readonly unit: Unit;
  private readonly symbol: ClassSymbol;
  private readonly members: string[] = [];

  constructor(world: World, unit: Unit, symbol: ClassSymbol) {
    this.world = world;
    this.unit = unit;
    this.symbol = symbol;
  }

  emit(): string {
    const { symbol, unit } = this;
    for (const overloads of symbol.methods.values()) for (const method of overloads) this.method(method);
    if (symbol.kind === 'class') this.bridges();
    for (const field of symbol.fields.values()) this.accessors(field);
    if (symbol.kind === 'class') {
      this.instanceInitialiser();
      for (const one of symbol.constructors) this.constructorMember(one);
    }
    this.staticInitialiser();
    const slots = this.fieldsOf(false).map((field) => `this.${field.slot}=null;`);
    const make = slots.length === 0 ? '' : `constructor(){super();${slots.join('')}}`;
    const parent =
      symbol.parent === null
        ? '$.ApexObject'
        : symbol.parent.kind === 'class'
          ? `${unit.class(symbol.parent.name)}()`
          : this.world.isException(symbol.parent)
            ? '$.ExceptionObject'
            : '$.ApexObject';
    const code = `class ${flat(symbol)} extends ${parent}{${make}\n${this.members.join('\n')}}`;
    return `${quote(symbol.name)}:()=>$.describe(${code},${classDescription(unit, symbol)})`;
  }

  /** The trigger's or script's own code as a static method `run`. */
  script(statements: readonly Statement[], label: string, options: Partial<BodyOptions>): void {
    const body = new Body(lowerers, this.world, this.unit, this.symbol, {
      static: true,
      returns: null,
      label,
      ...options,
    });
    body.solidNames = solidLocals(statements);
    const inner = lowerStatements(body, statements);
    const frame = this.unit.frame(label, this.symbol.name);
    this.members.push(`static run(rt){rt.enter(${frame});${body.takeTemporaries()}${inner.js}\nrt.leave();}`);
  }

  private fieldsOf(isStatic: boolean): FieldSymbol[] {
    return [...this.symbol.fields.values()].filter((field) => field.static === isStatic);
  }

  private label(member: string): string {
    return `Class.${this.symbol.name}.${member}`;
  }

  /** A function's head and body; parameters become locals. */
  private function(
    head: string,
    parameters: readonly ParameterSymbol[],
    block: Block,
    options: BodyOptions,
    before = '',
  ): string {
    const body = new Body(lowerers, this.world, this.unit, this.symbol, options);
    const locals = parameters.map((parameter) => body.declare(parameter.name, parameter.type, block.pos));
    const names = locals.map(({ js }) => `,${js}`);
    const told = traceParameters(body, locals, block.pos);
    body.solidNames = solidLocals(block.statements);
    const inner = lowerStatements(body, block.statements);
    const { returns } = options;
    if (returns !== null && returns !== Types.Void && inner.falls) {
      body.report(block.end, `Missing return statement required return type: ${shownType(returns)}`);
    }
    const called = `${this.symbol.name}.${shownMember(options)}(${shownParameters(parameters)})`;
    const enter = `rt.enter(${this.unit.frame(options.label, this.symbol.name, called)});`;
    const leave = inner.falls ? (options.inConstructor === true ? 'return rt.exit(this);' : 'rt.leave();') : '';
    return `${head}(rt${names.join('')}){${enter}${told}${body.takeTemporaries()}${before}${inner.js}\n${leave}}`;
  }

  private method(method: MethodSymbol): void {
    if (method.node.body === null) return;
    const head = `${method.static ? 'static ' : ''}${quote(method.member)}`;
    const touch = method.static ? this.touchStatics() : '';
    this.members.push(
      this.function(
        head,
        method.parameters,
        method.node.body,
        {
          static: method.static,
          returns: method.returns,
          label: this.label(method.name),
        },
        touch,
      ),
    );
  }

  /** Methods of interfaces under whose own signature there is none, only one that takes more. */
  private bridges(): void {
    const { symbol, world } = this;
    const members = new Set([...world.superclasses(symbol)].flatMap((one) => membersOf(one)));
    for (const type of world.lineage(symbol.type)) {
      const upper = world.symbolOf(type);
      if (upper?.kind !== 'interface') continue;
      for (const wanted of [...upper.methods.values()].flat()) {
        if (members.has(wanted.member)) continue;
        const method = widerImplementation(world, symbol, wanted);
        if (method === undefined) continue;
        members.add(wanted.member);
        const body = new Body(lowerers, world, this.unit, symbol, {
          static: false,
          returns: wanted.returns,
          label: '',
        });
        const names = wanted.parameters.map((_, index) => `a${String(index)}`);
        const args = names.map((js, index) => {
          const type = wanted.parameters[index]?.type ?? Types.Object;
          return convert(body, { js, type }, method.parameters[index]?.type ?? Types.Object);
        });
        const receiver = method.static ? `${this.unit.class(method.owner.name)}()` : 'this';
        const call = { js: `${receiver}[${quote(method.member)}](${['rt', ...args].join()})`, type: method.returns };
        this.members.push(
          `${quote(wanted.member)}(${['rt', ...names].join()}){return ${convert(body, call, wanted.returns)};}`,
        );
      }
    }
  }

  /** Static initialisers run before the class's first static method or constructor. */
  private touchStatics(): string {
    const eager =
      this.symbol.initializers.some((one) => one.static) ||
      this.fieldsOf(true).some((field) => field.value !== null && field.value.k !== 'literal');
    return eager ? `rt.st(${this.unit.staticsOf(this.symbol.name)});` : '';
  }

  private accessors(field: FieldSymbol): void {
    const { property } = field;
    if (property?.methods !== true || property.abstract) return;
    const prefix = field.static ? 'static ' : '';
    const place = field.static ? `rt.st(${this.unit.staticsOf(this.symbol.name)}).${field.slot}` : `this.${field.slot}`;
    const label = this.label(field.name);
    if (property.getter !== null) {
      const head = `${prefix}${quote(property.getMember)}`;
      const { body } = property.getter;
      this.members.push(
        body === null
          ? `${head}(rt){return ${place};}`
          : this.function(head, [], body, { static: field.static, returns: field.type, label, accessorOf: field }),
      );
    }
    if (property.setter !== null) {
      const head = `${prefix}${quote(property.setMember)}`;
      const { body } = property.setter;
      const value = { name: 'value', type: field.type };
      this.members.push(
        body === null
          ? `${head}(rt,v_value){return ${place}=v_value;}`
          : this.function(head, [value], body, { static: field.static, returns: Types.Void, label, accessorOf: field }),
      );
    }
  }

  /** Field values and initialiser blocks in the order of the text. */
  private initialisers(isStatic: boolean, label: string): string {
    const parts: { readonly pos: number; readonly js: string }[] = [];
    const options: BodyOptions = { static: isStatic, returns: null, label, initializer: true };
    const target = isStatic ? 's' : 'this';
    for (const field of this.fieldsOf(isStatic)) {
      if (field.value === null) continue;
      const body = new Body(lowerers, this.world, this.unit, this.symbol, options);
      const value = coerce(body, lowerExpression(body, field.value, field.type), field.type, field.pos);
      parts.push({
        pos: field.pos,
        js: `{${body.takeTemporaries()}${mark(body, field.pos)}${target}.${field.slot}=${value};}`,
      });
    }
    for (const initialiser of this.symbol.initializers) {
      if (initialiser.static !== isStatic) continue;
      const body = new Body(lowerers, this.world, this.unit, this.symbol, options);
      body.solidNames = solidLocals(initialiser.body.statements);
      const inner = lowerStatements(body, initialiser.body.statements);
      parts.push({ pos: initialiser.pos, js: `{${body.takeTemporaries()}${inner.js}}` });
    }
    return parts
      .sort((a, b) => a.pos - b.pos)
      .map((part) => part.js)
      .join('\n');
  }

  /**
   * Field values and blocks of the whole class chain, superclass first, before any constructor: a virtual method called by a superclass's
   * constructor finds the subclass's fields filled (fflib-apex-common's tests rely on it in real orgs).
   */
  private instanceInitialiser(): void {
    const label = this.label('<init>');
    const code = this.initialisers(false, label);
    const touch = this.touchStatics();
    if (code === '' && touch === '') return;
    const frame = this.unit.frame(label, this.symbol.name);
    this.members.push(`$init(rt){${touch}super.$init(rt);rt.enter(${frame});${code}\nrt.leave();}`);
  }

  private staticInitialiser(): void {
    const slots = this.fieldsOf(true).map((field) => `s.${field.slot}=null;`);
    const code = this.initialisers(true, this.label('<clinit>'));
    const frame = this.unit.frame(this.label('<clinit>'), this.symbol.name);
    const run = code === '' ? '' : `rt.enter(${frame});${code}\nrt.leave();`;
    this.members.push(`static $statics(rt,s){${slots.join('')}${run}}`);
  }

  private constructorMember(one: ConstructorSymbol): void {
    const { symbol } = this;
    const isException = this.world.isException(symbol.type);
    const platformParent = symbol.parent === null || symbol.parent.kind !== 'class';
    const begin = isException && platformParent ? `$.beginException(rt,this,${quote(symbol.name)});` : '';
    if (one.node === null) {
      this.implicitConstructor(one, begin, platformParent);
      return;
    }
    const { body: block, pos } = one.node;
    const [first, ...rest] = block.statements;
    const call = first?.k === 'expression' && first.value.k === 'constructorCall' ? first.value : undefined;
    const label = this.label('<init>');
    const options: BodyOptions = { static: false, returns: null, label, inConstructor: true };
    const body = new Body(lowerers, this.world, this.unit, symbol, options);
    const locals = one.parameters.map((parameter) => body.declare(parameter.name, parameter.type, pos));
    const names = locals.map(({ js }) => `,${js}`);
    const told = traceParameters(body, locals, pos);
    let before: string;
    if (call !== undefined && first !== undefined) {
      const js = `${mark(body, first.pos)}${lowerExpression(body, call).js};`;
      before = call.which === 'this' ? js : `${begin}${js}`;
    } else {
      before = `${begin}${platformParent ? '' : this.superWithout(body, pos)}`;
    }
    body.solidNames = solidLocals(block.statements);
    const inner = lowerStatements(body, call === undefined ? block.statements : rest);
    const called = `<init>(${shownParameters(one.parameters)})`;
    const enter = `rt.enter(${this.unit.frame(label, symbol.name, called)});`;
    const leave = inner.falls ? 'return rt.exit(this);' : '';
    this.members.push(
      `${quote(one.member)}(rt${names.join('')}){${enter}${told}${body.takeTemporaries()}${before}${inner.js}\n${leave}}`,
    );
  }

  /** The parent's constructor without arguments. */
  private superWithout(body: Body, pos: number): string {
    const parent = this.symbol.parent === null ? undefined : this.world.symbolOf(this.symbol.parent);
    const found = parent?.constructors.find((one) => one.parameters.length === 0);
    if (parent === undefined) return '';
    if (found === undefined) {
      body.report(pos, `No default constructor available in super type: ${parent.name}`);
      return '';
    }
    return `super[${quote(found.member)}](rt);`;
  }

  private implicitConstructor(one: ConstructorSymbol, begin: string, platformParent: boolean): void {
    const names = one.parameters.map((parameter) => `v_${parameter.name}`);
    const list = names.map((name) => `,${name}`).join('');
    const body = new Body(lowerers, this.world, this.unit, this.symbol, {
      static: false,
      returns: null,
      label: '',
      inConstructor: true,
    });
    let before = begin;
    if (!platformParent) {
      const parent = this.symbol.parent === null ? undefined : this.world.symbolOf(this.symbol.parent);
      const same = parent?.constructors.find(
        (other) =>
          other.parameters.length === one.parameters.length &&
          other.parameters.every((parameter, index) => parameter.type === one.parameters[index]?.type),
      );
      before +=
        same === undefined ? this.superWithout(body, this.symbol.node.pos) : `super[${quote(same.member)}](rt${list});`;
    } else if (names.length > 0) before += `$.describeException(this,[${names.join()}]);`;
    this.members.push(`${quote(one.member)}(rt${list}){${before}return this;}`);
  }
}
