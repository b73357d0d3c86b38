/** What code names outside its own language: the object of a trigger; Lightning components and sites have files of their own beside this one. */
import { Unsupported } from '../../engine/errors.ts';
import type { MetadataComponent } from '../metadata-set.ts';
import { findingAt, type CodeFinding } from './code-finding.ts';
import { checkDigitalExperience } from './digital-experience.ts';
import type { KnownNames } from './known-names.ts';
import { refusedName } from './reference-findings.ts';
import { checkLightningBundle } from './lightning-references.ts';

const decoder = new TextDecoder();

/** Findings about Apex triggers, missing code or meta files, and Lightning component imports. */
export function checkCode(component: MetadataComponent, known: KnownNames): readonly CodeFinding[] {
  switch (component.type) {
    case 'ApexClass':
    case 'ApexPage':
    case 'ApexComponent':
    case 'EmailTemplate':
    case 'DataWeaveResource':
      return pairOf(component);
    case 'ApexTrigger':
      return [...pairOf(component), ...triggerObject(component, known)];
    case 'StaticResource':
      return pairOf(component);
    case 'LightningComponentBundle':
      return checkLightningBundle(component, known);
    case 'DigitalExperienceBundle':
      return checkDigitalExperience(component, known);
    default:
      return [];
  }
}

function pairOf(component: MetadataComponent): readonly CodeFinding[] {
  if (component.xmlText === null)
    return [missing(`${component.file}: no -meta.xml file found for ${component.fullName}`)];
  if (component.contents.length === 0)
    return [missing(`${component.fullName}: the file that its -meta.xml describes is missing`)];
  return [];
}

function triggerObject(component: MetadataComponent, known: KnownNames): readonly CodeFinding[] {
  const file = component.contents[0];
  if (!file) return [];
  const text = decoder.decode(file.content);
  const head = /\btrigger\s+\w+\s+on\s+(\w+)/i.exec(text);
  const name = head?.[1];
  if (!head || name === undefined || known.object(name)) return [];
  const refused = refusedName('CustomObject', name);
  const message = refused === undefined ? `SObject type is invalid: ${name}` : new Unsupported(refused).message;
  return [findingAt(file.path, text, head.index + head[0].length - name.length, message)];
}

function missing(message: string): CodeFinding {
  return { path: '', line: 1, column: 1, message };
}
