/** Subtyping, one rule for the compiler (symbols) and the running code (class infos). */
import { platformCatalogue, platformNameOf, isRecordSet, substitute } from './platform-types.ts';
import { platformType, Types, type TypeRef } from './type-ref.ts';

/** Direct supertypes of the org's own classes: superclass first, then interfaces. */
export type DirectSupertypes = (type: TypeRef) => readonly TypeRef[];

/** Direct supertypes of any type but Object. */
export function supertypes(type: TypeRef, ofClass: DirectSupertypes): readonly TypeRef[] {
  if (type.kind === 'class') return ofClass(type);
  if (type.kind === 'sobject') return type === Types.SObject ? [] : [Types.SObject];
  const name = platformNameOf(type);
  const platform = name === undefined ? undefined : platformCatalogue().find(name);
  if (platform === undefined) return [];
  const found = platform.interfaces.map((one) => substitute(one, platform.parameters, type.args));
  const unsaid = unsaidParents.get(platform.name);
  if (platform.parent !== null) found.unshift(platform.parent);
  else if (unsaid !== undefined) found.unshift(platformType(unsaid));
  else if (platform.name !== 'System.Exception' && /Exception$/.test(platform.name) && platform.kind !== 'enum') {
    found.unshift(exceptionType());
  }
  return found;
}

/** Superclasses the signatures leave out (Apex Reference, Cache namespace). */
const unsaidParents: ReadonlyMap<string, string> = new Map([
  ['Cache.OrgPartition', 'Cache.Partition'],
  ['Cache.SessionPartition', 'Cache.Partition'],
]);

const exceptionType = (): TypeRef => platformCatalogue().parse('Exception', []);

/** Whether a value of `from` is one of `to` without conversion. */
export function isSubtype(from: TypeRef, to: TypeRef, ofClass: DirectSupertypes): boolean {
  if (from === to || to.kind === 'object' || from.kind === 'null') return true;
  if (isRecordSet(from)) {
    return to.kind === 'list' && isSubtypeOfArgument(from, to, ofClass);
  }
  if (from.kind === to.kind && (from.kind === 'list' || from.kind === 'set' || from.kind === 'map')) {
    return isSubtypeOfArgument(from, to, ofClass);
  }
  if (
    from.kind === 'platform' &&
    to.kind === 'platform' &&
    from.args.length > 0 &&
    to.args.length === from.args.length
  ) {
    if (platformNameOf(from) === platformNameOf(to)) return isSubtypeOfArgument(from, to, ofClass);
  }
  return supertypes(from, ofClass).some((upper) => isSubtype(upper, to, ofClass));
}

/** `List<A>` is a `List<B>` when A is a B; SObject elements fit in both directions (Apex checks the rest at run time). */
function isSubtypeOfArgument(from: TypeRef, to: TypeRef, ofClass: DirectSupertypes): boolean {
  return from.args.every((arg, index) => {
    const other = to.args[index];
    if (other === undefined) return false;
    return isSubtype(arg, other, ofClass) || (arg === Types.SObject && other.kind === 'sobject');
  });
}
