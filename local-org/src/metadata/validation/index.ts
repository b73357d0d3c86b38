/** Strict validation of a metadata set: structure, rules of each component, references between components. */
import { OrgError } from '../../engine/errors.ts';
import { isSupportedType } from '../component-types.ts';
import { componentKey, type MetadataComponent, type MetadataSet, type Problem } from '../metadata-set.ts';
import type { DeployedMetadata } from '../deployed.ts';
import { checkCode } from './code-references.ts';
import { checkComponent } from './component-rules.ts';
import { KnownNames } from './known-names.ts';
import { checkReferences } from './references.ts';
import { checkStructure, isWsdlType, type Finding } from './structure.ts';

/** Components that make the schema: while one of them is wrong, references cannot be judged. */
const schemaTypes: ReadonlySet<string> = new Set([
  'CustomObject',
  'CustomField',
  'RecordType',
  'ValidationRule',
  'GlobalValueSet',
  'StandardValueSet',
]);

/**
 * Every problem of the set, with file, line and column, against what is deployed already (null: a new org). An empty list means that
 * the set would deploy, as far as XML tells; Apex and formulas are checked by the deploy's own checks.
 */
export function validate(set: MetadataSet, existing: DeployedMetadata | null): readonly Problem[] {
  const problems: Problem[] = [...set.readProblems];
  const unreadable = new Set(set.readProblems.map((problem) => problem.file));
  let schemaSound = true;
  const fields = fieldsByObject(set, existing);
  for (const component of set.components) {
    const findings = [...structure(component), ...checkComponent(component, fields.get(objectOf(component)) ?? [])];
    if (schemaTypes.has(component.type) && (findings.length > 0 || unreadable.has(component.file))) schemaSound = false;
    for (const finding of findings) problems.push(problemOf(component, finding));
  }
  problems.push(...duplicates(set));
  for (const removal of set.removals)
    if (!isSupportedType(removal.type))
      problems.push({
        file: 'destructiveChanges.xml',
        line: 1,
        column: 1,
        componentType: removal.type,
        fullName: removal.fullName,
        message: `The local org does not support metadata type ${removal.type}`,
      });
  return schemaSound ? [...problems, ...referenceProblems(set, existing)] : problems;
}

function structure(component: MetadataComponent): readonly Finding[] {
  const { xml } = component;
  if (!xml) return [];
  const expected = component.type;
  // Parts of a merged file are named by their container's element.
  const merged =
    component.file.endsWith('.object') ||
    component.type === 'CustomLabel' ||
    (component.type === 'CustomFieldTranslation' && xml.name === 'fields');
  if (expected === 'Settings')
    return isWsdlType(xml.name) && xml.name.endsWith('Settings')
      ? checkStructure(xml, xml.name)
      : [{ element: xml, message: `Unknown settings type ${xml.name}` }];
  if (!merged && xml.name !== expected)
    return [{ element: xml, message: `Error parsing file: The root element is ${xml.name}, expected ${expected}` }];
  // A few young types have no declaration yet: nothing to check them against.
  return isWsdlType(expected) ? checkStructure(xml, expected) : [];
}

function referenceProblems(set: MetadataSet, existing: DeployedMetadata | null): readonly Problem[] {
  const problems: Problem[] = [];
  let known: KnownNames;
  try {
    known = new KnownNames(set, existing);
  } catch (error) {
    if (!(error instanceof OrgError)) throw error;
    return [{ file: '', line: 1, column: 1, componentType: '', fullName: '', message: error.message }];
  }
  for (const component of set.components) {
    for (const finding of checkReferences(component, known)) problems.push(problemOf(component, finding));
    for (const finding of checkCode(component, known)) {
      const file = finding.path === '' ? component.file : siblingOf(component, finding.path);
      problems.push({
        file,
        line: finding.line,
        column: finding.column,
        componentType: component.type,
        fullName: component.fullName,
        message: finding.message,
      });
    }
  }
  return problems;
}

/** Path of a file of the component, given the path inside its folder. */
function siblingOf(component: MetadataComponent, path: string): string {
  return component.file.replace(/[^/]*$/, path);
}

function problemOf(component: MetadataComponent, finding: Finding): Problem {
  return {
    file: component.file,
    line: finding.element.line,
    column: finding.element.column,
    componentType: component.type,
    fullName: component.fullName,
    message: finding.message,
  };
}

function objectOf(component: MetadataComponent): string {
  return (component.fullName.split('.')[0] ?? '').toLowerCase();
}

function fieldsByObject(
  set: MetadataSet,
  existing: DeployedMetadata | null,
): ReadonlyMap<string, readonly MetadataComponent[]> {
  const own = set.components.filter((component) => component.type === 'CustomField');
  const names = new Set(own.map((component) => component.fullName.toLowerCase()));
  const kept: readonly MetadataComponent[] = (existing?.list('CustomField') ?? [])
    .filter((component) => !names.has(component.fullName.toLowerCase()))
    .map((component) => ({
      type: component.type,
      fullName: component.fullName,
      file: component.path,
      xml: component.xml,
      xmlText: component.xmlText,
      contents: [],
    }));
  return Map.groupBy([...own, ...kept], objectOf);
}

function duplicates(set: MetadataSet): readonly Problem[] {
  const seen = new Map<string, MetadataComponent>();
  const problems: Problem[] = [];
  for (const component of set.components) {
    const key = componentKey(component.type, component.fullName);
    const other = seen.get(key);
    if (other)
      problems.push({
        file: component.file,
        line: component.xml?.line ?? 1,
        column: component.xml?.column ?? 1,
        componentType: component.type,
        fullName: component.fullName,
        message: `Duplicate name: ${component.fullName} is also defined in ${other.file}`,
      });
    seen.set(key, component);
  }
  return problems;
}
