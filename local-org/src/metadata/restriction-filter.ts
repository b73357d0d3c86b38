/**
 * The conditions of restriction rules: one comparison with EQUALS, no AND, OR, functions or formulas.
 * Source: Restriction Rules Developer Guide, "Considerations" (operators, data types) and "Example Scenarios" (notation of paths,
 * lists of values, `$User` on the right).
 */

/** `Owner:User.UserRoleId = $User.UserRoleId` in parts. */
export interface RestrictionFilter {
  /** Steps of the path on the left without the object's own name; relationships first, the field last. */
  readonly path: readonly string[];
  readonly value: RestrictionValue;
}

export type RestrictionValue =
  /** Any of these; ids, texts, numbers, `true` and `false` as written. */
  | { readonly kind: 'literals'; readonly texts: readonly string[] }
  /** A field of the acting user. */
  | { readonly kind: 'user'; readonly path: readonly string[] };

/** Whom a rule is for: a field of the acting user, or a custom permission. */
export type UserCriteria =
  | { readonly kind: 'user'; readonly path: readonly string[]; readonly texts: readonly string[] }
  | { readonly kind: 'permission'; readonly name: string; readonly held: boolean };

const PATH = /^[A-Za-z_]\w*(?:[:.][A-Za-z_]\w*)*$/;

/** Reads `recordFilter` of a rule on `objectName`; undefined when it is not one comparison of a field. */
export function parseRecordFilter(text: string, objectName: string): RestrictionFilter | undefined {
  const sides = comparison(text);
  if (!sides || !PATH.test(sides.left)) return undefined;
  const steps = stepsOf(sides.left);
  const path = steps[0]?.toLowerCase() === objectName.toLowerCase() && steps.length > 1 ? steps.slice(1) : steps;
  const value = valueOf(sides.right);
  return value && { path, value };
}

/** Reads `userCriteria`; undefined when it is not one comparison of `$User.…` or `$Permission.…` with literals. */
export function parseUserCriteria(text: string): UserCriteria | undefined {
  const sides = comparison(text);
  const subject = /^\$(User|Permission)\.(.+)$/i.exec(sides?.left ?? '');
  const value = sides && valueOf(sides.right);
  if (!subject || !PATH.test(subject[2] ?? '') || value?.kind !== 'literals') return undefined;
  if (subject[1]?.toLowerCase() === 'permission')
    return { kind: 'permission', name: subject[2] ?? '', held: value.texts[0]?.toLowerCase() === 'true' };
  return { kind: 'user', path: stepsOf(subject[2] ?? ''), texts: value.texts };
}

function comparison(text: string): { readonly left: string; readonly right: string } | undefined {
  const at = text.indexOf('=');
  const left = text.slice(0, Math.max(at, 0)).trim();
  const right = text.slice(at + 1).trim();
  return left === '' || right === '' || /^[=<>]/.test(right) ? undefined : { left, right };
}

/** `Owner:User.Name` names the kind of a polymorphic owner: `Owner`, `Name`. */
function stepsOf(path: string): readonly string[] {
  return path.split('.').map((step) => step.split(':')[0] ?? step);
}

function valueOf(text: string): RestrictionValue | undefined {
  const user = /^\$User\.(.+)$/i.exec(text)?.[1];
  if (user !== undefined) return PATH.test(user) ? { kind: 'user', path: stepsOf(user) } : undefined;
  const quoted = /^'([^']*)'$/.exec(text)?.[1];
  if (quoted !== undefined) return { kind: 'literals', texts: listOf(quoted) };
  // Ids, numbers, dates and booleans may stand without quotes; operators and functions may not.
  return /^[\w.:+-]+(\s*,\s*[\w.:+-]+)*$/.test(text) ? { kind: 'literals', texts: listOf(text) } : undefined;
}

/** `Tom, Anita, "Torres, Jia"`: commas part the values, double quotes keep one together. */
function listOf(text: string): readonly string[] {
  const parts = text.match(/\s*(?:"[^"]*"|[^,]*)\s*(?:,|$)/g) ?? [];
  const values = parts
    .map((part) =>
      part
        .replace(/,$/, '')
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    )
    .filter((part) => part !== '');
  return values.length === 0 ? [''] : values;
}
