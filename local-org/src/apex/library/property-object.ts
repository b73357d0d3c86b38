/**
 * Platform objects that are little more than named values: describe results, DML results, mail, requests. Their getters, setters and
 * properties are registered from the signatures, so a class only says what the values are.
 */
import { Unsupported } from '../../engine/errors.ts';
import type { Runtime } from '../runtime/context.ts';
import { platformCatalogue, type PlatformClass } from '../runtime/platform-types.ts';
import { keepInJobs } from '../runtime/platform-state.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { Types, platformType, type TypeRef } from '../runtime/type-ref.ts';
import { ApexList, PlatformObject, box, textOf, runningRuntime } from '../runtime/values/index.ts';

/** A value that is computed when it is first read. */
export class Lazy {
  readonly make: () => unknown;
  constructor(make: () => unknown) {
    this.make = make;
  }
}
export const lazily = (make: () => unknown): Lazy => new Lazy(make);

/** Keys in lower case. */
export type PropertyValues = Readonly<Record<string, unknown>>;

export class PropertyObject extends PlatformObject {
  override readonly apexType: TypeRef;
  private readonly properties: Map<string, unknown>;
  private readonly identity: string | undefined;

  /** Objects of one type with the same `identity` are equal (describe results of the same thing); without one only the object itself is. */
  constructor(typeName: string, values: PropertyValues = {}, identity?: string) {
    super();
    this.apexType = platformType(typeName);
    this.identity = identity;
    this.properties = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  }

  override equalTo(other: unknown): boolean {
    if (this === other) return true;
    return (
      this.identity !== undefined &&
      other instanceof PropertyObject &&
      other.apexType === this.apexType &&
      other.identity === this.identity
    );
  }

  override keyText(): string | undefined {
    return this.identity;
  }

  has(name: string): boolean {
    return this.properties.has(name.toLowerCase());
  }

  get(name: string): unknown {
    const key = name.toLowerCase();
    const value = this.properties.get(key);
    if (!(value instanceof Lazy)) return value ?? null;
    const made = value.make();
    this.properties.set(key, made);
    return made;
  }

  set(name: string, value: unknown): void {
    this.properties.set(name.toLowerCase(), value ?? null);
  }

  names(): readonly string[] {
    return [...this.properties.keys()];
  }

  /** `Database.SaveResult[getErrors=();getId=001…;isSuccess=true;]`, the platform's form for most of these. */
  override toText(): string {
    const rt = runningRuntime();
    const facts = platformCatalogue().find(this.apexType.name);
    if (!rt || !facts) return super.toText();
    const shown = [...facts.methods.values()]
      .flat()
      .filter((method) => /^(get|is)[A-Z]/.test(method.name) && method.parameters.length === 0 && !method.static)
      .map((method) => `${method.name}=${textOf(rt, box(this.get(propertyOf(method.name) ?? ''), method.returns))};`);
    return `${this.apexType.name.replace(/^System\./, '')}[${shown.join('')}]`;
  }
}

keepInJobs('properties', PropertyObject, {
  write: (object, encode) => [object.apexType.name, object.names().map((name) => [name, encode(object.get(name))])],
  read: (written, decode) => {
    const [type, values] = written as readonly [string, readonly (readonly [string, unknown])[]];
    return new PropertyObject(type, Object.fromEntries(values.map(([name, value]) => [name, decode(value)])));
  },
});

/** `getKeyPrefix` → `keyprefix`, `isSuccess` → `success`, `setBody` → `body`. */
const propertyOf = (method: string): string | undefined => /^(?:get|set|is)([A-Z].*)$/.exec(method)?.[1]?.toLowerCase();

/** Reads a property; a describe that has no such fact is refused by name rather than answered with null. */
function read(self: PropertyObject, property: string, key: string, strict: boolean): unknown {
  if (strict && !self.has(property)) throw new Unsupported(`Apex ${key}`);
  const value = self.get(property);
  return value;
}

/**
 * Implementations of all constructors without arguments, properties, getters and setters of these types.
 * `strict` refuses what the object was made without; otherwise absent values are null.
 */
export function propertyFunctions(
  typeNames: readonly string[],
  options: { readonly strict?: boolean } = {},
): Record<string, PlatformFunction> {
  const functions: Record<string, PlatformFunction> = {};
  const strict = options.strict ?? false;
  for (const typeName of typeNames) {
    const facts = platformCatalogue().find(typeName);
    if (!facts) throw new Error(`No platform type ${typeName}`);
    if (facts.constructors.some((constructor) => constructor.parameters.length === 0)) {
      functions[`new ${typeName}()`] = () => new PropertyObject(typeName, emptyLists(facts));
    }
    for (const property of facts.properties.values()) {
      if (property.static) continue;
      functions[`get ${property.key}`] = (_rt: Runtime, self: PropertyObject) =>
        read(self, property.name, property.key, strict);
      functions[`set ${property.key}`] = (_rt: Runtime, self: PropertyObject, value: unknown) =>
        self.set(property.name, value);
    }
    for (const method of [...facts.methods.values()].flat()) {
      const property = propertyOf(method.name);
      if (property === undefined || method.static) continue;
      if (method.name.startsWith('set') && method.parameters.length === 1) {
        functions[method.key] = (_rt: Runtime, self: PropertyObject, value: unknown) => self.set(property, value);
      } else if (method.parameters.length === 0 && method.returns !== Types.Void) {
        functions[method.key] = (_rt: Runtime, self: PropertyObject) => read(self, property, method.key, strict);
      }
    }
  }
  return functions;
}

/** Header and attachment lists of a new object are empty lists in nested DML option headers only; everything else begins as null. */
function emptyLists(facts: PlatformClass): PropertyValues {
  if (facts.name !== 'Database.DMLOptions') return {};
  return {
    assignmentruleheader: new PropertyObject('Database.DMLOptions.AssignmentRuleHeader'),
    duplicateruleheader: new PropertyObject('Database.DMLOptions.DuplicateRuleHeader'),
    emailheader: new PropertyObject('Database.DMLOptions.EmailHeader'),
  };
}

/** A list of texts as an Apex list, for properties. */
export const textList = (items: readonly string[]): ApexList => ApexList.of(Types.String, [...items]);
