/** The immutable schema object that every folder reads. */
import { changedObject, changeEventObject } from './change-events.ts';
import type { OrgSchema, SObjectDef } from './types.ts';

/** Makes a schema from finished object definitions. */
export function makeOrgSchema(version: number, objects: Iterable<SObjectDef>): OrgSchema {
  return new MapSchema(version, objects);
}

/** The same schema with some of its objects changed: for texts in another language, never for names or rules. */
export function translateObjects(schema: OrgSchema, translate: (object: SObjectDef) => SObjectDef): OrgSchema {
  return makeOrgSchema(
    schema.version,
    [...schema.objects()].map((object) => translate(object)),
  );
}

class MapSchema implements OrgSchema {
  readonly version: number;
  readonly #objects = new Map<string, SObjectDef>();
  /** By the name as it is written in nearly every question: found without folding its case. */
  readonly #named = new Map<string, SObjectDef>();
  readonly #changeEvents = new Map<string, SObjectDef>();
  readonly #prefixes = new Map<string, SObjectDef>();

  constructor(version: number, objects: Iterable<SObjectDef>) {
    this.version = version;
    for (const object of objects) {
      this.#objects.set(object.name.toLowerCase(), object);
      this.#named.set(object.name, object);
      this.#prefixes.set(object.keyPrefix, object);
    }
  }

  object(name: string): SObjectDef | undefined {
    const named = this.#named.get(name);
    if (named !== undefined) return named;
    const key = name.toLowerCase();
    return this.#objects.get(key) ?? this.#changeEvent(key);
  }

  #changeEvent(key: string): SObjectDef | undefined {
    const owner = changedObject(key);
    if (owner === undefined) return undefined;
    const known = this.#changeEvents.get(key);
    if (known !== undefined) return known;
    const object = this.#objects.get(owner);
    const made = object && changeEventObject(object);
    if (made !== undefined) this.#changeEvents.set(key, made);
    return made;
  }

  objects(): Iterable<SObjectDef> {
    return this.#objects.values();
  }

  objectByPrefix(prefix: string): SObjectDef | undefined {
    return this.#prefixes.get(prefix);
  }
}
