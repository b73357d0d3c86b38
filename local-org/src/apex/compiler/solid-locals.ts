/**
 * Which local variables are never null: numbers and Booleans that begin with a value and are only ever given results of operators (an
 * operator over null throws). What is emitted for them needs no null checks.
 */
import type { Block, Declarator, Expression, Statement, TypeNode } from './ast.ts';

const PLAIN = new Set(['integer', 'long', 'double', 'decimal', 'boolean']);

function isPlain(type: TypeNode): boolean {
  const [part] = type.parts;
  return type.arrays === 0 && type.parts.length === 1 && part !== undefined && PLAIN.has(part.name.toLowerCase());
}

/** Whether the expression has a value whatever its operands are, when its static type is a number or Boolean. */
function isSolid(node: Expression): boolean {
  switch (node.k) {
    case 'literal':
      return node.value.type !== 'null';
    case 'binary':
      return node.op !== '??';
    case 'prefix':
      return node.op !== '+' || isSolid(node.value);
    case 'postfix':
    case 'instanceof':
      return true;
    case 'ternary':
      return isSolid(node.yes) && isSolid(node.no);
    default:
      return false;
  }
}

/** The names, in lower case, of the variables of a body that are never null. */
export function solidLocals(statements: readonly Statement[]): ReadonlySet<string> {
  const good = new Set<string>();
  const bad = new Set<string>();
  const declare = (type: TypeNode, declarators: readonly Declarator[]): void => {
    for (const { name, value } of declarators)
      (isPlain(type) && value !== null && isSolid(value) ? good : bad).add(name.toLowerCase());
  };
  const visit = (node: Statement | Expression | Block): void => {
    if (node.k === 'local') declare(node.type, node.declarators);
    else if (node.k === 'for') {
      if (node.declaration !== null) declare(node.declaration.type, node.declaration.declarators);
    } else if (node.k === 'forEach') bad.add(node.name.toLowerCase());
    else if (node.k === 'try') for (const { name } of node.catches) bad.add(name.toLowerCase());
    else if (node.k === 'switch') for (const { variable } of node.clauses) bad.add(variable?.toLowerCase() ?? '');
    else if (node.k === 'assign' && node.target.k === 'name' && node.op === '' && !isSolid(node.value))
      bad.add(node.target.name.toLowerCase());
  };
  // A worklist, so that long chains of operators do not deepen the stack.
  const waiting: unknown[] = [...statements];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if ('k' in next) visit(next as Statement | Expression);
    for (const child of Object.values(next)) if (typeof child === 'object' && child !== null) waiting.push(child);
  }
  return new Set([...good].filter((name) => !bad.has(name)));
}
