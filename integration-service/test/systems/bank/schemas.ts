/** The ISO 20022 schemas, which are not part of this repository: PAYMENTS_XSD_DIR, or a folder of shared data beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { validateXML } from 'xmllint-wasm';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const SHARED = join(REPOSITORY, '../shared/data/payments');
const SCHEMAS = process.env.PAYMENTS_XSD_DIR ?? join(SHARED, 'xsd');

/** False when it is there, otherwise the notice for a skipped test. */
export function lacksSchema(message: string): false | string {
  return existsSync(schemaFile(message)) ? false : `no ${message}.xsd: name its folder in PAYMENTS_XSD_DIR`;
}

/** What xmllint has against the documents; empty when they are valid. */
export async function schemaErrors(message: string, documents: readonly string[]): Promise<readonly string[]> {
  const xml = documents.map((contents, index) => ({ fileName: `document-${index}.xml`, contents }));
  const schema = [readFileSync(schemaFile(message), 'utf8')];
  const { errors } = await validateXML({ xml, schema, maxMemoryPages: 16_384 });
  return errors.map((error) => error.rawMessage);
}

/** A published example, undefined where the shared data is absent. */
export function sample(name: string): Buffer | undefined {
  const file = join(SHARED, 'samples', name);
  return existsSync(file) ? readFileSync(file) : undefined;
}

function schemaFile(message: string): string {
  return join(SCHEMAS, `${message}.xsd`);
}
