/**
 * `npm run translations`: writes the translation files of force-app from the phrase book (`translations/*.csv`).
 * What is missing, unused or against the glossary is printed; `npm run check` fails on it.
 */
import { rmSync, mkdirSync, writeFileSync, readdirSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot } from './support/paths.ts';
import { findTranslations, GENERATED_FOLDERS } from './translations/findings.ts';

const { files, problems } = findTranslations();
for (const folder of GENERATED_FOLDERS) {
  const path = inRoot(folder);
  if (existsSync(path)) for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true });
}
for (const [file, content] of files) {
  mkdirSync(dirname(inRoot(file)), { recursive: true });
  writeFileSync(inRoot(file), content);
}
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${files.size} files written, ${problems.length} problems\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
