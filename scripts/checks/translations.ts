/** Every text of force-app is there in every language, as the phrase book and the glossary have it, and the files are current. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { inRoot } from '../support/paths.ts';
import { findTranslations, GENERATED_FOLDERS } from '../translations/findings.ts';

/** Checks translations, descriptions and help; all findings in one message. */
export function checkTranslations(): Promise<undefined> {
  const { files, problems } = findTranslations();
  const stale = [...files]
    .filter(([file, content]) => !existsSync(inRoot(file)) || readFileSync(inRoot(file), 'utf8') !== content)
    .map(([file]) => `${file}: not current; run npm run translations`);
  const strangers = GENERATED_FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.xml`, { cwd: inRoot() }))
    .filter((file) => !files.has(file))
    .map((file) => `${file}: made by nobody; write translations into translations/*.csv`);
  const found = [...problems, ...stale, ...strangers];
  if (found.length > 0) throw new Error(found.join('\n'));
  return Promise.resolve(undefined);
}
