/** CSV as Bulk API 2.0 reads and writes it (RFC 4180 with a choice of delimiters). */
import { OrgError } from './errors.ts';

/** Bulk API 2.0 Developer Guide, "columnDelimiter". */
export const CSV_DELIMITERS: Readonly<Record<string, string>> = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
};

/** Rows of cells; quoted cells may hold delimiters, line breaks and doubled quotes. */
export function parseCsv(text: string, delimiter: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = (): void => {
    row.push(cell);
    cell = '';
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === delimiter) {
      row.push(cell);
      cell = '';
    } else if (character === '\n') endRow();
    else if (character !== '\r') cell += character;
  }
  if (quoted) throw new OrgError('InvalidBatch', 'The CSV content ends inside a quoted value.');
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}

/** One line per row, every cell quoted. */
export function writeCsv(rows: readonly (readonly string[])[], delimiter: string, lineEnding: string): string {
  return rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter) + lineEnding).join('');
}
