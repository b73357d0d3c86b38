/** What code names outside its own language: the object of a trigger, and the `@salesforce/…` and `c/…` imports of Lightning components. */
import type { MetadataComponent } from '../metadata-set.ts';
import type { KnownNames } from './known-names.ts';

/** A finding in a source file of the component. */
export interface CodeFinding {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const decoder = new TextDecoder();

/** Findings about Apex triggers, missing code or meta files, and Lightning component imports. */
export function checkCode(component: MetadataComponent, known: KnownNames): readonly CodeFinding[] {
  switch (component.type) {
    case 'ApexClass':
    case 'ApexPage':
    case 'ApexComponent':
    case 'EmailTemplate':
      return pairOf(component);
    case 'ApexTrigger':
      return [...pairOf(component), ...triggerObject(component, known)];
    case 'StaticResource':
      return pairOf(component);
    case 'LightningComponentBundle':
      return bundle(component, known);
    default:
      return [];
  }
}

function pairOf(component: MetadataComponent): readonly CodeFinding[] {
  if (component.xmlText === null)
    return [at('', 1, 1, `${component.file}: no -meta.xml file found for ${component.fullName}`)];
  if (component.contents.length === 0)
    return [at('', 1, 1, `${component.fullName}: the file that its -meta.xml describes is missing`)];
  return [];
}

function triggerObject(component: MetadataComponent, known: KnownNames): readonly CodeFinding[] {
  const file = component.contents[0];
  if (!file) return [];
  const text = decoder.decode(file.content);
  const head = /\btrigger\s+\w+\s+on\s+(\w+)/i.exec(text);
  const name = head?.[1];
  if (!head || name === undefined || known.object(name)) return [];
  return [position(file.path, text, head.index + head[0].length - name.length, `SObject type is invalid: ${name}`)];
}

function bundle(component: MetadataComponent, known: KnownNames): readonly CodeFinding[] {
  const findings: CodeFinding[] = [];
  const main = `${component.fullName}.js`;
  if (component.xmlText === null)
    findings.push(
      at('', 1, 1, `Cannot find Lightning Component Bundle ${component.fullName}: ${main}-meta.xml is missing`),
    );
  const names = component.contents.map((file) => file.path);
  if (
    !names.includes(main) &&
    !names.includes(`${component.fullName}.css`) &&
    !names.includes(`${component.fullName}.html`) &&
    !names.includes(`${component.fullName}.ts`)
  )
    findings.push(at('', 1, 1, `The bundle ${component.fullName} has no ${main}`));
  for (const file of component.contents) {
    if (!file.path.endsWith('.js')) continue;
    const text = decoder.decode(file.content);
    for (const match of text.matchAll(/from\s+['"](@salesforce\/[\w]+\/[^'"]+|c\/\w+)['"]/g)) {
      const module = match[1] ?? '';
      const message = importProblem(module, known);
      if (message !== undefined)
        findings.push(position(file.path, text, match.index + match[0].indexOf(module), message));
    }
  }
  return findings;
}

function importProblem(module: string, known: KnownNames): string | undefined {
  if (module.startsWith('c/'))
    return known.has('LightningComponentBundle', module.slice(2)) ? undefined : `Unable to find module ${module}`;
  const [, kind = '', ...rest] = module.split('/');
  const name = rest.join('/');
  switch (kind) {
    case 'label':
      return !name.startsWith('c.') || known.has('CustomLabel', name.slice(2))
        ? undefined
        : `Invalid reference ${name} of type label in file`;
    case 'apex':
      return known.has('ApexClass', name.split('.')[0] ?? '')
        ? undefined
        : `Unable to find Apex action class referenced as '${name.split('.')[0] ?? ''}'`;
    case 'resourceUrl':
      return known.has('StaticResource', name) ? undefined : `Invalid reference ${name} of type resourceUrl in file`;
    case 'customPermission':
      return known.has('CustomPermission', name)
        ? undefined
        : `Invalid reference ${name} of type customPermission in file`;
    case 'messageChannel':
      return name.startsWith('lightning__') || known.has('LightningMessageChannel', name.replace(/__c$/, ''))
        ? undefined
        : `Invalid reference ${name} of type messageChannel in file`;
    case 'schema':
      return schemaProblem(name, known);
    default:
      return undefined;
  }
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
    if (!field) return `Invalid reference ${path} of type sobjectField in file`;
    if (!last) object = known.object(field.referenceTo[0] ?? '');
  }
  return object ? undefined : `Invalid reference ${path} of type sobjectClass in file`;
}

function at(path: string, line: number, column: number, message: string): CodeFinding {
  return { path, line, column, message };
}

function position(path: string, text: string, index: number, message: string): CodeFinding {
  const before = text.slice(0, index);
  const line = before.split('\n').length;
  return { path, line, column: index - before.lastIndexOf('\n'), message };
}
