/**
 * What Lightning web components name: `@salesforce/…` and `c/…` modules, child components in templates, objects in their configuration.
 * Source: Lightning Web Components Developer Guide, "@salesforce Modules" and "XML Configuration File Elements".
 */
import { Unsupported } from '../../engine/errors.ts';
import type { MetadataComponent } from '../metadata-set.ts';
import type { XmlElement } from '../xml.ts';
import { findingAt, type CodeFinding } from './code-finding.ts';
import type { KnownNames } from './known-names.ts';
import { refusedName } from './reference-findings.ts';

const decoder = new TextDecoder();

/** Findings about a bundle's files. */
export function checkLightningBundle(component: MetadataComponent, known: KnownNames): readonly CodeFinding[] {
  const findings: CodeFinding[] = [];
  const whole = (message: string): void => void findings.push({ path: '', line: 1, column: 1, message });
  const main = `${component.fullName}.js`;
  if (component.xmlText === null)
    whole(`Cannot find Lightning Component Bundle ${component.fullName}: ${main}-meta.xml is missing`);
  const names = component.contents.map((file) => file.path);
  if (!['js', 'css', 'html', 'ts'].some((ending) => names.includes(`${component.fullName}.${ending}`)))
    whole(`The bundle ${component.fullName} has no ${main}`);
  for (const file of component.contents) {
    const text = decoder.decode(file.content);
    if (/\.[jt]s$/.test(file.path)) findings.push(...checkImports(file.path, text, known));
    else if (file.path.endsWith('.html')) findings.push(...checkTemplate(file.path, text, known));
  }
  if (component.xml) findings.push(...checkObjects(component.xml, `${main}-meta.xml`, known));
  return findings;
}

function checkImports(path: string, text: string, known: KnownNames): readonly CodeFinding[] {
  const imports = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"](@salesforce\/[\w]+\/[^'"]+|c\/\w+)['"]/g;
  return [...withoutComments(text).matchAll(imports)].flatMap((match) => {
    const module = match[1] ?? '';
    const message = importProblem(module, known);
    return message === undefined ? [] : [findingAt(path, text, match.index + match[0].lastIndexOf(module), message)];
  });
}

/** The code with blanks where comments stand; a line's comment counts when nothing stands before it, since `//` is part of addresses. */
function withoutComments(code: string): string {
  const blank = (comment: string): string => comment.replace(/[^\n]/g, ' ');
  return code.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/^[ \t]*\/\/.*$/gm, blank);
}

/** `<c-meter-reading>` is the component meterReading. */
function checkTemplate(path: string, text: string, known: KnownNames): readonly CodeFinding[] {
  const withoutComments = text.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '));
  return [...withoutComments.matchAll(/<c-([a-z0-9_-]+)/g)].flatMap((match) => {
    const name = (match[1] ?? '').replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    return known.has('LightningComponentBundle', name)
      ? []
      : [findingAt(path, text, match.index + 1, `No MODULE named markup://c:${name} found`)];
  });
}

/** Objects for which a component may be placed. */
function checkObjects(xml: XmlElement, path: string, known: KnownNames): readonly CodeFinding[] {
  const inside = (element: XmlElement): readonly XmlElement[] =>
    element.name === 'object' && element.children.length === 0 ? [element] : element.children.flatMap(inside);
  return xml.children
    .filter((child) => child.name === 'targetConfigs')
    .flatMap(inside)
    .filter(({ text }) => known.object(text) === undefined)
    .map(({ line, column, text }) => ({
      path,
      line,
      column,
      message: refusedOr('CustomObject', text, `The object ${text} in the target configuration doesn't exist`),
    }));
}

function importProblem(module: string, known: KnownNames): string | undefined {
  if (module.startsWith('c/'))
    return known.has('LightningComponentBundle', module.slice(2)) ? undefined : `Unable to find module ${module}`;
  const [, kind = '', ...rest] = module.split('/');
  const name = rest.join('/');
  const unless = (exists: boolean): string | undefined =>
    exists ? undefined : `Invalid reference ${name} of type ${kind} in file`;
  switch (kind) {
    case 'label':
      return unless(!name.startsWith('c.') || known.has('CustomLabel', name.slice(2)));
    case 'apex':
    case 'apexContinuation':
      return apexProblem(name, known);
    case 'resourceUrl':
      return unless(known.has('StaticResource', name));
    case 'customPermission':
      return unless(known.has('CustomPermission', name));
    case 'userPermission':
      return unless(known.object('PermissionSet')?.fields.has(`permissions${name.toLowerCase()}`) === true);
    case 'messageChannel':
      return unless(name.startsWith('lightning__') || known.has('LightningMessageChannel', name.replace(/__c$/, '')));
    case 'schema':
      return schemaProblem(name, known);
    default:
      return undefined;
  }
}

/** `Class.method`: a static method with @AuraEnabled. */
function apexProblem(path: string, known: KnownNames): string | undefined {
  const [className = '', method = ''] = path.split('.');
  const body = known.apexBody(className);
  if (body === undefined) return `Unable to find Apex action class referenced as '${className}'`;
  const code = body.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ' ');
  const declared = new RegExp(
    String.raw`@AuraEnabled\b(?:\([^)]*\)|[\s\w@='"])*?\bstatic\b[\s\w<>.,[\]]*?\b${method}\s*\(`,
    'i',
  );
  return method !== '' && declared.test(code) ? undefined : `Unable to find Apex action method referenced as '${path}'`;
}

/** `Account`, `Account.Name`, `Contract__c.Account__r.Name`. */
function schemaProblem(path: string, known: KnownNames): string | undefined {
  const [objectName = '', ...steps] = path.split('.');
  let object = known.object(objectName);
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1;
    const field = last
      ? object?.fields.get(step.toLowerCase())
      : [...(object?.fields.values() ?? [])].find(
          (candidate) => candidate.relationshipName?.toLowerCase() === step.toLowerCase(),
        );
    if (!field)
      return refusedOr(
        'CustomField',
        `${objectName}.${step}`,
        `Invalid reference ${path} of type sobjectField in file`,
      );
    if (!last) object = known.object(field.referenceTo[0] ?? '');
  }
  return object
    ? undefined
    : refusedOr('CustomObject', objectName, `Invalid reference ${path} of type sobjectClass in file`);
}

/** The platform's words, unless the platform has what the local org lacks. */
function refusedOr(type: string, name: string, words: string): string {
  const refused = refusedName(type, name);
  return refused === undefined ? words : new Unsupported(refused).message;
}
