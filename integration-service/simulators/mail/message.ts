/** Reads one mail as it came over the line (RFC 5322, MIME RFC 2045-2047): enough for what people look at. */

export interface MailMessage {
  readonly messageId: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Part {
  readonly type: string;
  readonly content: string;
}

export function readMessage(raw: Buffer): MailMessage {
  const source = raw.toString('latin1');
  const { headers } = split(source);
  const parts = partsOf(source);
  const content = (type: string) => parts.find((part) => part.type === type)?.content ?? '';
  return {
    messageId: headers['message-id'] ?? '',
    from: decodeWords(headers.from ?? ''),
    subject: decodeWords(headers.subject ?? ''),
    text: content('text/plain'),
    html: content('text/html'),
    headers,
  };
}

/** Header names in small letters, folded lines joined; the last of repeated headers counts. */
function split(source: string): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const gap = /\r?\n\r?\n/.exec(source);
  const head = gap ? source.slice(0, gap.index) : source;
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return { headers: Object.fromEntries(headers), body: gap ? source.slice(gap.index + gap[0].length) : '' };
}

function partsOf(source: string): readonly Part[] {
  const { headers, body } = split(source);
  const contentType = headers['content-type'] ?? 'text/plain';
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  const boundary = parameter(contentType, 'boundary');
  if (type.startsWith('multipart/') && boundary !== undefined) {
    return `\n${body}`
      .split(`\n--${boundary}`)
      .slice(1)
      .filter((piece) => !piece.startsWith('--'))
      .flatMap((piece) => partsOf(piece.replace(/^[ \t]*\r?\n/, '').replace(/\r?$/, '')));
  }
  const bytes = decodeTransfer(body, (headers['content-transfer-encoding'] ?? '').toLowerCase());
  return [{ type, content: inCharset(bytes, parameter(contentType, 'charset')) }];
}

function parameter(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(header);
  return found?.[1] ?? found?.[2];
}

function decodeTransfer(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  return hexEscapes(body.replace(/=[ \t]*\r?\n/g, ''));
}

function hexEscapes(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-Fa-f]{2})/g, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

function inCharset(bytes: Buffer, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(bytes).replace(/\r\n/g, '\n');
  } catch {
    // A charset nobody knows: what can be read without it is better than nothing.
    return bytes.toString('latin1');
  }
}

/** Encoded words (RFC 2047); white space between two of them does not count. */
function decodeWords(header: string): string {
  return header
    .replace(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi, (_whole, charset: string, kind: string, text: string) => {
      const bytes = kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : hexEscapes(text.replace(/_/g, ' '));
      return inCharset(bytes, charset);
    });
}
