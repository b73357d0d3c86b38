/** How much of what public Apex calls most is implemented: the members of generated/most-used-members.json, looked up in the signatures. */
import { readFileSync } from 'node:fs';
import { partly } from '../engine/coverage-rows.ts';
import type { CoverageRow, CoverageSection } from '../engine/coverage-rows.ts';
import { supertypes } from './runtime/hierarchy.ts';
import { platformCatalogue, platformNameOf, type PlatformClass } from './runtime/platform-types.ts';
import { isImplemented } from './runtime/registry.ts';
import { platformType, type TypeRef } from './runtime/type-ref.ts';

/** The aim: that many of the list, counted from its beginning. */
const AIM = 250;
/** What every object has, and every enum; the compiler answers constants itself. */
const OF_OBJECTS = new Set(['tostring', 'equals', 'hashcode', 'clone']);
const OF_ENUMS = new Set(['name', 'ordinal', 'values', 'valueof']);
/** `Account.SObjectType`, `Account.Name`, `Account.fields`: the list does not tell them apart. */
const TOKENS = ['Schema.SObjectType', 'Schema.SObjectField', 'Schema.SObjectTypeFields', 'Schema.SObjectTypeFieldSets'];

interface Found {
  readonly keys: number;
  readonly implemented: number;
}
const none: Found = { keys: 0, implemented: 0 };
const whole: Found = { keys: 1, implemented: 1 };

const count = (keys: readonly string[]): Found => ({
  keys: keys.length,
  implemented: keys.filter((key) => isImplemented(key)).length,
});

/** Overloads of a member in the nearest type that has it. */
function lookUp(type: TypeRef, member: string): Found {
  const lower = member.toLowerCase();
  const facts: PlatformClass | undefined = platformCatalogue().find(platformNameOf(type) ?? '');
  if (facts === undefined) return none;
  if (facts.kind === 'enum' && (OF_ENUMS.has(lower) || facts.values.some((value) => value.toLowerCase() === lower)))
    return whole;
  const methods = facts.methods.get(lower);
  if (methods !== undefined) return facts.kind === 'interface' ? whole : count(methods.map(({ key }) => key));
  const property = facts.properties.get(lower);
  if (property !== undefined) return count([`get ${property.key}`]);
  for (const upper of supertypes(type, () => [])) {
    const found = lookUp(upper, member);
    if (found.keys > 0) return found;
  }
  return OF_OBJECTS.has(lower) ? whole : none;
}

function find(api: string): Found {
  const name = api.replace(/ \[prop\]$/, '');
  // The compiler answers these itself.
  if (/^(?:Trigger\.\w+|new Object)$/.test(name)) return whole;
  const token = /^Schema token \.(\w+)$/.exec(name)?.[1];
  if (token !== undefined)
    return TOKENS.map((type) => lookUp(platformType(type), token)).find(({ keys }) => keys > 0) ?? none;
  const made = /^new ([\w.]+)$/.exec(name)?.[1];
  if (made !== undefined) {
    const canonical = platformCatalogue().canonical(made) ?? '';
    const constructors = platformCatalogue().find(canonical)?.constructors ?? [];
    return count(constructors.map(({ key }) => key));
  }
  const dot = name.lastIndexOf('.');
  const canonical = platformCatalogue().canonical(name.slice(0, dot)) ?? name.slice(0, dot);
  return canonical === 'Object'
    ? lookUp(platformType('System.String'), name.slice(dot + 1))
    : lookUp(platformType(canonical), name.slice(dot + 1));
}

function rows(members: readonly string[]): readonly CoverageRow[] {
  return members.flatMap((feature): readonly CoverageRow[] => {
    const { keys, implemented } = find(feature);
    if (keys > 0 && keys === implemented) return [];
    if (implemented > 0) return [partly(feature, `${String(implemented)} of ${String(keys)} overloads`)];
    return [{ feature, state: 'refused', note: keys === 0 ? 'not in the signatures' : 'refused by name when called' }];
  });
}

/** One row for the aim, one for the whole list, and what is missing from the aim. */
export function mostUsedSection(): CoverageSection {
  const file = new URL('./generated/most-used-members.json', import.meta.url);
  const { members } = JSON.parse(readFileSync(file, 'utf8')) as { readonly members: readonly string[] };
  const first = rows(members.slice(0, AIM));
  const all = rows(members);
  const total = (missing: readonly CoverageRow[], of: number): string => {
    const partly = missing.filter(({ state }) => state === 'partly').length;
    return `${String(of - missing.length)} of ${String(of)} implemented, ${String(partly)} partly, ${String(missing.length - partly)} refused`;
  };
  return {
    title: 'Apex members by use',
    introduction:
      'The platform members that fourteen public Apex projects call, most used first (`local-org/src/apex/generated/most-used-members.json`). Below the totals stands what is missing of the first.',
    rows: [
      {
        feature: `The first ${String(AIM)}`,
        state: first.length === 0 ? 'supported' : 'partly',
        note: total(first, AIM),
      },
      {
        feature: `All ${String(members.length)}`,
        state: all.length === 0 ? 'supported' : 'partly',
        note: total(all, members.length),
      },
      ...first,
    ],
  };
}
