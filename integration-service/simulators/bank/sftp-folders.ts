/** The two folders a customer of the bank sees, /inbox and /outbox, and what may be done there. */
import { mkdirSync, type Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Attributes, FileEntry } from 'ssh2';

export type FolderName = 'inbox' | 'outbox';

/** A place in the customer's view; `file` is absent for a folder, `folder` for the root. */
export interface Place {
  readonly folder?: FolderName;
  readonly file?: string;
}

const FILE_NAME = /^[^/\0]{1,255}$/;
const FOLDER_MODE = 0o040750;

export interface Folders {
  /** The place of a path; undefined for what lies outside. */
  place(path: string): Place | undefined;
  onDisk(place: Place): string;
  attributes(place: Place): Promise<Attributes>;
}

/** Hidden or temporary names are not picked up, and may be removed. */
export function isTemporaryName(name: string): boolean {
  return name.startsWith('.') || name.endsWith('.part') || name.endsWith('.tmp') || name.endsWith('.filepart');
}

export function openFolders(root: string): Folders {
  for (const folder of ['inbox', 'outbox']) mkdirSync(join(root, folder), { recursive: true });
  const onDisk = (place: Place) => join(root, place.folder ?? '', place.file ?? '');
  return {
    onDisk,
    place: (path) => {
      const parts = absolute(path).split('/').filter(Boolean);
      const [folder, file, ...deeper] = parts;
      if (folder === undefined) return {};
      if ((folder !== 'inbox' && folder !== 'outbox') || deeper.length > 0) return undefined;
      if (file === undefined) return { folder };
      return FILE_NAME.test(file) ? { folder, file } : undefined;
    },
    attributes: async (place) => attributesOf(await lstat(onDisk(place))),
  };
}

/** The path without dots, from the root: what SFTP's REALPATH answers. */
export function absolute(path: string): string {
  return posix.resolve('/', path);
}

export function attributesOf(stats: Stats): Attributes {
  return {
    mode: stats.isDirectory() ? FOLDER_MODE : stats.mode,
    uid: 0,
    gid: 0,
    size: stats.size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  };
}

/** A directory entry; the long name is what `ls -l` shows (draft-ietf-secsh-filexfer-02, section 7). */
export function entry(filename: string, attrs: Attributes): FileEntry {
  const type = (attrs.mode & 0o170000) === 0o040000 ? 'd' : '-';
  const rights = ['r', 'w', 'x', 'r', 'w', 'x', 'r', 'w', 'x']
    .map((letter, index) => ((attrs.mode >> (8 - index)) & 1 ? letter : '-'))
    .join('');
  const when = new Date(attrs.mtime * 1000).toUTCString().slice(8, 11) + ' 01 00:00';
  const longname = `${type}${rights} 1 bank bank ${String(attrs.size).padStart(12)} ${when} ${filename}`;
  return { filename, longname, attrs };
}
