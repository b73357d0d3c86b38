/**
 * The package.xml of a zip: it must be there, what it names must be in the zip, and what is in the zip must be named.
 * Source: Metadata API Developer Guide, "deploy()", "package.xml"; the words are those of the platform's answers in public issue trackers.
 */
import { Unsupported } from '../engine/errors.ts';
import { isRefusedType, objectParts } from './component-types.ts';
import type { MetadataComponent, Problem } from './metadata-set.ts';
import type { XmlElement } from './xml.ts';

export const MANIFEST = 'package.xml';

/** Types whose components are parts of another type's file, by that type. */
const HOLDERS: Readonly<Record<string, string>> = {
  CustomFieldTranslation: 'CustomObjectTranslation',
  MatchingRule: 'MatchingRules',
  SharingCriteriaRule: 'SharingRules',
  SharingGuestRule: 'SharingRules',
  SharingOwnerRule: 'SharingRules',
};

/** How manifest and zip differ; `refused` are types whose files were refused already. */
export function manifestProblems(
  manifest: XmlElement | null,
  components: readonly MetadataComponent[],
  refused: ReadonlySet<string>,
): readonly Problem[] {
  return [...missingFromZip(manifest, components, refused), ...(manifest ? notNamed(manifest, components) : [])];
}

/** Components that the manifest names neither themselves, nor by a star, nor by what holds them. */
function notNamed(manifest: XmlElement, components: readonly MetadataComponent[]): readonly Problem[] {
  const named = new Set(
    manifest.children.flatMap((types) => {
      const type = types.children.find(({ name }) => name === 'name')?.text ?? '';
      return types.children.filter(({ name }) => name === 'members').map(({ text }) => key(type, text));
    }),
  );
  const isNamed = (name: string): boolean => named.has(name) || named.has(name.replace(/:.*/, ':*'));
  const covered = (component: MetadataComponent): boolean => namesOf(component).some(isNamed);
  // A field named alone brings the file of its object along.
  const files = new Set(
    components.filter((component) => component.file.endsWith('.object') && covered(component)).map(({ file }) => file),
  );
  return components
    .filter((component) => !files.has(component.file) && !covered(component))
    .map(({ type, fullName, file, xml }) => ({
      ...problem(type, fullName, xml?.line ?? 1, xml?.column ?? 1, 'Not in package.xml'),
      file,
    }));
}

function missingFromZip(
  manifest: XmlElement | null,
  components: readonly MetadataComponent[],
  refused: ReadonlySet<string>,
): readonly Problem[] {
  if (!manifest) return [problem('Package', MANIFEST, 1, 1, 'No package.xml found')];
  const names = new Set(components.flatMap((component) => namesOf(component)));
  return manifest.children
    .filter(({ name }) => name === 'types')
    .flatMap((types) => {
      const type = types.children.find(({ name }) => name === 'name')?.text ?? '';
      if (refused.has(type)) return [];
      if (isRefusedType(type))
        return [problem(type, '', types.line, types.column, new Unsupported(`metadata type ${type}`).message)];
      return types.children
        .filter(({ name, text }) => name === 'members' && text !== '*' && !names.has(key(type, text)))
        .map(({ text, line, column }) =>
          problem(
            type,
            text,
            line,
            column,
            `An object '${text}' of type ${type} was named in package.xml, but was not found in zipped directory`,
          ),
        );
    });
}

/** The names by which a manifest may call a component, and what its file holds. */
function namesOf({ type, fullName, xml, contents }: MetadataComponent): readonly string[] {
  const [holder = ''] = fullName.split('.');
  const own = [key(type, fullName)];
  if (objectParts.some(({ name }) => name === type)) return [...own, key('CustomObject', holder)];
  switch (type) {
    case 'CustomLabel':
      return [...own, key('CustomLabels', 'CustomLabels')];
    case 'CustomFieldTranslation':
      return [...own, key('CustomObjectTranslation', holder)];
    case 'EmailFolder':
      return [...own, key('EmailTemplate', fullName)];
    case 'DigitalExperienceBundle':
      return [
        ...own,
        ...contents.map(({ path }) => key('DigitalExperience', `${fullName}.${path.split('/').slice(0, 2).join('/')}`)),
      ];
    default:
      break;
  }
  const parts = Object.entries(HOLDERS).filter(([, container]) => container === type);
  const members = (xml?.children ?? []).flatMap(
    ({ children }) => children.find(({ name }) => name === 'fullName')?.text ?? [],
  );
  return [...own, ...parts.flatMap(([part]) => members.map((member) => key(part, `${fullName}.${member}`)))];
}

function key(type: string, name: string): string {
  // Names with signs that file names cannot have stand encoded in some manifests.
  return `${type}:${decodeURIComponent(name.replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25'))}`.toLowerCase();
}

function problem(componentType: string, fullName: string, line: number, column: number, message: string): Problem {
  return { file: MANIFEST, line, column, componentType, fullName, message };
}
