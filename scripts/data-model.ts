/** `npm run data-model`: writes docs/data-model from force-app. `npm run check` fails when it is not current. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readModel } from './data-model/model.ts';
import { dataModelPages } from './data-model/pages.ts';
import { visibilityPage } from './data-model/visibility.ts';
import { inRoot } from './support/paths.ts';

for (const [file, content] of [...dataModelPages(readModel()), visibilityPage()]) {
  mkdirSync(dirname(inRoot(file)), { recursive: true });
  writeFileSync(inRoot(file), content);
  process.stdout.write(`${file}\n`);
}
