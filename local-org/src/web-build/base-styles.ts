/**
 * Cuts from base components' stylesheets what never applies here. The package styles every component twice: by the global design system (what
 * synthetic shadow uses, as Lightning Experience does) and by rules guarded with `:host([data-render-mode="shadow"])`, which base components set on
 * themselves only under native shadow. The guarded rules are 2 MB of CSS: a third of a cold build and half of what a page loads.
 */

const GUARD = 'data-render-mode';

/** The stylesheet without rules all of whose selectors carry the guard. Other rules, at-rules and comments outside of rules stay. */
export function withoutNativeShadowRules(css: string): string {
  if (!css.includes(GUARD)) return css;
  const left = filtered(css.replace(/\/\*[\s\S]*?\*\//g, ''));
  // An empty stylesheet compiles to undefined, which the engine does not accept in the list of a stylesheet that imports it.
  return left.trim() === '' ? ':host {}' : left;
}

function filtered(css: string): string {
  let result = '';
  let position = 0;
  while (position < css.length) {
    const open = next(css, position, '{;}');
    if (open < 0) return result + css.slice(position);
    if (css[open] !== '{') {
      result += css.slice(position, open + 1);
      position = open + 1;
      continue;
    }
    const close = matching(css, open);
    const prelude = css.slice(position, open);
    const selector = prelude.trim();
    if (/^@(media|supports|layer|container)\b/.test(selector)) {
      const inner = filtered(css.slice(open + 1, close));
      if (inner.trim() !== '') result += `${prelude}{${inner}}`;
    } else if (selector.startsWith('@') || !everySelectorGuarded(selector)) {
      result += css.slice(position, close + 1);
    }
    position = close + 1;
  }
  return result;
}

function everySelectorGuarded(selectors: string): boolean {
  let depth = 0;
  let current = '';
  const parts: string[] = [];
  for (const character of selectors) {
    if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(current);
      current = '';
    } else current += character;
  }
  parts.push(current);
  return parts.every((part) => part.includes(GUARD));
}

/** Index of the first of `wanted` outside of quotes and brackets, or -1. */
function next(css: string, from: number, wanted: string): number {
  let quote = '';
  let depth = 0;
  for (let index = from; index < css.length; index += 1) {
    const character = css[index] ?? '';
    if (character === '\\') index += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (depth === 0 && wanted.includes(character)) return index;
  }
  return -1;
}

/** Index of the brace that closes the one at `open`. */
function matching(css: string, open: number): number {
  let depth = 0;
  let position = open;
  for (;;) {
    const found = next(css, position, '{}');
    if (found < 0) return css.length - 1;
    depth += css[found] === '{' ? 1 : -1;
    if (depth === 0) return found;
    position = found + 1;
  }
}
