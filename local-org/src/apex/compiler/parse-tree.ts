/** Small typed access to the ANTLR tree, whose own accessors claim to be never null. */
import type { ApexParseTree, ApexParserRuleContext, ApexToken } from '@apexdevtools/apex-parser';
import { positionOf, type Position } from './ast.ts';

export type Context = ApexParserRuleContext;
type ContextClass<T extends Context> = abstract new (...args: never[]) => T;

const childrenOf = (ctx: Context): readonly ApexParseTree[] =>
  (ctx as unknown as { readonly children: readonly ApexParseTree[] | null }).children ?? [];

/** The first direct child of that rule. */
export function child<T extends Context>(ctx: Context, type: ContextClass<T>): T | undefined {
  for (const node of childrenOf(ctx)) if (node instanceof type) return node;
  return undefined;
}

/** All direct children of that rule. */
export function children<T extends Context>(ctx: Context, type: ContextClass<T>): T[] {
  const found: T[] = [];
  for (const node of childrenOf(ctx)) if (node instanceof type) found.push(node);
  return found;
}

/** The child that the grammar makes certain when there was no syntax error. */
export function need<T extends Context>(ctx: Context, type: ContextClass<T>): T {
  const found = child(ctx, type);
  if (found === undefined) throw new Error(`The parser left out ${type.name}`);
  return found;
}

/** Every node below `ctx` of that rule, not descending into the found ones. */
export function descendants<T extends Context>(ctx: Context, type: ContextClass<T>): T[] {
  const found: T[] = [];
  const waiting: ApexParseTree[] = [...childrenOf(ctx)].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node instanceof type) found.push(node);
    else if ('children' in node) waiting.push(...[...childrenOf(node as Context)].reverse());
  }
  return found;
}

/** Texts of the direct token children, in the case of the source. */
export function tokens(ctx: Context): string[] {
  const found: string[] = [];
  for (const node of childrenOf(ctx)) {
    const symbol = (node as { readonly symbol?: ApexToken }).symbol;
    if (symbol !== undefined) found.push(symbol.text);
  }
  return found;
}

export const hasToken = (ctx: Context, text: string): boolean =>
  tokens(ctx).some((token) => token.toLowerCase() === text);

export const firstToken = (ctx: Context): string => tokens(ctx)[0] ?? '';

export const position = (ctx: Context): Position => positionOf(ctx.start.line, ctx.start.column + 1);

export const endPosition = (ctx: Context): Position => {
  const stop = ctx.stop ?? ctx.start;
  return positionOf(stop.line, stop.column + 1);
};

/** Offsets of the rule in the source, end exclusive; the lexer counts characters, of which some are two in a JavaScript string. */
export function range(ctx: Context): readonly [number, number] {
  const stop = ctx.stop ?? ctx.start;
  return [ctx.start.start, stop.stop + 1];
}

/** The part of a source between such offsets. */
export function textBetween(source: string, from: number, to: number): string {
  return /[\uD800-\uDBFF]/.test(source) ? Array.from(source).slice(from, to).join('') : source.slice(from, to);
}
