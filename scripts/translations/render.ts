/** Makes the translation files of force-app from its texts and the phrase book. */
import { escapeXml } from '../../local-org/src/metadata/index.ts';
import { readTable, LANGUAGES, type Language, type PhraseBook } from './phrase-book.ts';
import type { TextKind, TranslatableText } from './texts.ts';

/** Folder of the generated files, below the project's root. */
export const TRANSLATIONS_FOLDER = 'force-app/main/apps';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';
/** Languages whose nouns have cases; the platform falls back to the nominative. */
const WITH_CASES: ReadonlySet<Language> = new Set<Language>(['de', 'sk']);
const OBJECT_KINDS: ReadonlySet<TextKind> = new Set<TextKind>([
  'object',
  'plural',
  'name',
  'field',
  'help',
  'relationship',
  'value',
  'recordType',
  'message',
  'section',
  'action',
]);

/** Paths below the project's root and contents of all translation files; texts without a translation are left out. */
export function renderTranslations(texts: readonly TranslatableText[], book: PhraseBook): ReadonlyMap<string, string> {
  const genders = new Map(readTable('translations/genders.csv').map((row) => [row['object'] ?? '', row]));
  const files = new Map<string, string>();
  const put = (folder: string, name: string, suffix: string, root: string, parts: readonly string[]): void => {
    const body = [...parts].sort(byElement).join('');
    if (body === '') return;
    files.set(
      `${TRANSLATIONS_FOLDER}/${folder}/${name}.${suffix}-meta.xml`,
      `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">\n${body}</${root}>\n`,
    );
  };
  for (const language of LANGUAGES) {
    const translate = (text: TranslatableText): string | undefined => book.of(text)?.[language];
    for (const [object, own] of groups(texts.filter(({ kind }) => OBJECT_KINDS.has(kind)))) {
      const name = `${object}-${language}`;
      const parts = objectParts(own, translate, language, genders.get(object)?.[language]);
      put(`objectTranslations/${name}`, name, 'objectTranslation', 'CustomObjectTranslation', parts);
    }
    for (const [set, values] of groups(texts.filter(({ kind }) => kind === 'globalValue'))) {
      const parts = values.map((text) => pair('valueTranslation', text.english, translate(text)));
      put(
        'globalValueSetTranslations',
        `${set}-${language}`,
        'globalValueSetTranslation',
        'GlobalValueSetTranslation',
        [...parts],
      );
    }
    const whole = (kind: TextKind, element: string): readonly string[] =>
      texts
        .filter((text) => text.kind === kind)
        .map((text) => named(element, 'label', text.holder, translate(text)))
        .sort();
    put('translations', language, 'translation', 'Translations', [
      ...whole('app', 'customApplications'),
      ...whole('label', 'customLabels'),
      ...whole('tab', 'customTabs'),
    ]);
  }
  return files;
}

type Translate = (text: TranslatableText) => string | undefined;

function objectParts(
  texts: readonly TranslatableText[],
  translate: Translate,
  language: Language,
  gender: string | undefined,
): readonly string[] {
  const of = (kind: TextKind): readonly TranslatableText[] => texts.filter((text) => text.kind === kind);
  const caseType = WITH_CASES.has(language) ? line(2, 'caseType', 'Nominative') : '';
  const caseValue = (text: TranslatableText): string => {
    const value = translate(text);
    const plural = line(2, 'plural', String(text.kind === 'plural'));
    return value === undefined ? '' : element('caseValues', [caseType, plural, line(2, 'value', value)]);
  };
  return [
    ...of('object').map(caseValue),
    ...of('plural').map(caseValue),
    ...(gender === undefined || gender === '' ? [] : [line(1, 'gender', gender)]),
    ...of('name').map((text) => line(1, 'nameFieldLabel', translate(text))),
    ...[
      ...groups(
        texts.filter(({ part, kind }) => part !== '' && isOfField(kind)),
        ({ part }) => part,
      ),
    ].map(([field, own]) => fieldPart(field, own, translate)),
    ...[...groups(of('section'), ({ part }) => part)].map(([layout, own]) => layoutPart(layout, own, translate)),
    ...of('action').map((text) => named('quickActions', 'label', text.part, translate(text))),
    ...of('recordType').map((text) => named('recordTypes', 'label', text.part, translate(text))),
    ...of('message').map((text) => named('validationRules', 'errorMessage', text.part, translate(text))),
  ].filter((part) => part !== '');
}

function isOfField(kind: TextKind): boolean {
  return kind === 'field' || kind === 'help' || kind === 'relationship' || kind === 'value';
}

function fieldPart(field: string, texts: readonly TranslatableText[], translate: Translate): string {
  const text = (kind: TextKind): string | undefined => {
    const found = texts.find((candidate) => candidate.kind === kind);
    return found && translate(found);
  };
  if (texts.every((candidate) => translate(candidate) === undefined)) return '';
  return element('fields', [
    line(2, 'help', text('help')),
    line(2, 'label', text('field')),
    line(2, 'name', field),
    ...texts
      .filter(({ kind }) => kind === 'value')
      .map((value) => pair('picklistValues', value.english, translate(value), 2)),
    line(2, 'relationshipLabel', text('relationship')),
  ]);
}

function layoutPart(layout: string, texts: readonly TranslatableText[], translate: Translate): string {
  const sections = [...new Map(texts.map((text) => [text.english, text])).values()].map((text) =>
    element('sections', [line(3, 'label', translate(text)), line(3, 'section', text.english)], 2),
  );
  return element('layouts', [line(2, 'layout', layout), ...sections]);
}

/** One element with a name and a text, in the order the platform writes them. */
function named(parent: string, child: string, name: string, translation: string | undefined): string {
  return translation === undefined ? '' : element(parent, [line(2, child, translation), line(2, 'name', name)]);
}

function pair(parent: string, english: string, translation: string | undefined, depth = 1): string {
  return element(parent, [line(depth + 1, 'masterLabel', english), line(depth + 1, 'translation', translation)], depth);
}

function element(name: string, lines: readonly string[], depth = 1): string {
  const indent = '    '.repeat(depth);
  return `${indent}<${name}>\n${lines.join('')}${indent}</${name}>\n`;
}

function line(depth: number, name: string, text: string | undefined): string {
  return text === undefined ? '' : `${'    '.repeat(depth)}<${name}>${escapeXml(text)}</${name}>\n`;
}

/** Elements stand in the order of their names; those of one name keep their order. */
function byElement(left: string, right: string): number {
  const name = (part: string): string => /<(\w+)>/.exec(part)?.[1] ?? '';
  return name(left).localeCompare(name(right), 'en');
}

function groups(
  texts: readonly TranslatableText[],
  key: (text: TranslatableText) => string = ({ holder }) => holder,
): ReadonlyMap<string, readonly TranslatableText[]> {
  const found = new Map<string, TranslatableText[]>();
  for (const text of texts) found.set(key(text), [...(found.get(key(text)) ?? []), text]);
  return new Map([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
}
