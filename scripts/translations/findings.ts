/** What `npm run translations` writes and what `npm run check` finds wrong with it. */
import { readSourceTree, type MetadataSet } from '../../local-org/src/metadata/index.ts';
import { textOf } from '../../local-org/src/schema/index.ts';
import { inRoot } from '../support/paths.ts';
import { glossaryProblems, readGlossary } from './glossary.ts';
import { LANGUAGES, PhraseBook } from './phrase-book.ts';
import { renderTranslations, TRANSLATIONS_FOLDER } from './render.ts';
import { placeOf, translatableTexts, type TextKind, type TranslatableText } from './texts.ts';

/** Folders that hold generated files only. */
export const GENERATED_FOLDERS = ['objectTranslations', 'globalValueSetTranslations', 'translations'].map(
  (folder) => `${TRANSLATIONS_FOLDER}/${folder}`,
);

/** Elements that say what the component is for, and those of them that also help who fills them in. */
const DESCRIBED = new Set(['CustomField', 'RecordType', 'GlobalValueSet', 'ValidationRule', 'CustomApplication']);

/** Characters that the platform allows, in every language. Sources: Metadata API Developer Guide, CustomField; Help, "Custom Field Attributes". */
const LONGEST: Readonly<Partial<Record<TextKind, number>>> = {
  object: 40,
  plural: 40,
  name: 40,
  field: 40,
  help: 510,
  relationship: 80,
  recordType: 80,
  section: 80,
};

export interface TranslationFindings {
  readonly files: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** Renders all files and lists what is missing, unused, undescribed or against the glossary. */
export function findTranslations(): TranslationFindings {
  const set = readSourceTree(inRoot('force-app'));
  const texts = translatableTexts(set);
  const book = PhraseBook.read();
  const missing = texts
    .filter((text) => !book.of(text))
    .map((text) => `${placeOf(text)} (${text.kind}): no translation of "${text.english}"`);
  const files = renderTranslations(texts, book);
  return {
    files,
    problems: [
      ...book.problems,
      ...new Set(missing),
      ...book.unused(),
      ...texts.flatMap((text) => tooLong(text, book)),
      ...glossaryProblems(texts, book, readGlossary()),
      ...undescribed(set),
    ],
  };
}

function tooLong(text: TranslatableText, book: PhraseBook): readonly string[] {
  const longest = LONGEST[text.kind];
  if (longest === undefined) return [];
  const translations = book.of(text);
  return [text.english, ...LANGUAGES.map((language) => translations?.[language] ?? '')]
    .filter((words) => words.length > longest)
    .map(
      (words) => `${placeOf(text)} (${text.kind}): "${words}" has ${words.length} characters, ${longest} are allowed`,
    );
}

/** Components without a description and fields without help; platform events are seen by nobody and need no help. */
function undescribed(set: MetadataSet): readonly string[] {
  return set.components.flatMap(({ type, fullName, file, xml }) => {
    const isCustomObject = type === 'CustomObject' && /__(c|mdt|e)$/.test(fullName);
    if (!xml || !(DESCRIBED.has(type) || isCustomObject)) return [];
    const lacks = (element: string): boolean => (textOf(xml, element) ?? '').trim() === '';
    return [
      ...(lacks('description') ? [`${file}: no description`] : []),
      ...(type === 'CustomField' && !/__e\./.test(fullName) && lacks('inlineHelpText')
        ? [`${file}: no inlineHelpText`]
        : []),
    ];
  });
}
