/** Syntax trees by the text they came from, so that a deploy of one class parses one class. */
import type { TriggerDeclaration, TypeDeclaration } from './ast.ts';
import type { Parsed } from './parse.ts';

export class ParseCache {
  private readonly classes = new Map<string, Parsed<TypeDeclaration>>();
  private readonly triggers = new Map<string, Parsed<TriggerDeclaration>>();

  class(text: string, parse: () => Parsed<TypeDeclaration>): Parsed<TypeDeclaration> {
    return keep(this.classes, text, parse);
  }

  trigger(text: string, parse: () => Parsed<TriggerDeclaration>): Parsed<TriggerDeclaration> {
    return keep(this.triggers, text, parse);
  }
}

function keep<T>(known: Map<string, T>, text: string, make: () => T): T {
  const found = known.get(text);
  if (found !== undefined) return found;
  const made = make();
  known.set(text, made);
  return made;
}
