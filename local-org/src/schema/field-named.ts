/** Fields by name, fast for names that stand as the platform writes them. */
import type { FieldDef, SObjectDef } from './types.ts';

const canonical = new WeakMap<SObjectDef, ReadonlyMap<string, FieldDef>>();

/**
 * The field of a name in any case; undefined when the object has none. Records nearly always carry canonical names, and lowering every
 * one of them is what bulk saves would spend most of their time on.
 */
export function fieldNamed(object: SObjectDef, name: string): FieldDef | undefined {
  let fields = canonical.get(object);
  if (fields === undefined) {
    fields = new Map([...object.fields.values()].map((field) => [field.name, field]));
    canonical.set(object, fields);
  }
  return fields.get(name) ?? object.fields.get(name.toLowerCase());
}
