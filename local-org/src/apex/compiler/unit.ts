/** What one source file becomes: hoisted constants, emitted classes, coverable lines. */
import { Types, type TypeRef } from '../runtime/type-ref.ts';
import { lineOf, type Position } from './ast.ts';

export const quote = (text: string): string =>
  JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** Collects what a unit's code refers to; every constant is made once at load. */
export class Unit {
  readonly file: string;
  /** Whether its code tells the debug log of statements, variables and methods of the platform. */
  readonly traced: boolean;
  readonly coverable = new Set<number>();
  private readonly constants = new Map<string, string>();
  private readonly declarations: string[] = [];
  private temporaries = 0;

  constructor(file: string, traced = false) {
    this.file = file;
    this.traced = traced;
  }

  private hoist(prefix: string, code: string): string {
    const known = this.constants.get(code);
    if (known !== undefined) return known;
    const name = `${prefix}${String(this.constants.size)}`;
    this.constants.set(code, name);
    this.declarations.push(`const ${name}=${code};`);
    return name;
  }

  /** An implementation of the platform library. */
  library(key: string): string {
    return this.hoist('L', `$.${this.traced ? 'tracedLibrary' : 'library'}(${quote(key)})`);
  }

  type(type: TypeRef): string {
    return this.hoist('T', typeCode(type));
  }

  /** A function giving the emitted class; loaded on first use. */
  class(name: string): string {
    return this.hoist('C', `$.reference(${quote(name)})`);
  }

  /** Number of the class's statics in a transaction. */
  staticsOf(name: string): string {
    return this.hoist('N', `$.staticsNumber(${quote(name)})`);
  }

  /** A stack frame's label and the class whose mode counts. */
  frame(label: string, className: string, signature = ''): string {
    return this.hoist('M', `$.frame(${[label, className, signature].map(quote).join()})`);
  }

  /** Any other constant of the loader: tokens, enum constants, decimals. */
  constant(code: string): string {
    return this.hoist('K', code);
  }

  /** A fresh JavaScript name for compiler variables. */
  fresh(prefix: string): string {
    this.temporaries += 1;
    return `$${prefix}${String(this.temporaries)}`;
  }

  cover(pos: Position): number {
    const line = lineOf(pos);
    this.coverable.add(line);
    return line;
  }

  prologue(): string {
    return this.declarations.join('\n');
  }
}

/** Code that makes a TypeRef at load. */
export function typeCode(type: TypeRef): string {
  const args = type.args.map(typeCode);
  switch (type.kind) {
    case 'list':
      return `$.listOf(${args.join()})`;
    case 'set':
      return `$.setOf(${args.join()})`;
    case 'map':
      return `$.mapOf(${args.join()})`;
    case 'sobject':
      return `$.sobjectType(${quote(type.name)})`;
    case 'class':
      return `$.classType(${quote(type.name)})`;
    case 'platform': {
      const angle = type.name.indexOf('<');
      return `$.platformType(${quote(angle < 0 ? type.name : type.name.slice(0, angle))},[${args.join()}])`;
    }
    case 'parameter':
      return typeCode(Types.Object);
    default:
      return `$.Types.${type.name === 'void' ? 'Void' : type.name === 'null' ? 'Null' : type.name}`;
  }
}
