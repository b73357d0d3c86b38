/** The words of a PDF made by the integration service: its text streams inflated, their hexadecimal strings decoded (WinAnsi is Latin-1 for these letters). */
import { inflateSync } from 'node:zlib';

export function textOfPdf(pdf: Buffer): string {
  return [...pdf.toString('latin1').matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)]
    .flatMap((match) => linesOf(inflated(Buffer.from(match[1] ?? '', 'latin1'))))
    .join('\n');
}

function inflated(bytes: Buffer): string {
  try {
    return inflateSync(bytes).toString('latin1');
  } catch {
    // Not every stream is compressed; those hold no text.
    return '';
  }
}

function linesOf(stream: string): readonly string[] {
  return [...stream.matchAll(/\[((?:<[0-9a-f]*>|[-\d. ]+)*)\] TJ/g)].map((match) =>
    [...(match[1] ?? '').matchAll(/<([0-9a-f]*)>/g)]
      .map((part) => Buffer.from(part[1] ?? '', 'hex').toString('latin1'))
      .join(''),
  );
}
