/**
 * The metadata WSDL as the type declarations of `@salesforce/types` give it: which elements a type has, which are required, which
 * repeat, which values an enumeration allows. The declarations are regular enough to be read without a compiler.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export interface WsdlProperty {
  /** `string`, `boolean`, `number`, `any`, an enumeration or another type. */
  readonly type: string;
  readonly optional: boolean;
  readonly repeats: boolean;
}

export interface WsdlTypes {
  /** All properties of a type, inherited ones included; undefined when there is no such type. */
  properties(type: string): ReadonlyMap<string, WsdlProperty> | undefined;
  /** The values of an enumeration; undefined when it is none. */
  values(type: string): ReadonlySet<string> | undefined;
}

/** Elements that a real org takes and the declarations lack. Found by validating public repositories that deploy. */
const missing: Readonly<Record<string, Readonly<Record<string, WsdlProperty>>>> = {
  CustomField: { displayLocationInDecimal: { type: 'boolean', optional: true, repeats: false } },
  CustomSite: { allowGuestPaymentsApi: { type: 'boolean', optional: true, repeats: false } },
};
const text: WsdlProperty = { type: 'string', optional: true, repeats: false };
/** Types the declarations lack. Source: Metadata API Developer Guide, chapter of the type. */
const missingTypes: Readonly<Record<string, Readonly<Record<string, WsdlProperty>>>> = {
  DigitalExperienceConfig: {
    label: { ...text, optional: false },
    site: { type: 'DigitalExperienceConfigSite', optional: true, repeats: false },
    space: text,
  },
  DigitalExperienceConfigSite: { urlPathPrefix: text },
};
/** Values of enumerations that a real org takes and the declarations lack (Experience Cloud sites are CustomSites of these types). */
const missingValues: Readonly<Record<string, readonly string[]>> = {
  SiteType: ['ChatterNetwork', 'ChatterNetworkPicasso'],
};
/** Elements the declarations call required and a real org does not. */
const notRequired: Readonly<Record<string, readonly string[]>> = {
  ApexClass: ['status'],
  ApexTrigger: ['status'],
  CustomObjectTranslation: ['gender'],
  CustomPermission: ['isLicensed'],
  LookupFilterTranslation: ['errorMessage'],
  ValidationRuleTranslation: ['errorMessage'],
  DataWeaveResource: ['content'],
  FeatureParameterBoolean: ['value'],
  FeatureParameterInteger: ['value'],
};

let loaded: WsdlTypes | undefined;

/** The types, read once per process (they are constant). */
export function wsdlTypes(): WsdlTypes {
  loaded ??= parseDeclarations(readDeclarations());
  return loaded;
}

function readDeclarations(): string {
  const module = createRequire(import.meta.url).resolve('@salesforce/types/metadata');
  return readFileSync(module.replace(/\.js$/, '.d.ts'), 'utf8');
}

interface RawType {
  readonly base: string | undefined;
  readonly own: ReadonlyMap<string, WsdlProperty>;
}

function parseDeclarations(text: string): WsdlTypes {
  const enumerations = new Map<string, ReadonlySet<string>>();
  for (const match of text.matchAll(/^export type (\w+) = ((?:'[^']*'(?: \| )?)+);$/gm))
    enumerations.set(
      match[1] ?? '',
      new Set([
        ...(missingValues[match[1] ?? ''] ?? []),
        ...[...(match[2] ?? '').matchAll(/'([^']*)'/g)].map((value) => value[1] ?? ''),
      ]),
    );
  const raw = new Map<string, RawType>();
  for (const match of text.matchAll(/^export type (\w+) = (?:(\w+) & )?\{\n([\s\S]*?)^\};$/gm)) {
    const own = new Map<string, WsdlProperty>();
    for (const line of (match[3] ?? '').matchAll(/^ {4}'?(\w+)'?(\?)?: (.*?);$/gm))
      own.set(line[1] ?? '', property(line[3] ?? '', line[2] !== undefined));
    raw.set(match[1] ?? '', { base: match[2], own });
  }
  for (const [name, own] of Object.entries(missingTypes))
    if (!raw.has(name)) raw.set(name, { base: undefined, own: new Map(Object.entries(own)) });
  // Aliases such as `export type GenAiAgentType = string;`.
  for (const match of text.matchAll(/^export type (\w+) = (string|number|boolean);$/gm))
    raw.set(match[1] ?? '', { base: match[2], own: new Map() });
  return new ParsedTypes(raw, enumerations);
}

function property(declared: string, optional: boolean): WsdlProperty {
  const array = /^Array<(.*)>$/.exec(declared) ?? /^(.*)\[\]$/.exec(declared);
  const type = (array?.[1] ?? declared).replace(/ \| (undefined|null)/g, '');
  return { type, optional, repeats: array !== null };
}

class ParsedTypes implements WsdlTypes {
  readonly #raw: ReadonlyMap<string, RawType>;
  readonly #enumerations: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #complete = new Map<string, ReadonlyMap<string, WsdlProperty>>();

  constructor(raw: ReadonlyMap<string, RawType>, enumerations: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#raw = raw;
    this.#enumerations = enumerations;
  }

  properties(type: string): ReadonlyMap<string, WsdlProperty> | undefined {
    const known = this.#complete.get(type);
    if (known) return known;
    const raw = this.#raw.get(type);
    if (!raw) return undefined;
    if (raw.base === 'string' || raw.base === 'number' || raw.base === 'boolean') return undefined;
    const all = new Map([
      ...(raw.base === undefined ? [] : (this.properties(raw.base) ?? [])),
      ...raw.own,
      ...Object.entries(missing[type] ?? {}),
    ]);
    for (const name of notRequired[type] ?? []) {
      const declared = all.get(name);
      if (declared) all.set(name, { ...declared, optional: true });
    }
    // Parts of containers carry their name although their type is no Metadata.
    if (!all.has('fullName')) all.set('fullName', { type: 'string', optional: true, repeats: false });
    this.#complete.set(type, all);
    return all;
  }

  values(type: string): ReadonlySet<string> | undefined {
    return this.#enumerations.get(type);
  }
}
