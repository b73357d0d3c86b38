/** Files that are the same for everybody: the design system from its package, and our own stylesheets. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { packageFolder } from './module-sources.ts';
import type { WebRequest, WebResponse } from './ports.ts';

const compress = promisify(gzip);

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
};

/** Content type by file name; unknown names are bytes that a browser must not interpret. */
export function contentType(name: string): string {
  return TYPES[path.extname(name).toLowerCase()] ?? 'application/octet-stream';
}

const LOCAL_FOLDER = fileURLToPath(new URL('../../web/assets', import.meta.url));

/** Answers with bytes: validated by ETag, compressed when the browser takes it and the content is text. */
export async function fileResponse(
  request: WebRequest,
  name: string,
  content: Uint8Array,
  cacheControl: string,
): Promise<WebResponse> {
  const etag = `"${createHash('sha1').update(content).digest('base64url')}"`;
  const headers: Record<string, string> = {
    'content-type': contentType(name),
    'cache-control': cacheControl,
    etag,
    vary: 'accept-encoding',
  };
  if (request.headers['if-none-match'] === etag) return { status: 304, headers, body: '' };
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (
    content.length > 1024 &&
    /\bgzip\b/.test(accepted) &&
    /^(text|application\/json|image\/svg)/.test(headers['content-type'] ?? '')
  ) {
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: await compressed(etag, content) };
  }
  return { status: 200, headers, body: content };
}

/** Compressed once per content: the shell is 2.5 MB and asked for by every browser. */
const compressedByTag = new Map<string, Promise<Uint8Array>>();
const KEPT_COMPRESSED = 200;

function compressed(etag: string, content: Uint8Array): Promise<Uint8Array> {
  let result = compressedByTag.get(etag);
  if (!result) {
    if (compressedByTag.size >= KEPT_COMPRESSED) compressedByTag.clear();
    result = compress(content);
    compressedByTag.set(etag, result);
  }
  return result;
}

/** `/assets/...`: the design system's files, and ours under `/assets/local/`; null when there is no such file. */
export async function asset(request: WebRequest, relative: string): Promise<WebResponse | null> {
  const local = relative.startsWith('local/') || relative === 'favicon.svg';
  const root = local ? LOCAL_FOLDER : path.join(packageFolder('@salesforce-ux/design-system'), 'assets');
  const file = path.join(root, local ? relative.replace(/^local\//, '') : relative);
  // A path that climbs out of the folder is nobody's file.
  if (file !== root && !file.startsWith(root + path.sep)) return null;
  try {
    if (!(await stat(file)).isFile()) return null;
    return await fileResponse(request, file, await readFile(file), 'public, max-age=3600');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT' || (cause as NodeJS.ErrnoException).code === 'ENOTDIR')
      return null;
    throw cause;
  }
}
