/** A simulator's memory: plain data, written aside and renamed after every change when a file is given, so that a restart forgets nothing. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface State<Data> {
  readonly data: Data;
  /** Call after changing `data`. */
  save(): void;
}

export function openState<Data>(empty: Data, file?: string): State<Data> {
  if (file) mkdirSync(dirname(file), { recursive: true });
  const data = file && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Data) : empty;
  return {
    data,
    save() {
      if (!file) return;
      writeFileSync(`${file}.new`, JSON.stringify(data, null, 1));
      renameSync(`${file}.new`, file);
    },
  };
}
