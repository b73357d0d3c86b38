/**
 * The decision table in words a business person writes: who may edit or read which record (decisions.csv, people.csv). Nobody else may see
 * it: what the table does not say is refused.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../../scripts/trace/register.ts';

export type Level = 'none' | 'read' | 'edit';

export interface Decision {
  readonly record: string;
  /** Requirement rows that the line is taken from. */
  readonly requirements: readonly string[];
  readonly because: string;
  levelOf(person: string): Level;
}

/** The lines of decisions.csv; a name of people.csv stands for its people. Throws for a name that nobody bears. */
export function readDecisions(people: ReadonlySet<string>, folder = import.meta.dirname): readonly Decision[] {
  const groups = new Map(
    rowsOf(join(folder, 'people.csv'), ['group', 'people']).map(([group = '', members = '']) => [
      group,
      members.split(' '),
    ]),
  );
  const expand = (cell: string, record: string): ReadonlySet<string> => {
    // Longest names first: a group's name may hold blanks.
    let rest = cell;
    const found = new Set<string>();
    for (const [group, members] of [...groups].sort(([left], [right]) => right.length - left.length)) {
      const named = new RegExp(`(^| )${group}(?= |$)`);
      if (!named.test(rest)) continue;
      rest = rest.replace(named, '');
      for (const member of members) found.add(member);
    }
    for (const person of rest.split(' ').filter((name) => name !== '')) found.add(person);
    for (const person of found)
      if (!people.has(person)) throw new Error(`decisions.csv, "${record}": there is no person "${person}"`);
    return found;
  };
  return rowsOf(join(folder, 'decisions.csv'), ['record', 'may edit', 'may read', 'decided by', 'because']).map(
    ([record = '', edit = '', read = '', requirements = '', because = '']) => {
      const [editors, readers] = [expand(edit, record), expand(read, record)];
      return {
        record,
        requirements: requirements.split(' '),
        because,
        levelOf: (person) => (editors.has(person) ? 'edit' : readers.has(person) ? 'read' : 'none'),
      };
    },
  );
}

function rowsOf(file: string, columns: readonly string[]): readonly (readonly string[])[] {
  const [header = [], ...rows] = parseCsv(readFileSync(file, 'utf8'));
  const places = columns.map((column) => header.indexOf(column));
  if (places.includes(-1)) throw new Error(`${file} needs the columns ${columns.join(', ')}`);
  return rows.map((row) => places.map((place) => row[place] ?? ''));
}
