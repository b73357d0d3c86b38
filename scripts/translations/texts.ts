/** Every text of force-app that the platform can show in another language, with the place it stands in. */
import { childrenOf, textOf } from '../../local-org/src/schema/index.ts';
import type { MetadataComponent, MetadataSet, XmlElement } from '../../local-org/src/metadata/index.ts';

/** What a text is; `value` belongs to a field, `globalValue` to a global value set, `label` is a custom label. */
export type TextKind =
  | 'object'
  | 'plural'
  | 'name'
  | 'field'
  | 'help'
  | 'relationship'
  | 'value'
  | 'globalValue'
  | 'recordType'
  | 'message'
  | 'section'
  | 'action'
  | 'app'
  | 'tab'
  | 'label';

export interface TranslatableText {
  readonly kind: TextKind;
  /** Object, global value set, app, tab or label that the text belongs to. */
  readonly holder: string;
  /** Field, record type, rule, layout or action below the holder; empty when the text is the holder's own. */
  readonly part: string;
  readonly english: string;
}

/** Where a phrase of the phrase book may be told apart: `Account.Segment__c`, `Premises__c#plural`, `Client_Type`. */
export function placeOf(text: TranslatableText): string {
  const name = text.part === '' ? text.holder : `${text.holder}.${text.part}`;
  return text.kind === 'plural' ? `${name}#plural` : name;
}

/** Platform events are shown to nobody; everything else of the set that has a text, in the order of the set. */
export function translatableTexts(set: MetadataSet): readonly TranslatableText[] {
  return set.components.flatMap((component) =>
    component.xml && !/__e(\.|$)/.test(component.fullName) ? textsOf(component, component.xml) : [],
  );
}

const READERS: Readonly<Record<string, (fullName: string, xml: XmlElement) => readonly TranslatableText[]>> = {
  CustomObject: (name, xml) => [
    ...one('object', name, '', textOf(xml, 'label')),
    ...one('plural', name, '', textOf(xml, 'pluralLabel')),
    ...elements(xml, 'nameField').flatMap((field) => one('name', name, '', textOf(field, 'label'))),
  ],
  CustomField: (fullName, xml) => {
    const [holder, part] = halves(fullName, '.');
    const values = elements(xml, 'valueSet')
      .flatMap((node) => elements(node, 'valueSetDefinition'))
      .flatMap((node) => elements(node, 'value'));
    return [
      ...one('field', holder, part, textOf(xml, 'label')),
      ...one('help', holder, part, textOf(xml, 'inlineHelpText')),
      ...one('relationship', holder, part, textOf(xml, 'relationshipLabel')),
      ...values.flatMap((value) => one('value', holder, part, textOf(value, 'label'))),
    ];
  },
  GlobalValueSet: (name, xml) =>
    elements(xml, 'customValue').flatMap((value) => one('globalValue', name, '', textOf(value, 'label'))),
  RecordType: (fullName, xml) => one('recordType', ...halves(fullName, '.'), textOf(xml, 'label')),
  ValidationRule: (fullName, xml) => one('message', ...halves(fullName, '.'), textOf(xml, 'errorMessage')),
  Layout: (fullName, xml) => {
    const [holder, part] = halves(fullName, '-');
    const headings = elements(xml, 'layoutSections').filter((node) => textOf(node, 'customLabel') === 'true');
    return headings.flatMap((node) => one('section', holder, part, textOf(node, 'label')));
  },
  QuickAction: (fullName, xml) => one('action', ...halves(fullName, '.'), textOf(xml, 'label')),
  CustomApplication: (name, xml) => one('app', name, '', textOf(xml, 'label')),
  CustomTab: (name, xml) => one('tab', name, '', textOf(xml, 'label')),
  CustomLabel: (name, xml) => one('label', name, '', textOf(xml, 'value')),
};

function textsOf(component: MetadataComponent, xml: XmlElement): readonly TranslatableText[] {
  return READERS[component.type]?.(component.fullName, xml) ?? [];
}

function one(kind: TextKind, holder: string, part: string, english: string | undefined): readonly TranslatableText[] {
  return english === undefined || english === '' ? [] : [{ kind, holder, part, english }];
}

function halves(fullName: string, separator: string): readonly [string, string] {
  const at = fullName.indexOf(separator);
  return [fullName.slice(0, at), fullName.slice(at + 1)];
}

function elements(node: XmlElement, name: string): readonly XmlElement[] {
  return childrenOf(node, name) as readonly XmlElement[];
}
