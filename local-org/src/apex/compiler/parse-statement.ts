/** ANTLR statements → syntax tree. */
import {
  AccessLevelContext,
  AnnotationContext,
  BlockContext,
  BreakStatementContext,
  CatchClauseContext,
  ContinueStatementContext,
  DeleteStatementContext,
  DoWhileStatementContext,
  ElementValueContext,
  ElementValuePairContext,
  ElementValuePairsContext,
  EnhancedForControlContext,
  ExpressionContext,
  ExpressionListContext,
  ExpressionStatementContext,
  FinallyBlockContext,
  ForControlContext,
  ForInitContext,
  ForStatementContext,
  ForUpdateContext,
  IdContext,
  IfStatementContext,
  InsertStatementContext,
  LocalVariableDeclarationContext,
  LocalVariableDeclarationStatementContext,
  MergeStatementContext,
  ModifierContext,
  ParExpressionContext,
  QualifiedNameContext,
  ReturnStatementContext,
  RunAsStatementContext,
  StatementContext,
  SwitchStatementContext,
  ThrowStatementContext,
  TryStatementContext,
  TypeRefContext,
  UndeleteStatementContext,
  UpdateStatementContext,
  UpsertStatementContext,
  VariableDeclaratorContext,
  VariableDeclaratorsContext,
  WhenControlContext,
  WhenLiteralContext,
  WhenValueContext,
  WhileStatementContext,
} from '@apexdevtools/apex-parser';
import { Unsupported } from '../../engine/errors.ts';
import type {
  AnnotationNode,
  Block,
  Declarator,
  DmlOperation,
  Expression,
  Modifiers,
  Statement,
  TypeNode,
  WhenClause,
  WhenLabel,
} from './ast.ts';
import { convertType, ExpressionConverter, literalOf } from './parse-expression.ts';
import { child, children, endPosition, hasToken, need, position, tokens, type Context } from './parse-tree.ts';

const dmlStatements = [
  [InsertStatementContext, 'insert'],
  [UpdateStatementContext, 'update'],
  [UpsertStatementContext, 'upsert'],
  [DeleteStatementContext, 'delete'],
  [UndeleteStatementContext, 'undelete'],
  [MergeStatementContext, 'merge'],
] as const satisfies readonly (readonly [unknown, DmlOperation])[];

/** Converts statements and modifiers of one source text. */
export class StatementConverter {
  readonly expressions: ExpressionConverter;

  constructor(source: string) {
    this.expressions = new ExpressionConverter(source);
  }

  readonly block = (ctx: BlockContext): Block => ({
    k: 'block',
    pos: position(ctx),
    end: endPosition(ctx),
    statements: children(ctx, StatementContext).map(this.statement),
  });

  readonly statement = (ctx: StatementContext): Statement => {
    const block = child(ctx, BlockContext);
    if (block !== undefined) return this.block(block);
    const expression = child(ctx, ExpressionStatementContext);
    if (expression !== undefined) {
      return { k: 'expression', pos: position(expression), value: this.only(expression) };
    }
    const local = child(ctx, LocalVariableDeclarationStatementContext);
    if (local !== undefined) {
      const declaration = need(local, LocalVariableDeclarationContext);
      return {
        k: 'local',
        pos: position(local),
        modifiers: this.modifiers(declaration),
        ...this.declaration(declaration),
      };
    }
    return this.control(ctx) ?? this.dml(ctx);
  };

  private control(ctx: StatementContext): Statement | undefined {
    const pos = position(ctx);
    const branch = child(ctx, IfStatementContext);
    if (branch !== undefined) {
      const [yes, no] = children(branch, StatementContext);
      if (yes === undefined) throw new Error('An if has a statement');
      return {
        k: 'if',
        pos,
        condition: this.condition(branch),
        yes: this.statement(yes),
        no: no === undefined ? null : this.statement(no),
      };
    }
    const loop = child(ctx, ForStatementContext);
    if (loop !== undefined) return this.forLoop(loop);
    const whileLoop = child(ctx, WhileStatementContext);
    if (whileLoop !== undefined) {
      return { k: 'while', pos, condition: this.condition(whileLoop), body: this.body(whileLoop), atEnd: false };
    }
    const doLoop = child(ctx, DoWhileStatementContext);
    if (doLoop !== undefined) {
      return {
        k: 'while',
        pos,
        condition: this.condition(doLoop),
        body: this.block(need(doLoop, BlockContext)),
        atEnd: true,
      };
    }
    const attempt = child(ctx, TryStatementContext);
    if (attempt !== undefined) return this.tryStatement(attempt);
    const choice = child(ctx, SwitchStatementContext);
    if (choice !== undefined) {
      return {
        k: 'switch',
        pos,
        value: this.only(choice),
        clauses: children(choice, WhenControlContext).map(this.whenClause),
      };
    }
    const returned = child(ctx, ReturnStatementContext);
    if (returned !== undefined) {
      const value = child(returned, ExpressionContext);
      return { k: 'return', pos, value: value === undefined ? null : this.expressions.convert(value) };
    }
    const thrown = child(ctx, ThrowStatementContext);
    if (thrown !== undefined) return { k: 'throw', pos, value: this.only(thrown) };
    if (child(ctx, BreakStatementContext) !== undefined) return { k: 'break', pos };
    if (child(ctx, ContinueStatementContext) !== undefined) return { k: 'continue', pos };
    const runAs = child(ctx, RunAsStatementContext);
    if (runAs !== undefined) {
      return {
        k: 'runAs',
        pos,
        args: this.expressions.list(child(runAs, ExpressionListContext)),
        body: this.block(need(runAs, BlockContext)),
      };
    }
    return undefined;
  }

  private dml(ctx: StatementContext): Statement {
    for (const [type, operation] of dmlStatements) {
      const found = child<Context>(ctx, type);
      if (found === undefined) continue;
      const level = child(found, AccessLevelContext);
      const [value, second] = children(found, ExpressionContext);
      if (value === undefined) throw new Error('A DML statement has an operand');
      const field = child(found, QualifiedNameContext);
      return {
        k: 'dml',
        pos: position(found),
        operation,
        mode: level === undefined ? null : hasToken(level, 'user') ? 'USER_MODE' : 'SYSTEM_MODE',
        value: this.expressions.convert(value),
        field: field === undefined ? null : children(field, IdContext).map((id) => id.getText()),
        second: second === undefined ? null : this.expressions.convert(second),
      };
    }
    throw new Unsupported(`Apex statement ${ctx.getText().slice(0, 40)}`);
  }

  private only(ctx: Context): Expression {
    return this.expressions.convert(need(ctx, ExpressionContext));
  }

  private condition(ctx: Context): Expression {
    return this.only(need(ctx, ParExpressionContext));
  }

  private body(ctx: Context): Statement | null {
    const found = child(ctx, StatementContext);
    return found === undefined ? null : this.statement(found);
  }

  private declaration(ctx: LocalVariableDeclarationContext): {
    readonly type: TypeNode;
    readonly declarators: readonly Declarator[];
  } {
    return {
      type: convertType(need(ctx, TypeRefContext)),
      declarators: this.declarators(need(ctx, VariableDeclaratorsContext)),
    };
  }

  readonly declarators = (ctx: VariableDeclaratorsContext): Declarator[] =>
    children(ctx, VariableDeclaratorContext).map((one) => {
      const value = child(one, ExpressionContext);
      return {
        name: need(one, IdContext).getText(),
        pos: position(one),
        value: value === undefined ? null : this.expressions.convert(value),
      };
    });

  private forLoop(ctx: ForStatementContext): Statement {
    const pos = position(ctx);
    const control = need(ctx, ForControlContext);
    const each = child(control, EnhancedForControlContext);
    if (each !== undefined) {
      return {
        k: 'forEach',
        pos,
        type: convertType(need(each, TypeRefContext)),
        name: need(each, IdContext).getText(),
        source: this.only(each),
        body: this.body(ctx),
      };
    }
    const init = child(control, ForInitContext);
    const declaration = init === undefined ? undefined : child(init, LocalVariableDeclarationContext);
    const initList = init === undefined ? undefined : child(init, ExpressionListContext);
    const update = child(control, ForUpdateContext);
    const condition = child(control, ExpressionContext);
    return {
      k: 'for',
      pos,
      declaration: declaration === undefined ? null : this.declaration(declaration),
      init: this.expressions.list(initList),
      condition: condition === undefined ? null : this.expressions.convert(condition),
      update: update === undefined ? [] : this.expressions.list(child(update, ExpressionListContext)),
      body: this.body(ctx),
    };
  }

  private tryStatement(ctx: TryStatementContext): Statement {
    const last = child(ctx, FinallyBlockContext);
    return {
      k: 'try',
      pos: position(ctx),
      body: this.block(need(ctx, BlockContext)),
      catches: children(ctx, CatchClauseContext).map((clause) => {
        const type = need(clause, QualifiedNameContext);
        return {
          type: {
            pos: position(type),
            parts: children(type, IdContext).map((id) => ({ name: id.getText(), args: [] })),
            arrays: 0,
          },
          name: need(clause, IdContext).getText(),
          pos: position(clause),
          body: this.block(need(clause, BlockContext)),
        };
      }),
      finally: last === undefined ? null : this.block(need(last, BlockContext)),
    };
  }

  private readonly whenClause = (ctx: WhenControlContext): WhenClause => {
    const value = need(ctx, WhenValueContext);
    const type = child(value, TypeRefContext);
    const variable = child(value, IdContext);
    const labels = children(value, WhenLiteralContext);
    return {
      pos: position(ctx),
      labels: labels.length === 0 ? null : labels.map(this.whenLabel),
      type: type === undefined ? null : convertType(type),
      variable: variable === undefined ? null : variable.getText(),
      body: this.block(need(ctx, BlockContext)),
    };
  };

  private readonly whenLabel = (ctx: WhenLiteralContext): WhenLabel => {
    const inner = child(ctx, WhenLiteralContext);
    if (inner !== undefined) return this.whenLabel(inner);
    const name = child(ctx, QualifiedNameContext);
    const pos = position(ctx);
    if (name !== undefined) return { kind: 'name', path: children(name, IdContext).map((id) => id.getText()), pos };
    const parts = tokens(ctx);
    const minus = parts.filter((token) => token === '-').length % 2 === 1;
    const value = literalOf(parts.at(-1) ?? '');
    if (minus && (value.type === 'Integer' || value.type === 'Long')) {
      return { kind: 'literal', value: { type: value.type, text: `-${value.text}` }, pos };
    }
    return { kind: 'literal', value, pos };
  };

  readonly modifiers = (ctx: Context): Modifiers => {
    const words = new Set<string>();
    const annotations: AnnotationNode[] = [];
    let repeated: string | undefined;
    for (const modifier of children(ctx, ModifierContext)) {
      const annotation = child(modifier, AnnotationContext);
      if (annotation !== undefined) {
        const made = this.annotation(annotation);
        if (annotations.some(({ name }) => name.toLowerCase() === made.name.toLowerCase())) repeated = made.name;
        annotations.push(made);
      } else {
        const word = tokens(modifier).join(' ').toLowerCase();
        if (words.has(word)) repeated = word;
        words.add(word);
      }
    }
    return { words, annotations, ...(repeated === undefined ? {} : { repeated }) };
  };

  private annotation(ctx: AnnotationContext): AnnotationNode {
    const values: Record<string, string | number | boolean | null> = {};
    const pairs = child(ctx, ElementValuePairsContext);
    const single = child(ctx, ElementValueContext);
    if (single !== undefined) values['value'] = this.constant(single);
    for (const pair of pairs === undefined ? [] : children(pairs, ElementValuePairContext)) {
      values[need(pair, IdContext).getText().toLowerCase()] = this.constant(need(pair, ElementValueContext));
    }
    return { name: need(ctx, IdContext).getText(), values, pos: position(ctx) };
  }

  private constant(ctx: ElementValueContext): string | number | boolean | null {
    const text = ctx.getText();
    if (!/^('|-?\d|true$|false$|null$)/i.test(text)) return text;
    const value = literalOf(text);
    if (value.type === 'null') return null;
    if (value.type === 'Boolean') return value.value;
    return value.type === 'String' ? value.text : Number(value.text);
  }
}
