/** The compiler's face: sources in, problems or units of JavaScript out. */
import { operatorPrologue } from '../runtime/operators.ts';
import type { CompiledUnit } from '../runtime/emitted.ts';
import { sobjectType } from '../runtime/type-ref.ts';
import type { AnonymousDeclaration, MemberNode, Problem, TriggerDeclaration, TypeDeclaration } from './ast.ts';
import { breakCycles, declareMembers, declareSupertypes, declareType } from './declare.ts';
import { ClassLowering, lowerClass } from './lower-class.ts';
import { parseAnonymous, parseClass, parseTrigger, type Parsed } from './parse.ts';
import { ParseCache } from './parse-cache.ts';
import type { ClassSymbol } from './symbols.ts';
import { Unit } from './unit.ts';
import { World, type WorldOptions } from './world.ts';

/** Grows when emitted code changes its shape: it is part of every cache key. */
export const COMPILER_VERSION = 4;

/** One Apex file as deployed. */
export interface ApexSource {
  readonly kind: 'class' | 'trigger';
  readonly name: string;
  readonly body: string;
  readonly apiVersion: number;
  /** Shown in problems; the name when absent. */
  readonly file?: string;
}

export interface CompileResult {
  readonly problems: readonly Problem[];
  /** Empty when there are problems. */
  readonly units: readonly CompiledUnit[];
}

const lineCount = (source: string): number => source.split('\n').length;

interface ParsedClass {
  readonly source: ApexSource;
  readonly tree: TypeDeclaration;
}

const fileOf = (source: ApexSource): string =>
  source.file ?? `${source.name}.${source.kind === 'class' ? 'cls' : 'trigger'}`;

/** Compiles all classes and triggers of an org together; `traced` code tells the debug log of each statement, and is slow. */
export function compileSources(
  sources: readonly ApexSource[],
  options: WorldOptions,
  cache = new ParseCache(),
  traced = false,
): CompileResult {
  const world = new World(options);
  const classes: ParsedClass[] = [];
  const triggers: { readonly source: ApexSource; readonly tree: TriggerDeclaration }[] = [];
  for (const source of sources) {
    const file = fileOf(source);
    if (source.kind === 'class') {
      const parsed = cache.class(source.body, () => parseClass(file, source.body));
      if (take(world, parsed, file)) classes.push({ source, tree: parsed.tree });
    } else {
      const parsed = cache.trigger(source.body, () => parseTrigger(file, source.body));
      if (take(world, parsed, file)) triggers.push({ source, tree: parsed.tree });
    }
  }
  const symbols = declareAll(world, classes);
  const units: CompiledUnit[] = [];
  for (const { symbol, source } of symbols) {
    const unit = new Unit(fileOf(source), traced);
    const entries = lowerClass(world, unit, symbol);
    units.push(finish(unit, symbol.name, 'class', entries, source.body));
  }
  for (const { source, tree } of triggers) units.push(compileTrigger(world, source, tree, traced));
  return { problems: world.problems, units: world.problems.length > 0 ? [] : units };
}

function take<T>(world: World, parsed: Parsed<T>, file: string): parsed is { readonly tree: T } {
  if ('tree' in parsed) return true;
  world.problems.push(...parsed.problems.map((problem) => ({ ...problem, file })));
  return false;
}

interface DeclaredClass {
  readonly symbol: ClassSymbol;
  readonly source: ApexSource;
}

function declareAll(world: World, classes: readonly ParsedClass[]): DeclaredClass[] {
  const declared = classes.map(({ source, tree }) => {
    const symbol = declareType(world, tree, { file: fileOf(source), apiVersion: source.apiVersion }, null);
    const lower = symbol.name.toLowerCase();
    if (lower !== source.name.toLowerCase())
      world.report(fileOf(source), tree.pos, `Type name ${symbol.name} does not match file name ${source.name}`);
    if (world.classes.has(lower)) world.report(fileOf(source), tree.pos, `Duplicate class name: ${symbol.name}`);
    else world.classes.set(lower, symbol);
    return { symbol, source };
  });
  for (const { symbol } of declared) declareSupertypes(world, symbol);
  for (const { symbol } of declared) breakCycles(world, symbol);
  for (const { symbol } of declared) declareMembers(world, symbol);
  return declared;
}

function finish(
  unit: Unit,
  name: string,
  kind: CompiledUnit['kind'],
  entries: readonly string[],
  source: string,
): CompiledUnit {
  const code = `(function($){"use strict";${operatorPrologue}const $c=$.coverage;\n${unit.prologue()}\nreturn {${entries.join(',\n')}};})`;
  return {
    name,
    kind,
    file: unit.file,
    code,
    coverableLines: [...unit.coverable].sort((a, b) => a - b),
    lineCount: lineCount(source),
  };
}

/** The class that stands for a script: its members, and `run`. */
function scriptSymbol(
  world: World,
  name: string,
  kind: 'trigger' | 'anonymous',
  members: readonly MemberNode[],
  source: { readonly file: string; readonly apiVersion: number },
): ClassSymbol {
  const none = { words: new Set<string>(), annotations: [] };
  const asStatic = members.map((member): MemberNode => {
    // Methods of a script are called from it without an object.
    if (member.k !== 'method') return member;
    return { ...member, modifiers: { ...member.modifiers, words: new Set([...member.modifiers.words, 'static']) } };
  });
  const node: TypeDeclaration = {
    k: 'type',
    kind: 'class',
    pos: 10_001,
    modifiers: none,
    name,
    extends: null,
    implements: [],
    members: asStatic,
    constants: [],
  };
  const symbol = declareType(world, node, source, null, kind);
  // Classes of a script are named like top-level ones.
  for (const inner of symbol.inner.values()) world.classes.set(inner.name.toLowerCase(), inner);
  declareSupertypes(world, symbol);
  breakCycles(world, symbol);
  declareMembers(world, symbol);
  return symbol;
}

function compileTrigger(world: World, source: ApexSource, tree: TriggerDeclaration, traced: boolean): CompiledUnit {
  const file = fileOf(source);
  const unit = new Unit(file, traced);
  const object = world.schema.object(tree.object);
  if (object === undefined) world.report(file, tree.objectPos, `Invalid type: ${tree.object}`);
  const symbol = scriptSymbol(world, tree.name, 'trigger', tree.members, { file, apiVersion: source.apiVersion });
  const lowering = new ClassLowering(world, unit, symbol);
  lowering.script(tree.statements, `Trigger.${tree.name}`, {
    ...(object === undefined ? {} : { triggerObject: sobjectType(object.name) }),
  });
  const entries = [lowering.emit(), ...[...symbol.inner.values()].flatMap((inner) => lowerClass(world, unit, inner))];
  return {
    ...finish(unit, tree.name, 'trigger', entries, source.body),
    trigger: { object: object?.name ?? tree.object, events: tree.events, apiVersion: source.apiVersion },
  };
}

/** Compiles anonymous Apex against the classes of the org. */
export function compileAnonymous(
  code: string,
  sources: readonly ApexSource[],
  options: WorldOptions,
  apiVersion: number,
  cache = new ParseCache(),
  traced = false,
): CompileResult {
  const world = new World(options);
  const classes: ParsedClass[] = [];
  for (const source of sources) {
    if (source.kind !== 'class') continue;
    const parsed = cache.class(source.body, () => parseClass(fileOf(source), source.body));
    if ('tree' in parsed) classes.push({ source, tree: parsed.tree });
  }
  declareAll(world, classes);
  // Problems of the org's own classes are not those of the script.
  world.problems.length = 0;
  const file = 'AnonymousBlock';
  const parsed: Parsed<AnonymousDeclaration> = parseAnonymous(file, code);
  if (!take(world, parsed, file)) return { problems: world.problems, units: [] };
  const unit = new Unit(file, traced);
  const symbol = scriptSymbol(world, 'AnonymousBlock', 'anonymous', parsed.tree.members, { file, apiVersion });
  const lowering = new ClassLowering(world, unit, symbol);
  lowering.script(parsed.tree.statements, 'AnonymousBlock', {});
  const entries = [lowering.emit(), ...[...symbol.inner.values()].flatMap((inner) => lowerClass(world, unit, inner))];
  return {
    problems: world.problems,
    units: world.problems.length > 0 ? [] : [finish(unit, 'AnonymousBlock', 'anonymous', entries, code)],
  };
}
