/** ANTLR expressions → syntax tree. Left-deep chains are unrolled, so that long sums and call chains do not deepen the stack. */
import {
  AnyIdContext,
  ArgumentsContext,
  ArrayCreatorRestContext,
  ArrayExpressionContext,
  ArrayInitializerContext,
  ArraySubscriptsContext,
  AssignExpressionContext,
  CastExpressionContext,
  ClassCreatorRestContext,
  CondExpressionContext,
  CreatedNameContext,
  CreatorContext,
  DotExpressionContext,
  DotMethodCallContext,
  ExpressionContext,
  ExpressionListContext,
  IdContext,
  IdCreatedNamePairContext,
  InstanceOfExpressionContext,
  LiteralContext,
  MapCreatorRestContext,
  MapCreatorRestPairContext,
  MethodCallContext,
  MethodCallExpressionContext,
  NegExpressionContext,
  NewExpressionContext,
  NoRestContext,
  PostOpExpressionContext,
  PreOpExpressionContext,
  PrimaryContext,
  PrimaryExpressionContext,
  SetCreatorRestContext,
  SoqlLiteralContext,
  SoslLiteralContext,
  SubExpressionContext,
  TypeArgumentsContext,
  TypeListContext,
  TypeNameContext,
  TypeRefContext,
} from '@apexdevtools/apex-parser';
import { Unsupported } from '../../engine/errors.ts';
import type { BinaryOperator, Expression, LiteralValue, TypeNode } from './ast.ts';
import { child, children, firstToken, hasToken, need, position, tokens, type Context } from './parse-tree.ts';
import { convertQuery, convertSearch } from './parse-query.ts';

const binaryOperators: ReadonlySet<string> = new Set<BinaryOperator>([
  '+',
  '-',
  '*',
  '/',
  '<<',
  '>>',
  '>>>',
  '<',
  '>',
  '<=',
  '>=',
  '==',
  '!=',
  '===',
  '!==',
  '&',
  '^',
  '|',
  '&&',
  '||',
  '??',
]);

/** A type as written. */
export function convertType(ctx: TypeRefContext): TypeNode {
  const dimensions = child(ctx, ArraySubscriptsContext);
  return {
    pos: position(ctx),
    parts: children(ctx, TypeNameContext).map((part) => {
      const args = child(part, TypeArgumentsContext);
      const id = child(part, IdContext);
      return {
        name: id === undefined ? firstToken(part) : id.getText(),
        args: args === undefined ? [] : children(need(args, TypeListContext), TypeRefContext).map(convertType),
      };
    }),
    arrays: dimensions === undefined ? 0 : tokens(dimensions).filter((token) => token === '[').length,
  };
}

/** Text of a string literal between its quotes, escapes resolved. */
export function unescape(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, escape: string) => {
    switch (escape[0]) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'u':
        return escape.length === 5 ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : escape;
      default:
        return escape;
    }
  });
}

/** One literal by its source text. */
export function literalOf(text: string): LiteralValue {
  const lower = text.toLowerCase();
  if (lower === 'null') return { type: 'null' };
  if (lower === 'true' || lower === 'false') return { type: 'Boolean', value: lower === 'true' };
  if (text.startsWith("'''")) return { type: 'String', text: unescape(text.slice(3, -3).replace(/^[ \t]*\r?\n/, '')) };
  if (text.startsWith("'")) return { type: 'String', text: unescape(text.slice(1, -1)) };
  if (lower.endsWith('l')) return { type: 'Long', text: text.slice(0, -1) };
  if (lower.endsWith('d')) return { type: 'Double', text: text.slice(0, -1) };
  // 1.5 is a Decimal for the compiler; only the suffix d makes a Double.
  if (text.includes('.')) return { type: 'Decimal', text };
  return { type: 'Integer', text };
}

/** Converts the expressions of one source text. */
export class ExpressionConverter {
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  readonly list = (ctx: ExpressionListContext | undefined): Expression[] =>
    ctx === undefined ? [] : children(ctx, ExpressionContext).map(this.convert);

  readonly convert = (ctx: ExpressionContext): Expression => {
    // Walk down the left spine, then build upwards.
    const spine: ExpressionContext[] = [];
    let node = ctx;
    while (this.hasLeftSpine(node)) {
      spine.push(node);
      const left = child(node, ExpressionContext);
      if (left === undefined) break;
      node = left;
    }
    let result = this.leaf(node);
    for (let upper = spine.pop(); upper !== undefined; upper = spine.pop()) result = this.extend(upper, result);
    return result;
  };

  private hasLeftSpine(ctx: ExpressionContext): boolean {
    return (
      ctx instanceof DotExpressionContext ||
      ctx instanceof ArrayExpressionContext ||
      ctx instanceof PostOpExpressionContext ||
      ctx instanceof InstanceOfExpressionContext ||
      (!(ctx instanceof CondExpressionContext) &&
        !(ctx instanceof AssignExpressionContext) &&
        children(ctx, ExpressionContext).length === 2)
    );
  }

  /** `left` is already converted; `ctx` adds its operator. */
  private extend(ctx: ExpressionContext, left: Expression): Expression {
    const pos = position(ctx);
    if (ctx instanceof DotExpressionContext) {
      const safe = hasToken(ctx, '?.');
      const call = child(ctx, DotMethodCallContext);
      if (call !== undefined) {
        const name = need(call, AnyIdContext);
        return {
          k: 'call',
          pos: position(name),
          target: left,
          name: name.getText(),
          safe,
          args: this.list(child(call, ExpressionListContext)),
        };
      }
      const name = need(ctx, AnyIdContext);
      return { k: 'field', pos: position(name), target: left, name: name.getText(), safe };
    }
    if (ctx instanceof PostOpExpressionContext) {
      return { k: 'postfix', pos, op: hasToken(ctx, '++') ? '++' : '--', target: left };
    }
    if (ctx instanceof InstanceOfExpressionContext) {
      return { k: 'instanceof', pos, value: left, type: convertType(need(ctx, TypeRefContext)) };
    }
    const right = children(ctx, ExpressionContext)[1];
    if (right === undefined) throw new Error('A binary expression has two operands');
    if (ctx instanceof ArrayExpressionContext) return { k: 'index', pos, target: left, index: this.convert(right) };
    const written = tokens(ctx).join('');
    const op = written === '<>' ? '!=' : written;
    if (!binaryOperators.has(op)) throw new Unsupported(`Apex operator ${op}`);
    return { k: 'binary', pos, op: op as BinaryOperator, left, right: this.convert(right) };
  }

  private leaf(ctx: ExpressionContext): Expression {
    const pos = position(ctx);
    if (ctx instanceof PrimaryExpressionContext) return this.primary(need(ctx, PrimaryContext));
    if (ctx instanceof SubExpressionContext) return this.convert(need(ctx, ExpressionContext));
    if (ctx instanceof MethodCallExpressionContext) return this.methodCall(need(ctx, MethodCallContext));
    if (ctx instanceof NewExpressionContext) return this.creator(need(ctx, CreatorContext));
    if (ctx instanceof CastExpressionContext) {
      return {
        k: 'cast',
        pos,
        type: convertType(need(ctx, TypeRefContext)),
        value: this.convert(need(ctx, ExpressionContext)),
      };
    }
    if (ctx instanceof NegExpressionContext) {
      const op = hasToken(ctx, '!') ? '!' : '~';
      return { k: 'prefix', pos, op, value: this.convert(need(ctx, ExpressionContext)) };
    }
    const [first, second, third] = children(ctx, ExpressionContext);
    if (first !== undefined && third !== undefined && second !== undefined && ctx instanceof CondExpressionContext) {
      return {
        k: 'ternary',
        pos,
        condition: this.convert(first),
        yes: this.convert(second),
        no: this.convert(third),
      };
    }
    if (first !== undefined && second !== undefined && ctx instanceof AssignExpressionContext) {
      const op = firstToken(ctx).slice(0, -1);
      return {
        k: 'assign',
        pos,
        op: op as '' | '+',
        target: this.convert(first),
        value: this.convert(second),
      };
    }
    if (first !== undefined && ctx instanceof PreOpExpressionContext) {
      const op = firstToken(ctx) as '+' | '-' | '++' | '--';
      const value = this.convert(first);
      // -2147483648 is a literal although 2147483648 is none.
      if (op === '-' && value.k === 'literal' && (value.value.type === 'Integer' || value.value.type === 'Long')) {
        return { k: 'literal', pos, value: { type: value.value.type, text: `-${value.value.text}` } };
      }
      return { k: 'prefix', pos, op, value };
    }
    throw new Unsupported(`Apex syntax ${ctx.constructor.name}`);
  }

  private primary(ctx: PrimaryContext): Expression {
    const pos = position(ctx);
    const literal = child(ctx, LiteralContext);
    if (literal !== undefined) return { k: 'literal', pos, value: literalOf(literal.getText()) };
    const id = child(ctx, IdContext);
    if (id !== undefined) return { k: 'name', pos, name: id.getText() };
    const soql = child(ctx, SoqlLiteralContext);
    if (soql !== undefined) return convertQuery(soql, this.source, this.convert);
    const sosl = child(ctx, SoslLiteralContext);
    if (sosl !== undefined) return convertSearch(sosl, this.source, this.convert);
    const type = child(ctx, TypeRefContext);
    if (type !== undefined) return { k: 'classLiteral', pos, type: convertType(type) };
    const word = firstToken(ctx).toLowerCase();
    if (word === 'this' || word === 'super') return { k: word, pos };
    if (word === 'void') return { k: 'classLiteral', pos, type: null };
    throw new Unsupported(`Apex syntax ${ctx.constructor.name}`);
  }

  private methodCall(ctx: MethodCallContext): Expression {
    const pos = position(ctx);
    const args = this.list(child(ctx, ExpressionListContext));
    const id = child(ctx, IdContext);
    if (id !== undefined) return { k: 'call', pos, target: null, name: id.getText(), safe: false, args };
    return { k: 'constructorCall', pos, which: hasToken(ctx, 'this') ? 'this' : 'super', args };
  }

  private creator(ctx: CreatorContext): Expression {
    const pos = position(ctx);
    const type: TypeNode = {
      pos,
      parts: children(need(ctx, CreatedNameContext), IdCreatedNamePairContext).map((part) => {
        const args = child(part, TypeListContext);
        return {
          name: need(part, AnyIdContext).getText(),
          args: args === undefined ? [] : children(args, TypeRefContext).map(convertType),
        };
      }),
      arrays: 0,
    };
    const constructed = child(ctx, ClassCreatorRestContext);
    if (constructed !== undefined) {
      const args = this.list(child(need(constructed, ArgumentsContext), ExpressionListContext));
      return { k: 'new', pos, type, args };
    }
    const array = child(ctx, ArrayCreatorRestContext);
    if (array !== undefined) {
      const size = child(array, ExpressionContext);
      const items = child(array, ArrayInitializerContext);
      return {
        k: 'newArray',
        pos,
        type,
        size: size === undefined ? null : this.convert(size),
        items: items === undefined ? [] : children(items, ExpressionContext).map(this.convert),
      };
    }
    const map = child(ctx, MapCreatorRestContext);
    if (map !== undefined) {
      return { k: 'newMap', pos, type, pairs: children(map, MapCreatorRestPairContext).map(this.pair) };
    }
    const set = child(ctx, SetCreatorRestContext);
    if (set !== undefined) {
      return { k: 'newItems', pos, type, items: children(set, ExpressionContext).map(this.convert) };
    }
    if (child(ctx, NoRestContext) !== undefined) return { k: 'newItems', pos, type, items: [] };
    throw new Unsupported('Apex creator syntax');
  }

  private readonly pair = (ctx: Context): readonly [Expression, Expression] => {
    const [key, value] = children(ctx, ExpressionContext);
    if (key === undefined || value === undefined) throw new Error('A map entry has a key and a value');
    return [this.convert(key), this.convert(value)];
  };
}
