/** Parts of a `multipart/form-data` body by name (RFC 7578). */
import { OrgError } from '../../engine/errors.ts';

export function multipart(body: Uint8Array, contentType: string): ReadonlyMap<string, Buffer> {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined)
    throw new OrgError('INVALID_MULTIPART_REQUEST', 'Expected a multipart body with a boundary.');
  const source = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = Buffer.from(`--${boundary}`);
  const parts = new Map<string, Buffer>();
  let at = source.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length;
    const next = source.indexOf(delimiter, start);
    if (next < 0) break;
    const part = source.subarray(start, next);
    const headEnd = part.indexOf('\r\n\r\n');
    if (headEnd >= 0) {
      const name = /name="([^"]*)"/i.exec(part.subarray(0, headEnd).toString('utf8'))?.[1];
      // The line break before the next delimiter belongs to the delimiter.
      if (name !== undefined) parts.set(name, part.subarray(headEnd + 4, part.length - 2));
    }
    at = next;
  }
  return parts;
}
