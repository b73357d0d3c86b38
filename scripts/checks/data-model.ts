/** The pages of the data model and of who may do what say what force-app says. */
import { existsSync, readFileSync } from 'node:fs';
import { readModel } from '../data-model/model.ts';
import { dataModelPages } from '../data-model/pages.ts';
import { visibilityPage } from '../data-model/visibility.ts';
import { inRoot } from '../support/paths.ts';

/** Compares docs/data-model with what would be written now. */
export function checkDataModel(): Promise<undefined> {
  const stale = [...dataModelPages(readModel()), visibilityPage()]
    .filter(([file, content]) => !existsSync(inRoot(file)) || readFileSync(inRoot(file), 'utf8') !== content)
    .map(([file]) => `${file}: not current; run npm run data-model`);
  if (stale.length > 0) throw new Error(stale.join('\n'));
  return Promise.resolve(undefined);
}
