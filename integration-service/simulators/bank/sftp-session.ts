/** One SFTP session (protocol version 3, draft-ietf-secsh-filexfer-02): every request of OpenSSH's client and of ssh2's. */
import { constants, type FileHandle, open, readdir, rename, unlink } from 'node:fs/promises';
import ssh2, { type SFTPWrapper } from 'ssh2';
import type { SftpFaults } from './sftp-faults.ts';
import { absolute, attributesOf, entry, type Folders, isTemporaryName, type Place } from './sftp-folders.ts';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;
const LONGEST_READ = 256 * 1024;
const ENTRIES_AT_ONCE = 100;

interface OpenFile {
  readonly place: Place;
  readonly handle: FileHandle;
  readonly writing: boolean;
  pendingWrites: number;
  blocks: number;
  /** The writes before the present one: closing waits for them. */
  lastWrite: Promise<void>;
}

interface OpenFolder {
  readonly place: Place;
  names: string[] | undefined;
}

export interface SftpSessionOptions {
  readonly folders: Folders;
  readonly faults: SftpFaults;
  readonly slowMs: number;
  /** A file stands in /inbox under its final name. */
  readonly onArrived: (name: string) => void;
  /** Breaks the line. */
  readonly cut: () => void;
}

/** A refusal with an SFTP status. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function serveSftp(sftp: SFTPWrapper, options: SftpSessionOptions): void {
  const { folders, faults } = options;
  const files = new Map<number, OpenFile>();
  const listings = new Map<number, OpenFolder>();
  let lastHandle = 0;

  const newHandle = (): [number, Buffer] => {
    const bytes = Buffer.alloc(4);
    lastHandle += 1;
    bytes.writeUInt32BE(lastHandle);
    return [lastHandle, bytes];
  };
  const fileOf = (handle: Buffer): OpenFile => {
    const file = handle.length === 4 ? files.get(handle.readUInt32BE()) : undefined;
    if (!file) throw new Refusal(STATUS_CODE.FAILURE, 'Unknown handle');
    return file;
  };
  const placeOf = (path: string): Place => {
    const place = folders.place(path);
    if (!place) throw new Refusal(STATUS_CODE.NO_SUCH_FILE, 'No such file');
    return place;
  };
  /** Runs one request and turns what it throws into the protocol's words. */
  const answer = (reqId: number, work: () => Promise<void>): void => {
    const run = async () => {
      if (faults.hits('slow')) await new Promise((resolve) => setTimeout(resolve, options.slowMs).unref());
      await work();
    };
    run().catch((error: unknown) => {
      const { status, message } = refusalFor(error);
      sftp.status(reqId, status, message);
    });
  };
  const ok = (reqId: number) => sftp.status(reqId, STATUS_CODE.OK);
  const unsupported = (reqId: number) => sftp.status(reqId, STATUS_CODE.OP_UNSUPPORTED, 'Not offered here');

  sftp.on('REALPATH', (reqId, path) =>
    answer(reqId, () => {
      const filename = absolute(path);
      const attrs = { mode: 0o040750, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };
      sftp.name(reqId, [entry(filename, attrs)]);
      return Promise.resolve();
    }),
  );
  const stat = (reqId: number, path: string) =>
    answer(reqId, async () => sftp.attrs(reqId, await folders.attributes(placeOf(path))));
  sftp.on('STAT', stat);
  sftp.on('LSTAT', stat);
  sftp.on('FSTAT', (reqId, handle) =>
    answer(reqId, async () => sftp.attrs(reqId, attributesOf(await fileOf(handle).handle.stat()))),
  );
  // Times and rights are the bank's own affair: taken note of and left as they are.
  sftp.on('SETSTAT', (reqId, path) =>
    answer(reqId, async () => {
      await folders.attributes(placeOf(path));
      ok(reqId);
    }),
  );
  sftp.on('FSETSTAT', (reqId, handle) =>
    answer(reqId, () => {
      fileOf(handle);
      ok(reqId);
      return Promise.resolve();
    }),
  );

  sftp.on('OPENDIR', (reqId, path) =>
    answer(reqId, () => {
      const place = placeOf(path);
      if (place.file !== undefined) throw new Refusal(STATUS_CODE.FAILURE, 'Not a directory');
      const [number, handle] = newHandle();
      listings.set(number, { place, names: undefined });
      sftp.handle(reqId, handle);
      return Promise.resolve();
    }),
  );
  sftp.on('READDIR', (reqId, handle) =>
    answer(reqId, async () => {
      const listing = handle.length === 4 ? listings.get(handle.readUInt32BE()) : undefined;
      if (!listing) throw new Refusal(STATUS_CODE.FAILURE, 'Unknown handle');
      listing.names ??= listing.place.folder
        ? ['.', '..', ...(await readdir(folders.onDisk(listing.place)))]
        : ['.', '..', 'inbox', 'outbox'];
      const names = listing.names.splice(0, ENTRIES_AT_ONCE);
      if (names.length === 0) throw new Refusal(STATUS_CODE.EOF, 'End of file');
      const base = listing.place.folder ? `/${listing.place.folder}/` : '/';
      const entries = await Promise.all(
        names.map(async (name) => {
          const attributes = await folders.attributes(folders.place(base + name) ?? {}).catch(() => undefined);
          // A file may be gone between the listing and the look at it.
          return attributes ? [entry(name, attributes)] : [];
        }),
      );
      sftp.name(reqId, entries.flat());
    }),
  );

  sftp.on('OPEN', (reqId, path, flags) =>
    answer(reqId, async () => {
      const place = placeOf(path);
      if (place.file === undefined) throw new Refusal(STATUS_CODE.FAILURE, 'Is a directory');
      const writing = (flags & (OPEN_MODE.WRITE | OPEN_MODE.APPEND)) !== 0;
      if (writing) await mayWrite(place);
      const created =
        (flags & OPEN_MODE.CREAT ? constants.O_CREAT : 0) | (flags & OPEN_MODE.TRUNC ? constants.O_TRUNC : 0);
      const exclusive = flags & OPEN_MODE.EXCL ? constants.O_EXCL : 0;
      const mode = writing ? constants.O_RDWR | created | exclusive : constants.O_RDONLY;
      const file = await open(folders.onDisk(place), mode | constants.O_NOFOLLOW, 0o640);
      const [number, handle] = newHandle();
      files.set(number, { place, handle: file, writing, pendingWrites: 0, blocks: 0, lastWrite: Promise.resolve() });
      sftp.handle(reqId, handle);
    }),
  );
  /** New names in /inbox only; what the bank has under its final name is not written again. */
  const mayWrite = async (place: Place) => {
    if (place.folder !== 'inbox' || faults.hits('read-only')) {
      throw new Refusal(STATUS_CODE.PERMISSION_DENIED, 'Permission denied');
    }
    if (isTemporaryName(place.file ?? '')) return;
    if (await exists(folders.onDisk(place))) throw new Refusal(STATUS_CODE.PERMISSION_DENIED, 'The file was delivered');
  };

  sftp.on('READ', (reqId, handle, offset, length) =>
    answer(reqId, async () => {
      const buffer = Buffer.alloc(Math.min(length, LONGEST_READ));
      const { bytesRead } = await fileOf(handle).handle.read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) throw new Refusal(STATUS_CODE.EOF, 'End of file');
      sftp.data(reqId, buffer.subarray(0, bytesRead));
    }),
  );
  sftp.on('WRITE', (reqId, handle, offset, data) => {
    // The block belongs to the connection's buffer: it is copied before anything is awaited.
    const block = Buffer.from(data);
    answer(reqId, async () => {
      const file = fileOf(handle);
      if (!file.writing) throw new Refusal(STATUS_CODE.PERMISSION_DENIED, 'Not opened for writing');
      file.blocks += 1;
      if (file.blocks > 1 && faults.hits('disk-full'))
        throw new Refusal(STATUS_CODE.FAILURE, 'No space left on device');
      if (file.pendingWrites > 0 && faults.hits('one-write-at-a-time')) {
        throw new Refusal(STATUS_CODE.FAILURE, 'One write at a time');
      }
      const cut = faults.hits('cut-upload');
      if (faults.hits('garbled')) block[0] = (block[0] ?? 0) ^ 1;
      file.pendingWrites += 1;
      const writing = file.handle.write(block, 0, cut ? Math.floor(block.length / 2) : block.length, offset);
      file.lastWrite = Promise.allSettled([file.lastWrite, writing]).then(() => undefined);
      await writing.finally(() => {
        file.pendingWrites -= 1;
      });
      if (cut) options.cut();
      else ok(reqId);
    });
  });
  sftp.on('CLOSE', (reqId, handle) =>
    answer(reqId, async () => {
      const number = handle.length === 4 ? handle.readUInt32BE() : 0;
      if (listings.delete(number)) {
        ok(reqId);
        return;
      }
      const file = fileOf(handle);
      files.delete(number);
      await file.lastWrite;
      await file.handle.close();
      ok(reqId);
      if (file.writing) arrived(file.place);
    }),
  );
  const arrived = (place: Place) => {
    if (place.folder === 'inbox' && place.file && !isTemporaryName(place.file)) options.onArrived(place.file);
  };

  sftp.on('RENAME', (reqId, from, to) =>
    answer(reqId, async () => {
      const [source, target] = [placeOf(from), placeOf(to)];
      if (source.folder !== 'inbox' || target.folder !== 'inbox' || !source.file || !target.file) {
        throw new Refusal(STATUS_CODE.PERMISSION_DENIED, 'Permission denied');
      }
      if (!isTemporaryName(source.file)) throw new Refusal(STATUS_CODE.PERMISSION_DENIED, 'The file was delivered');
      if (await exists(folders.onDisk(target))) throw new Refusal(STATUS_CODE.FAILURE, 'The target exists');
      await rename(folders.onDisk(source), folders.onDisk(target));
      if (faults.hits('cut-rename')) options.cut();
      else ok(reqId);
      arrived(target);
    }),
  );
  sftp.on('REMOVE', (reqId, path) =>
    answer(reqId, async () => {
      const place = placeOf(path);
      if (place.file === undefined) throw new Refusal(STATUS_CODE.FAILURE, 'Is a directory');
      await folders.attributes(place);
      if (place.folder === 'inbox' && !isTemporaryName(place.file)) {
        throw new Refusal(STATUS_CODE.PERMISSION_DENIED, 'The file was delivered');
      }
      await unlink(folders.onDisk(place));
      ok(reqId);
    }),
  );
  for (const request of ['MKDIR', 'RMDIR', 'READLINK', 'SYMLINK', 'EXTENDED']) {
    // One listener for requests of different shapes: only the id matters.
    (sftp as NodeJS.EventEmitter).on(request, unsupported);
  }
  const closeAll = () => {
    for (const file of files.values()) void file.handle.close();
    files.clear();
  };
  sftp.on('close', closeAll);
  sftp.on('end', () => {
    closeAll();
    // OpenSSH's client says that it has no more requests and then waits for us to close the channel.
    sftp.end();
  });
}

async function exists(path: string): Promise<boolean> {
  const file = await open(path, constants.O_RDONLY).catch(() => undefined);
  await file?.close();
  return file !== undefined;
}

function refusalFor(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof Refusal) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return { status: STATUS_CODE.NO_SUCH_FILE, message: 'No such file' };
  if (code === 'EACCES' || code === 'EPERM')
    return { status: STATUS_CODE.PERMISSION_DENIED, message: 'Permission denied' };
  return { status: STATUS_CODE.FAILURE, message: typeof code === 'string' ? code : 'Failure' };
}
