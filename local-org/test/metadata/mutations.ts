/**
 * Breaks metadata files on purpose, each in one place, so that a test can ask whether a deploy would refuse them there. What is a mistake
 * is decided here from the files alone, not from the rules of `metadata/validation`; only for enumerations and required elements the
 * declarations of the metadata WSDL are asked, because they are the source of both.
 */
import { parseXml, type MetadataComponent, type MetadataSet, type XmlElement } from '../../src/metadata/index.ts';
import { wsdlTypes } from '../../src/metadata/validation/wsdl-types.ts';

export type MutationKind = 'unknown element' | 'bad value' | 'unknown reference' | 'missing element';

export interface Mutation {
  readonly kind: MutationKind;
  readonly file: string;
  readonly componentType: string;
  /** Where the mistake is: the line that a message must name. */
  readonly line: number;
  readonly what: string;
  readonly mutated: string;
}

/** What a message must say about a mistake of that kind: the platform's words. */
export const WORDS: Readonly<Record<MutationKind, RegExp>> = {
  'unknown element':
    /^Error parsing file: Element \{http:\/\/soap\.sforce\.com\/2006\/04\/metadata\}\w+ invalid at this location in type \w+$/,
  'bad value': /^Error parsing file: '.*' is not a valid value for the (enum '\w+'|type xsd:\w+)$/,
  'missing element': /^Required field is missing: \w+$/,
  'unknown reference':
    /no \w+ named .+ found$|No MODULE named markup:\/\/c:\w+ found|^Invalid reference .+ of type \w+ in file$|^Unable to find (module|Apex action (class|method)) |^Invalid user field: |doesn't exist in the bundle$|^We couldn't find the component |^The theme has no layout |^The apiName .+ doesn't match/,
};

/** Reproducible randomness: the same seed breaks the same places. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One mistake of that kind in the component's XML; undefined when it has no place for it. */
export function mutate(
  component: MetadataComponent,
  kind: MutationKind,
  names: ReadonlySet<string>,
  random: (below: number) => number,
): Mutation | undefined {
  if (component.xmlText === null) return undefined;
  const places = placesFor(kind, parseXml(component.xmlText), component, names);
  const place = places[random(places.length)];
  return place && mutationAt(place, kind, component);
}

/** Every reference of the component made wrong, each on its own, with the name it had. */
export function wrongReferences(
  component: MetadataComponent,
  names: ReadonlySet<string>,
): readonly { readonly name: string; readonly mutation: Mutation }[] {
  if (component.xmlText === null) return [];
  return placesFor('unknown reference', parseXml(component.xmlText), component, names).flatMap((place) => {
    const mutation = mutationAt(place, 'unknown reference', component);
    return mutation ? [{ name: place.element.text, mutation }] : [];
  });
}

function mutationAt(place: Place, kind: MutationKind, component: MetadataComponent): Mutation | undefined {
  if (component.xmlText === null) return undefined;
  const mutated = edit(component.xmlText, place);
  if (mutated === undefined) return undefined;
  return {
    kind,
    file: component.file,
    componentType: component.type,
    line: place.blamedLine,
    what: `${place.element.name} ${place.element.text.slice(0, 60)}`,
    mutated,
  };
}

interface Place {
  readonly element: XmlElement;
  /** New text of a leaf, `null` to take the element out, an element to put before it. */
  readonly change: { readonly text: string } | { readonly remove: true } | { readonly insert: string };
  readonly blamedLine: number;
}

function placesFor(
  kind: MutationKind,
  root: XmlElement,
  component: MetadataComponent,
  names: ReadonlySet<string>,
): readonly Place[] {
  switch (kind) {
    case 'unknown element':
      return root.children.map((element) => ({
        element,
        change: { insert: '<colour>red</colour>' },
        blamedLine: element.line,
      }));
    case 'bad value':
      return leaves(root, typeName(root, component)).flatMap(({ element, type }) =>
        isConstrained(type) ? [{ element, change: { text: 'Nonsense' }, blamedLine: element.line }] : [],
      );
    case 'unknown reference':
      return leaves(root, typeName(root, component)).flatMap(({ element, type }) =>
        type === 'string' && isReference(element, component, names)
          ? [{ element, change: { text: `${element.text}Gone` }, blamedLine: element.line }]
          : [],
      );
    case 'missing element':
      return requiredChildren(root, typeName(root, component)).map(({ parent, element }) => ({
        element,
        change: { remove: true },
        blamedLine: parent.line,
      }));
  }
}

/** The type of the file's root: settings are named by it, labels stand in one file together. */
function typeName(root: XmlElement, component: MetadataComponent): string {
  return wsdlTypes().properties(root.name) ? root.name : component.type;
}

interface Leaf {
  readonly element: XmlElement;
  readonly type: string;
}

function leaves(element: XmlElement, type: string): readonly Leaf[] {
  if (element.children.length === 0) return [{ element, type }];
  const properties = wsdlTypes().properties(type);
  return element.children.flatMap((child) => leaves(child, properties?.get(child.name)?.type ?? 'any'));
}

function isConstrained(type: string): boolean {
  return type === 'boolean' || type === 'number' || wsdlTypes().values(type) !== undefined;
}

/** Texts for people, and the names by which a thing calls itself. */
const NO_REFERENCES: ReadonlySet<string> = new Set([
  'caseValues',
  'content',
  'description',
  'developerName',
  'fullName',
  'help',
  'inlineHelpText',
  'label',
  'masterLabel',
  'pluralLabel',
  'relationshipLabel',
  'relationshipName',
  'section',
  'shortDescription',
  'startsWith',
  'title',
  'value',
  'errorMessage',
  'errorConditionFormula',
  'formula',
  'defaultValue',
  'translation',
]);

function isReference(element: XmlElement, component: MetadataComponent, names: ReadonlySet<string>): boolean {
  if (NO_REFERENCES.has(element.name)) return false;
  const own = component.fullName.split('.').at(-1) ?? '';
  return element.text !== own && names.has(element.text);
}

function requiredChildren(
  element: XmlElement,
  type: string,
): readonly { readonly parent: XmlElement; readonly element: XmlElement }[] {
  const properties = wsdlTypes().properties(type);
  if (!properties) return [];
  return element.children.flatMap((child) => {
    const property = properties.get(child.name);
    if (!property) return [];
    const own = !property.optional && !property.repeats ? [{ parent: element, element: child }] : [];
    return [...own, ...requiredChildren(child, property.type)];
  });
}

function edit(xml: string, place: Place): string | undefined {
  const { element, change } = place;
  const lines = xml.split('\n');
  const from = lines.slice(0, element.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + element.column - 1;
  const start = xml.lastIndexOf('<', from + 1);
  if (!xml.startsWith(`<${element.name}`, start)) return undefined;
  if ('insert' in change) return `${xml.slice(0, start)}${change.insert}${xml.slice(start)}`;
  const close = `</${element.name}>`;
  const end = xml.indexOf(close, start);
  if (end < 0) return undefined;
  // The line count stays: what stands behind keeps its line.
  if ('remove' in change)
    return `${xml.slice(0, start)}${xml.slice(start, end).replace(/[^\n]/g, '')}${xml.slice(end + close.length)}`;
  return `${xml.slice(0, xml.indexOf('>', start) + 1)}${change.text}${xml.slice(end)}`;
}

/** What the files of sites and Lightning components name, and how the name is made wrong. */
const CODE_REFERENCES: readonly { readonly file: RegExp; readonly name: RegExp; readonly wrong: string }[] = [
  {
    file: /\/digitalExperiences\/.*\/content\.json$/,
    name: /(?<="(?:activeViewId|layoutId|activeBrandingSetId|currentThemeId|themeLayoutType)": ")[^"]+(?=")/g,
    wrong: 'Gone',
  },
  { file: /\/digitalExperiences\/.*\/content\.json$/, name: /(?<="definition": ")c:\w+(?=")/g, wrong: 'Gone' },
  { file: /\/digitalExperiences\/.*\/_meta\.json$/, name: /(?<="apiName": ")[^"]+(?=")/g, wrong: 'Gone' },
  {
    file: /\/lwc\/.*\.js$/,
    name: /(?<=from ['"])(?:@salesforce\/(?:label\/c\.|apex\/|schema\/|customPermission\/|resourceUrl\/)[^'"]+|c\/\w+)(?=['"])/g,
    wrong: 'Gone',
  },
  { file: /\/lwc\/.*\.html$/, name: /(?<=<)c-[a-z-]+/g, wrong: '-gone' },
];

/** One wrong name in a file of a site or a Lightning component; undefined when the file names nothing. */
export function mutateCode(path: string, text: string, random: (below: number) => number): Mutation | undefined {
  const places = CODE_REFERENCES.filter(({ file }) => file.test(path)).flatMap(({ name, wrong }) =>
    [...text.matchAll(name)].map((match) => ({ at: match.index + match[0].length, name: match[0], wrong })),
  );
  const place = places[random(places.length)];
  if (!place) return undefined;
  return {
    kind: 'unknown reference',
    file: path,
    componentType: path.includes('/lwc/') ? 'LightningComponentBundle' : 'DigitalExperienceBundle',
    line: text.slice(0, place.at).split('\n').length,
    what: `${place.name}${place.wrong}`,
    mutated: `${text.slice(0, place.at)}${place.wrong}${text.slice(place.at)}`,
  };
}

/** What other files may refer to: every component by its full name, parts of objects also by their own. */
export function namesOf(set: MetadataSet): ReadonlySet<string> {
  const names = set.components.flatMap(({ type, fullName }) =>
    type === 'CustomField' ? [fullName, fullName.split('.').at(-1) ?? ''] : [fullName],
  );
  return new Set(names.filter((name) => name.length > 4));
}
