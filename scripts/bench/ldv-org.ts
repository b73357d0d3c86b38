/** An org of the large-volume bench: the org of all benches in a process of its own, filled with customers up to a size, kept when asked to. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { loadSeed, type Sent } from '../seed/load.ts';
import { inRoot } from '../support/paths.ts';
import { dataFolderOf, loadPeople, logIn, startDemoOrg } from './demo-org.ts';

/** Customers loaded with one session: one ends during a load of hours. What is loaded is noted after each part. */
const PART = 5_000;
const BLOCK = 1_000;

/** What the folder of an org notes of it, so that another run can go on. */
export interface LdvState {
  readonly seed: number;
  /** The later one of the two years of consumption. */
  readonly untilYear: number;
  /** Customers from number 0 on that are there. */
  readonly customers: number;
  /** What the org takes without customers. */
  readonly empty: StoreSize;
}

export interface StoreSize {
  /** Records of all objects, share rows and the like included. */
  readonly rows: number;
  readonly shareRows: number;
  /** Of the file with its write-ahead log. */
  readonly bytes: number;
}

export interface LdvOrg {
  readonly url: string;
  readonly state: () => LdvState;
  /**
   * Loads customers until there are so many, or until `deadline` (of performance.now()) is over, but some; what is there already is not
   * loaded again.
   * Gives what was sent, by title.
   */
  load(customers: number, deadline: number, say: (line: string) => void): Promise<ReadonlyMap<string, Sent>>;
  /** What the org's store holds. */
  size(): StoreSize;
  close(): Promise<void>;
}

/** Starts the org of a folder, with its people; makes both when the folder has none. */
export async function openLdvOrg(folder: string, seed: number): Promise<LdvOrg> {
  mkdirSync(folder, { recursive: true });
  const child = fork(inRoot('scripts/run.mjs'), ['bench-ldv', `--run-org=${folder}`]);
  const url = await urlOf(child);
  const file = join(folder, 'loaded.json');
  const note = (state: LdvState): void => {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  };
  const state = (): LdvState => JSON.parse(readFileSync(file, 'utf8')) as LdvState;
  const size = (): StoreSize => sizeOf(dataFolderOf(folder));
  if (!existsSync(file)) {
    await loadPeople(url);
    note({ seed, untilYear: new Date().getUTCFullYear() - 1, customers: 0, empty: size() });
  }
  return {
    url,
    state,
    size,
    async load(customers, deadline, say) {
      const total = new Map<string, Sent>();
      const goesOn = (from: number): boolean => from < customers && (from === 0 || performance.now() < deadline);
      for (let from = state().customers; goesOn(from); from = state().customers) {
        const part = { from, customers: Math.min(PART, customers - from), block: BLOCK, owner: null };
        for (const [title, { rows, milliseconds }] of await loadSeed(
          await logIn(url, 'admin'),
          { ...state(), ...part },
          say,
        )) {
          const before = total.get(title) ?? { rows: 0, milliseconds: 0 };
          total.set(title, { rows: before.rows + rows, milliseconds: before.milliseconds + milliseconds });
        }
        note({ ...state(), customers: from + part.customers });
      }
      return total;
    },
    async close() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

/** The process of the org; ends when its parent does. */
export async function runLdvOrg(folder: string): Promise<void> {
  const running = await startDemoOrg(folder);
  const end = (code: number) => () => void running.stop().then(() => process.exit(code));
  process.once('SIGTERM', end(0));
  process.once('disconnect', end(1));
  process.send?.({ url: running.url });
}

function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { readonly url: string }).url));
    child.once('exit', (code) => reject(new Error(`The org ended with ${String(code)}`)));
  });
}

/** Reads beside the running org, as write-ahead logging allows. */
function sizeOf(folder: string): StoreSize {
  const database = new DatabaseSync(join(folder, 'org.sqlite'), { readOnly: true });
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_*' AND name NOT GLOB 'sqlite*'")
      .all()
      .map(({ name }) => String(name));
    const counts = tables.map((name) => {
      const found = database.prepare(`SELECT count(*) AS n FROM "${name}"`).get();
      return { name, rows: Number(found?.['n']) };
    });
    const sum = (of: readonly { readonly rows: number }[]): number => of.reduce((all, { rows }) => all + rows, 0);
    const bytes = readdirSync(folder)
      .filter((name) => name.startsWith('org.sqlite'))
      .reduce((all, name) => all + statSync(join(folder, name)).size, 0);
    return { rows: sum(counts), shareRows: sum(counts.filter(({ name }) => /Share$|__Share$/.test(name))), bytes };
  } finally {
    database.close();
  }
}
