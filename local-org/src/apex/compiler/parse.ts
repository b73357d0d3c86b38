/** Apex source → syntax tree, by `@apexdevtools/apex-parser`. The ANTLR tree is dropped when the conversion ends. */
import {
  AnonymousBlockContext,
  AnonymousBlockMemberContext,
  AnonymousMemberDeclarationContext,
  ApexErrorListener,
  ApexParserFactory,
  BlockContext,
  ClassBodyContext,
  ClassBodyDeclarationContext,
  ClassDeclarationContext,
  ConstructorDeclarationContext,
  EnumConstantsContext,
  EnumDeclarationContext,
  FieldDeclarationContext,
  FormalParameterContext,
  FormalParameterListContext,
  FormalParametersContext,
  GetterContext,
  IdContext,
  InterfaceBodyContext,
  InterfaceDeclarationContext,
  InterfaceMethodDeclarationContext,
  MemberDeclarationContext,
  MethodDeclarationContext,
  PropertyBlockContext,
  PropertyDeclarationContext,
  QualifiedNameContext,
  SetterContext,
  StatementContext,
  TriggerBlockContext,
  TriggerBlockMemberContext,
  TriggerCaseContext,
  TriggerMemberDeclarationContext,
  TypeDeclarationContext,
  TypeListContext,
  TypeRefContext,
  VariableDeclaratorsContext,
} from '@apexdevtools/apex-parser';
import type {
  AnonymousDeclaration,
  MemberNode,
  Modifiers,
  ParameterNode,
  Problem,
  PropertyNode,
  Statement,
  TriggerDeclaration,
  TypeDeclaration,
} from './ast.ts';
import { convertType } from './parse-expression.ts';
import { StatementConverter } from './parse-statement.ts';
import { child, children, endPosition, hasToken, need, position, tokens, type Context } from './parse-tree.ts';

class Collector extends ApexErrorListener {
  readonly problems: Problem[] = [];
  private readonly file: string;

  constructor(file: string) {
    super();
    this.file = file;
  }

  override apexSyntaxError(line: number, column: number, message: string): void {
    this.problems.push({ file: this.file, line, column: column + 1, message: wording(message) });
  }
}

/** ANTLR's words in those of the platform's compiler where both say the same. */
function wording(message: string): string {
  const unexpected = /^(?:mismatched|extraneous) input '(.*?)' expecting (.*)$/s.exec(message);
  if (unexpected !== null) return `Unexpected token '${unexpected[1] ?? ''}'.`;
  const missing = /^missing '(.*?)' at '(.*)'$/s.exec(message);
  if (missing !== null) return `Missing '${missing[1] ?? ''}' at '${missing[2] ?? ''}'`;
  const viable = /^no viable alternative at input '(.*)'$/s.exec(message);
  if (viable !== null) return `Unexpected token '${(viable[1] ?? '').split(/\s/).at(-1) ?? ''}'.`;
  return message;
}

export type Parsed<T> = { readonly tree: T } | { readonly problems: readonly Problem[] };

function parser(
  file: string,
  source: string,
): { readonly collector: Collector; readonly parse: ReturnType<typeof create> } {
  const collector = new Collector(file);
  return { collector, parse: create(source, collector) };
}
const create = (source: string, collector: Collector) =>
  ApexParserFactory.createLexerAndParser(source, collector).parser;

/** A `.cls` file. */
export function parseClass(file: string, source: string): Parsed<TypeDeclaration> {
  const { collector, parse } = parser(file, source);
  const unit = parse.compilationUnit();
  if (collector.problems.length > 0) return { problems: collector.problems };
  return { tree: new DeclarationConverter(source).typeDeclaration(need(unit, TypeDeclarationContext)) };
}

/** A `.trigger` file. */
export function parseTrigger(file: string, source: string): Parsed<TriggerDeclaration> {
  const { collector, parse } = parser(file, source);
  const unit = parse.triggerUnit();
  if (collector.problems.length > 0) return { problems: collector.problems };
  const converter = new DeclarationConverter(source);
  const [name, object] = children(unit, IdContext);
  if (name === undefined || object === undefined) throw new Error('A trigger has a name and an object');
  const { members, statements } = converter.script(
    children(need(unit, TriggerBlockContext), TriggerBlockMemberContext),
  );
  return {
    tree: {
      k: 'trigger',
      pos: position(unit),
      name: name.getText(),
      object: object.getText(),
      objectPos: position(object),
      events: children(unit, TriggerCaseContext).map((one) => tokens(one).join('_').toUpperCase()),
      members,
      statements,
    },
  };
}

/** Anonymous Apex. */
export function parseAnonymous(file: string, source: string): Parsed<AnonymousDeclaration> {
  const { collector, parse } = parser(file, source);
  const unit = parse.anonymousUnit();
  if (collector.problems.length > 0) return { problems: collector.problems };
  const members = children(need(unit, AnonymousBlockContext), AnonymousBlockMemberContext);
  return { tree: { k: 'anonymous', ...new DeclarationConverter(source).script(members) } };
}

class DeclarationConverter {
  private readonly statements: StatementConverter;

  constructor(source: string) {
    this.statements = new StatementConverter(source);
  }

  script(parts: readonly (TriggerBlockMemberContext | AnonymousBlockMemberContext)[]): {
    readonly members: readonly MemberNode[];
    readonly statements: readonly Statement[];
  } {
    const members: MemberNode[] = [];
    const statements: Statement[] = [];
    for (const part of parts) {
      const statement = child(part, StatementContext);
      if (statement !== undefined) {
        statements.push(this.statements.statement(statement));
        continue;
      }
      const declaration =
        child<Context>(part, TriggerMemberDeclarationContext) ?? need<Context>(part, AnonymousMemberDeclarationContext);
      const member = this.member(declaration, this.statements.modifiers(part));
      // A bare `Integer x = 1;` parses as a field; in a script it is a local variable.
      if (member.k === 'field') {
        statements.push({
          k: 'local',
          pos: member.pos,
          modifiers: member.modifiers,
          type: member.type,
          declarators: member.declarators,
        });
      } else members.push(member);
    }
    return { members, statements };
  }

  typeDeclaration(ctx: TypeDeclarationContext): TypeDeclaration {
    return this.type(ctx, this.statements.modifiers(ctx));
  }

  private type(ctx: Context, modifiers: Modifiers): TypeDeclaration {
    const declared =
      child(ctx, ClassDeclarationContext) ??
      child(ctx, InterfaceDeclarationContext) ??
      need(ctx, EnumDeclarationContext);
    const base = child<TypeRefContext>(declared, TypeRefContext);
    const list = child<Context>(declared, TypeListContext);
    const constants = child<Context>(declared, EnumConstantsContext);
    const kind =
      declared instanceof ClassDeclarationContext
        ? 'class'
        : declared instanceof InterfaceDeclarationContext
          ? 'interface'
          : 'enum';
    return {
      k: 'type',
      kind,
      pos: position(need<IdContext>(declared, IdContext)),
      modifiers,
      name: need<IdContext>(declared, IdContext).getText(),
      extends: base === undefined ? null : convertType(base),
      implements: list === undefined ? [] : children(list, TypeRefContext).map(convertType),
      members: this.members(declared),
      constants:
        constants === undefined
          ? []
          : children(constants, IdContext).map((id) => ({ name: id.getText(), pos: position(id) })),
    };
  }

  private members(declared: Context): MemberNode[] {
    const body = child(declared, InterfaceBodyContext);
    if (body !== undefined) {
      return children(body, InterfaceMethodDeclarationContext).map((one) =>
        this.method(one, this.statements.modifiers(one)),
      );
    }
    const classBody = child(declared, ClassBodyContext);
    if (classBody === undefined) return [];
    const members: MemberNode[] = [];
    for (const part of children(classBody, ClassBodyDeclarationContext)) {
      const block = child(part, BlockContext);
      if (block !== undefined) {
        members.push({
          k: 'initializer',
          pos: position(part),
          static: hasToken(part, 'static'),
          body: this.statements.block(block),
        });
        continue;
      }
      const declaration = child(part, MemberDeclarationContext);
      if (declaration !== undefined) members.push(this.member(declaration, this.statements.modifiers(part)));
    }
    return members;
  }

  private member(ctx: Context, modifiers: Modifiers): MemberNode {
    const method = child(ctx, MethodDeclarationContext);
    if (method !== undefined) return this.method(method, modifiers);
    const property = child(ctx, PropertyDeclarationContext);
    if (property !== undefined) return this.property(property, modifiers);
    const field = child(ctx, FieldDeclarationContext);
    if (field !== undefined) {
      return {
        k: 'field',
        pos: position(field),
        modifiers,
        type: convertType(need(field, TypeRefContext)),
        declarators: this.statements.declarators(need(field, VariableDeclaratorsContext)),
      };
    }
    const made = child(ctx, ConstructorDeclarationContext);
    if (made !== undefined) {
      return {
        k: 'constructor',
        pos: position(made),
        modifiers,
        name: need(made, QualifiedNameContext).getText(),
        parameters: this.parameters(made),
        body: this.statements.block(need(made, BlockContext)),
      };
    }
    return this.type(ctx, modifiers);
  }

  private method(ctx: Context, modifiers: Modifiers): MemberNode {
    const returns = child(ctx, TypeRefContext);
    const body = child(ctx, BlockContext);
    const name = need(ctx, IdContext);
    return {
      k: 'method',
      pos: position(name),
      modifiers,
      name: name.getText(),
      returns: returns === undefined ? null : convertType(returns),
      parameters: this.parameters(ctx),
      body: body === undefined ? null : this.statements.block(body),
    };
  }

  private parameters(ctx: Context): ParameterNode[] {
    const list = child(need(ctx, FormalParametersContext), FormalParameterListContext);
    if (list === undefined) return [];
    return children(list, FormalParameterContext).map((one) => ({
      name: need(one, IdContext).getText(),
      pos: position(one),
      type: convertType(need(one, TypeRefContext)),
    }));
  }

  private property(ctx: PropertyDeclarationContext, modifiers: Modifiers): PropertyNode {
    let getter: PropertyNode['getter'] = null;
    let setter: PropertyNode['setter'] = null;
    let repeated: string | undefined;
    for (const part of children(ctx, PropertyBlockContext)) {
      const accessor = child(part, GetterContext) ?? need<Context>(part, SetterContext);
      const body = child<BlockContext>(accessor, BlockContext);
      const node = {
        pos: position(part),
        end: endPosition(part),
        modifiers: this.statements.modifiers(part),
        body: body === undefined ? null : this.statements.block(body),
      };
      const isGetter = accessor instanceof GetterContext;
      if ((isGetter ? getter : setter) !== null) repeated = isGetter ? 'get' : 'set';
      if (isGetter) getter = node;
      else setter = node;
    }
    const name = need(ctx, IdContext);
    return {
      k: 'property',
      pos: position(name),
      modifiers,
      type: convertType(need(ctx, TypeRefContext)),
      name: name.getText(),
      getter,
      setter,
      ...(repeated === undefined ? {} : { repeated }),
    };
  }
}
