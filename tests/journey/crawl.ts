/** Looks for what must never be there: archive tokens and whole account numbers. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Secrets {
  readonly tokens: readonly string[];
  readonly ibans: readonly string[];
  tokenOf(invoiceNumber: string): string;
  /** Tables and columns, or log files, of an org's folder that hold one. */
  placesIn(folder: string): ReadonlySet<string>;
}

interface ErpMemory {
  readonly tokens: readonly { readonly invoiceNumber: string; readonly token: string }[];
  readonly contracts: Readonly<Record<string, { readonly bankDebit: { readonly iban: string } | null }>>;
}

/** All that the ERP's simulator knows; its own memory is the only place where both stand in clear. */
export function secretsOf(dataDir: string): Secrets {
  const memory = JSON.parse(readFileSync(join(dataDir, 'simulators', 'erp.json'), 'utf8')) as ErpMemory;
  const tokens = memory.tokens.map((entry) => entry.token);
  const ibans = Object.values(memory.contracts).flatMap(({ bankDebit }) => bankDebit?.iban ?? []);
  const found = { tokens, ibans };
  return {
    ...found,
    tokenOf: (invoiceNumber) => memory.tokens.findLast((entry) => entry.invoiceNumber === invoiceNumber)?.token ?? '',
    placesIn: (folder) => placesIn(folder, found),
  };
}

/** The secrets in a text, also where an account number is written in groups. */
export function findSecrets(text: string, { tokens, ibans }: Pick<Secrets, 'tokens' | 'ibans'>): readonly string[] {
  const joined = text.replaceAll(/[\s ]+/g, '');
  return [...tokens.filter((token) => text.includes(token)), ...ibans.filter((iban) => joined.includes(iban))];
}

function placesIn(folder: string, secrets: Pick<Secrets, 'tokens' | 'ibans'>): ReadonlySet<string> {
  const places = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.sqlite')) for (const place of columnsIn(join(folder, file), secrets)) places.add(place);
    else if (file.endsWith('.log') && findSecrets(readFileSync(join(folder, file), 'utf8'), secrets).length > 0)
      places.add(file);
  }
  return places;
}

function* columnsIn(file: string, secrets: Pick<Secrets, 'tokens' | 'ibans'>): Generator<string> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    for (const { name } of tables) {
      const rows = database.prepare(`SELECT * FROM "${String(name)}"`);
      // The full-text index numbers its own rows beyond what a number can hold.
      rows.setReadBigInts(true);
      for (const row of rows.iterate())
        for (const [column, value] of Object.entries(row))
          if (findSecrets(textOf(value), secrets).length > 0) yield `${String(name)}.${column}`;
    }
  } finally {
    database.close();
  }
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
}
