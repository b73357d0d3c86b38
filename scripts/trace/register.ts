/** Reads docs/requirements/register.csv. A row whose id ends in a letter is one observation of the row without the letter. */
import { readFileSync } from 'node:fs';
import { inRoot } from '../support/paths.ts';

export interface RequirementRow {
  readonly id: string;
  /** For an observation: the row it belongs to. */
  readonly parent?: string;
  readonly acceptance: string;
}

export function readRegister(file = inRoot('docs/requirements/register.csv')): readonly RequirementRow[] {
  const [header, ...rows] = parseCsv(readFileSync(file, 'utf8'));
  const idAt = header?.indexOf('id') ?? -1;
  const acceptanceAt = header?.indexOf('acceptance') ?? -1;
  if (idAt < 0 || acceptanceAt < 0) throw new Error(`${file} needs the columns id and acceptance`);
  return rows.map((row) => {
    const id = row[idAt] ?? '';
    const parent = /^([A-Z]+-\d+)[a-z]$/.exec(id)?.[1];
    return { id, acceptance: row[acceptanceAt] ?? '', ...(parent ? { parent } : {}) };
  });
}

/** RFC 4180: quoted fields may hold commas, line ends and doubled quotes. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') field += character ?? '';
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      row.push(field);
      field = '';
    } else if (character === '\n') {
      rows.push([...row, field.replace(/\r$/, '')]);
      row = [];
      field = '';
    } else field += character ?? '';
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows.filter((cells) => cells.some((cell) => cell !== ''));
}
