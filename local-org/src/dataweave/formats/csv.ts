/** application/csv (docs.mulesoft.com, "CSV Format"). */
import { failure } from '../errors.ts';
import { toText } from '../values/text.ts';
import { typeName } from '../values/type-names.ts';
import { Key, ObjectValue, bare, isArray, type Value } from '../values/value.ts';
import type { Settings } from './settings.ts';

interface Marks {
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
}
const marksOf = (settings: Settings): Marks => ({
  separator: settings.text('separator', ','),
  quote: settings.text('quote', '"'),
  escape: settings.text('escape', '\\'),
});

/** Rows of fields; a quoted field may hold separators, doubled quotes and line breaks. */
function rowsOf(text: string, { separator, quote, escape }: Marks): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  let at = 0;
  const starts = (mark: string): boolean => mark !== '' && text.startsWith(mark, at);
  while (at < text.length) {
    const char = text[at] ?? '';
    const next = text[at + escape.length] ?? '';
    if (escape !== quote && starts(escape) && (next === quote || next === escape || next === separator)) {
      field += next;
      at += escape.length + 1;
    } else if (quoted && starts(quote) && text.startsWith(quote, at + quote.length)) {
      field += quote;
      at += 2 * quote.length;
    } else if (starts(quote) && (quoted || field.trim() === '')) {
      // Blanks before a quote are no part of the field.
      if (!quoted) field = '';
      quoted = !quoted;
      at += quote.length;
    } else if (!quoted && starts(separator)) {
      row.push(field);
      field = '';
      at += separator.length;
    } else if (!quoted && (char === '\n' || char === '\r')) {
      rows.push([...row, field]);
      row = [];
      field = '';
      at += char === '\r' && text[at + 1] === '\n' ? 2 : 1;
    } else {
      field += char;
      at += 1;
    }
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}

/** Reads rows as objects by the names of the header, or `column_0`, `column_1` … without one. */
export function readCsv(text: string, settings: Settings): Value {
  const all = rowsOf(text.replace(/^\uFEFF/, ''), marksOf(settings));
  const ignoresEmpty = settings.flag('ignoreEmptyLine', true);
  const rows = all.filter((row) => !ignoresEmpty || row.length > 1 || row[0] !== '');
  const hasHeader = settings.flag('header', true);
  const headerLine = settings.number('headerLineNumber', 0);
  const bodyStart = settings.number('bodyStartLineNumber', 0);
  const header = hasHeader ? rows[headerLine] : undefined;
  const body = rows.slice(Math.max(bodyStart, header ? headerLine + 1 : 0));
  return body.map((row) => {
    const names = header ?? row.map((_, index) => `column_${String(index)}`);
    const width = Math.max(names.length, row.length);
    return new ObjectValue(
      Array.from({ length: header ? Math.min(width, names.length) : width }, (_, index) => ({
        key: new Key(names[index] ?? `column_${String(index)}`),
        value: row[index] ?? '',
      })),
    );
  });
}

/** Writes objects as rows under a header of the first one's keys. */
export function writeCsv(value: Value, settings: Settings): string {
  const marks = marksOf(settings);
  const quotesAll = settings.flag('quoteValues', false);
  const end = settings.text('lineSeparator', '\n');
  const own = bare(value);
  const rows = isArray(own) ? own.map(bare) : [own];
  const line = (fields: readonly string[], quoted: boolean): string =>
    fields.map((field) => written(field, marks, quoted)).join(marks.separator) + end;
  let out = '';
  let header = settings.flag('header', true);
  for (const row of rows) {
    if (!(row instanceof ObjectValue))
      throw failure(`Cannot write ${typeName(row)} as a row of CSV, an Object is expected`);
    if (header)
      out += line(
        row.entries.map(({ key }) => key.name),
        settings.flag('quoteHeader', false),
      );
    header = false;
    out += line(
      row.entries.map((entry) => fieldText(entry.value)),
      quotesAll,
    );
  }
  return out;
}

function fieldText(held: Value): string {
  const value = bare(held);
  if (value === null) return '';
  const text = toText(value);
  if (text === undefined) throw failure(`Cannot write ${typeName(value)} as a field of CSV`);
  return text;
}

function written(text: string, { separator, quote, escape }: Marks, always: boolean): string {
  const special = text.includes(separator) || text.includes(quote) || /[\r\n]/.test(text);
  if (!always && !special) return text;
  return `${quote}${text.replaceAll(quote, () => `${escape}${quote}`)}${quote}`;
}
