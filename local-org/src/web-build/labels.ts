/** Custom labels in a user's language, and our translations of base-component labels. */
import { all, readXml, textOf } from './xml.ts';
import type { WebMetadata } from './ports.ts';

/**
 * Translated labels for one language (`de`, `pl_PL`), keyed `c.<fullName>` as components import them. Labels without a translation are left out:
 * components fall back to the label's own text. A language with a region falls back to the language alone.
 */
export function translatedLabels(metadata: WebMetadata, language: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  for (const wanted of [language.split('_')[0] ?? language, language]) {
    const item = metadata.list('Translations').find(({ fullName }) => fullName === wanted);
    if (!item) continue;
    for (const label of all(readXml(item.xml), 'customLabels')) {
      const text = textOf(label, 'label');
      if (text !== undefined && text !== '') labels[`c.${textOf(label, 'name') ?? ''}`] = text;
    }
  }
  return labels;
}
