/** One JSON line per request, without query values, bodies, tokens or cookies: the log may be sent to somebody. */
import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';

export interface AccessEntry {
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly userId: string | null;
  readonly channel: string;
  readonly errorCode?: string;
}

/** The access log and the error log of a running org. */
export interface RequestLog {
  access(entry: AccessEntry): void;
  /** A failure that is ours to mend, with its stack. */
  failure(where: string, cause: unknown): void;
  close(): Promise<void>;
}

/** Logs into `access.log` and `error.log` lines, both appended. */
export function fileLog(accessFile: string, errorFile: string): RequestLog {
  const access = createWriteStream(accessFile, { flags: 'a' });
  const errors = createWriteStream(errorFile, { flags: 'a' });
  return {
    access: (entry) => void access.write(`${JSON.stringify(entry)}\n`),
    failure: (where, cause) => {
      const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      errors.write(`${JSON.stringify({ time: new Date().toISOString(), where, message })}\n`);
    },
    close: async () => {
      await Promise.all([ended(access), ended(errors)]);
    },
  };
}

function ended(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => stream.end(() => resolve()));
}

/** One-time codes and tokens travel in a few paths and queries; only the path without them is logged. */
export function loggablePath(path: string): string {
  return path.length > 300 ? `${path.slice(0, 300)}…` : path;
}
