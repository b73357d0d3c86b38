/** The two recursive walks of the compiler, handed to every `Body`: the parts of a walk reach its beginning without importing it. */
import type { TypeRef } from '../runtime/type-ref.ts';
import type { Expression, Statement } from './ast.ts';
import type { Body, Lowered, Value } from './body.ts';

export interface Lowerers {
  readonly expression: (body: Body, node: Expression, expected?: TypeRef) => Value;
  readonly statements: (body: Body, nodes: readonly Statement[]) => Lowered;
}
