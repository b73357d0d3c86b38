/** Visibility: private, protected, public, @TestVisible. */
import type { Body } from './body.ts';
import { enclosing, type AccessWord, type ClassSymbol, type FieldSymbol, type MethodSymbol } from './symbols.ts';

function outermost(symbol: ClassSymbol): ClassSymbol {
  let current = symbol;
  for (const scope of enclosing(symbol)) current = scope;
  return current;
}

/** Whether the code in `body` may use a member of `owner` with that access word. */
export function canSeeWord(body: Body, owner: ClassSymbol, access: AccessWord, testVisible: boolean): boolean {
  if (access === 'public' || access === 'global') return true;
  if (outermost(owner) === outermost(body.owner)) return true;
  if (testVisible && outermost(body.owner).test) return true;
  if (access === 'private') return false;
  for (const scope of enclosing(body.owner)) if (body.world.isSubtype(scope.type, owner.type)) return true;
  return false;
}

export const canSee = (body: Body, member: FieldSymbol | MethodSymbol): boolean =>
  canSeeWord(body, member.owner, member.access, member.testVisible);
