/** Query results too large for one page, kept as files beside the store: no database lock is needed to page on. */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cursorName } from './operations/queries.ts';

/** A whole result; `rows` is everything after and including the first page. */
export interface CursorContent {
  readonly userId: string;
  readonly totalSize: number;
  readonly pageSize: number;
  readonly rows: readonly unknown[];
}

export interface CursorPage {
  readonly rows: readonly unknown[];
  readonly totalSize: number;
  /** Rows the cursor holds in all. */
  readonly storedRows: number;
}

export interface Cursors {
  /** Keeps a result and returns the cursor's name. */
  keep(content: CursorContent): string;
  /** The page that begins at `offset`, or null when the cursor is unknown, too old or another user's. */
  page(name: string, offset: number, userId: string): CursorPage | null;
}

/** REST API Developer Guide: a query locator lives up to two days. */
const LIFETIME_MS = 2 * 24 * 60 * 60 * 1000;

/** Cursors as one folder each under `folder`, one file per page. */
export function fileCursors(folder: string): Cursors {
  return {
    keep: (content) => {
      removeOld(folder);
      const name = cursorName();
      const partial = join(folder, `${name}.partial`);
      mkdirSync(partial, { recursive: true });
      for (let offset = content.pageSize; offset < content.rows.length; offset += content.pageSize) {
        const rows = content.rows.slice(offset, offset + content.pageSize);
        writeFileSync(join(partial, `${offset}.json`), JSON.stringify(rows));
      }
      const { userId, totalSize } = content;
      writeFileSync(
        join(partial, 'cursor.json'),
        JSON.stringify({ userId, totalSize, storedRows: content.rows.length }),
      );
      renameSync(partial, join(folder, name));
      return name;
    },
    page: (name, offset, userId) => {
      const cursor = join(folder, name);
      const file = join(cursor, `${offset}.json`);
      if (!existsSync(file)) return null;
      const head = JSON.parse(readFileSync(join(cursor, 'cursor.json'), 'utf8')) as {
        readonly userId: string;
        readonly totalSize: number;
        readonly storedRows: number;
      };
      if (head.userId !== userId) return null;
      const rows = JSON.parse(readFileSync(file, 'utf8')) as readonly unknown[];
      return { rows, totalSize: head.totalSize, storedRows: head.storedRows };
    },
  };
}

function removeOld(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry && Date.now() - entry.mtimeMs > LIFETIME_MS) rmSync(path, { recursive: true, force: true });
  }
}
