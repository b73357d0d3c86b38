/**
 * The folder an org lives in. It is made aside and renamed when complete, so that a start that was cut off leaves nothing half-written;
 * a lock with the process id keeps a second start away.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A start that cannot be, with what the user can do about it. */
export class CannotStart extends Error {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'CannotStart';
  }
}

const LOCK = 'lock';
const MARK = 'org.json';

/** A folder that this process holds. */
export interface HeldFolder {
  readonly path: string;
  /** Whether an org was in it already. */
  readonly existed: boolean;
  /** Secret for `/local/*`, the same for the folder's life. */
  readonly adminToken: string;
  /** Declares a new org complete; before, its folder has another name. */
  complete(): void;
  release(): void;
}

/** Takes the data folder for this process; throws CannotStart when another one holds it. */
export function holdDataFolder(path: string): HeldFolder {
  const existed = existsSync(join(path, MARK));
  if (existsSync(path) && !existed && !isEmptyOrPartial(path)) {
    throw new CannotStart(
      `${path} exists but holds no org of this program. Move it away or choose another folder with --data.`,
    );
  }
  const lock = `${path}.${LOCK}`;
  takeLock(lock, path);
  const working = existed ? path : `${path}.partial`;
  if (!existed) {
    // What an earlier start left unfinished is worth nothing: it was never announced as an org.
    rmSync(working, { recursive: true, force: true });
    mkdirSync(working, { recursive: true });
  }
  const adminToken = tokenIn(working);
  return {
    path: working,
    existed,
    adminToken,
    complete: () => {
      if (existed) return;
      writeFileSync(join(working, MARK), JSON.stringify({ format: 1, createdAt: new Date().toISOString() }));
      rmSync(path, { recursive: true, force: true });
      renameSync(working, path);
    },
    release: () => rmSync(lock, { force: true }),
  };
}

function isEmptyOrPartial(path: string): boolean {
  return !existsSync(join(path, 'org.sqlite'));
}

function takeLock(lock: string, path: string): void {
  mkdirSync(dirname(lock), { recursive: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    const holder = Number(readFileSync(lock, 'utf8'));
    if (Number.isInteger(holder) && holder > 0 && isAlive(holder)) {
      throw new CannotStart(
        `The org in ${path} is running already (process ${holder}). Stop it first, or start another one with --data.`,
        { cause },
      );
    }
  }
  // The holder died without releasing it.
  writeFileSync(lock, String(process.pid));
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (cause) {
    // EPERM: alive, but somebody else's.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

function tokenIn(folder: string): string {
  const file = join(folder, 'admin-token');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const token = randomBytes(24).toString('hex');
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}
