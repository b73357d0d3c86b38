/** Custom labels, apps and tabs in a user's language. */
import { all, readXml, textOf } from './xml.ts';
import type { WebMetadata } from './ports.ts';

/**
 * Translated labels for one language (`de`, `pl_PL`), keyed `c.<fullName>` as components import them. Labels without a translation are left out:
 * components fall back to the label's own text.
 */
export function translatedLabels(metadata: WebMetadata, language: string): Readonly<Record<string, string>> {
  const labels = [...translated(metadata, language, 'customLabels')];
  return Object.fromEntries(labels.map(([name, text]) => [`c.${name}`, text]));
}

/**
 * Texts of one kind of component (an element of Translations) by name; what is not translated is left out. A language with a region falls
 * back to the language alone.
 */
export function translated(
  metadata: WebMetadata,
  language: string,
  element: 'customApplications' | 'customLabels' | 'customTabs',
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const wanted of [language.split('_')[0] ?? language, language]) {
    const item = metadata.list('Translations').find(({ fullName }) => fullName === wanted);
    if (!item) continue;
    for (const node of all(readXml(item.xml), element)) {
      const text = textOf(node, 'label');
      if (text !== undefined && text !== '') texts.set(textOf(node, 'name') ?? '', text);
    }
  }
  return texts;
}
