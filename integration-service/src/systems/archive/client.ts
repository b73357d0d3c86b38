/** The document archive (contracts/archive/openapi.yaml). Its tokens are secrets: they stand in no message and no error. */
import { Readable } from 'node:stream';
import { IntegrationError } from '../../runtime/errors.ts';

export interface ArchivedDocument {
  /** The PDF; its first bytes have arrived. Destroy it when nobody reads it to the end. */
  readonly content: Readable;
  /** In bytes, when the archive tells. */
  readonly length: number | undefined;
}

export interface Archive {
  /**
   * Opens a document. Errors: ARCHIVE_DOCUMENT_UNKNOWN, ARCHIVE_DOCUMENT_EXPIRED, ARCHIVE_REFUSED (our key), which are final;
   * ARCHIVE_UNREACHABLE and ARCHIVE_RUBBISH, after which the same call can succeed.
   */
  open(token: string): Promise<ArchivedDocument>;
}

export interface ArchiveOptions {
  readonly url: string;
  readonly apiKey: string;
  /** Until the first bytes; the rest may take as long as its reader does. */
  readonly timeoutSeconds: number;
}

const PDF_BEGINS = '%PDF-';

export function createArchive(options: ArchiveOptions): Archive {
  return {
    async open(token) {
      const stopped = new AbortController();
      const timer = setTimeout(() => stopped.abort(), options.timeoutSeconds * 1000);
      try {
        const response = await fetch(new URL(`/documents/${encodeURIComponent(token)}`, options.url), {
          headers: { 'x-api-key': options.apiKey, accept: 'application/pdf' },
          signal: stopped.signal,
        });
        if (response.status !== 200) {
          await response.body?.cancel();
          throw refusal(response.status);
        }
        return { content: await pdfOf(response, stopped), length: lengthOf(response) };
      } catch (cause) {
        stopped.abort();
        if (cause instanceof IntegrationError) throw cause;
        throw new IntegrationError('ARCHIVE_UNREACHABLE', 'The archive does not answer', { retryable: true, cause });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Waits for the first bytes: only then is it certain that there is something to send on. */
async function pdfOf(response: Response, stopped: AbortController): Promise<Readable> {
  const chunks = (response.body ?? new ReadableStream<Uint8Array>())[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < PDF_BEGINS.length) {
    const next = await chunks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  if (head.subarray(0, PDF_BEGINS.length).toString('latin1') !== PDF_BEGINS) {
    throw new IntegrationError('ARCHIVE_RUBBISH', 'The archive sent something that is no PDF', { retryable: true });
  }
  const rest = { [Symbol.asyncIterator]: () => chunks };
  async function* whole() {
    yield head;
    yield* rest;
  }
  const content = Readable.from(whole(), { objectMode: false });
  // Read to the end or given up: the connection is not needed any more.
  content.once('close', () => stopped.abort());
  return content;
}

function lengthOf(response: Response): number | undefined {
  const length = response.headers.get('content-length');
  // What fetch unpacked has another length than what was sent.
  return length === null || response.headers.get('content-encoding') ? undefined : Number(length);
}

function refusal(status: number): IntegrationError {
  if (status === 404)
    return new IntegrationError('ARCHIVE_DOCUMENT_UNKNOWN', 'The archive has no document for a token', {
      retryable: false,
    });
  if (status === 410)
    return new IntegrationError('ARCHIVE_DOCUMENT_EXPIRED', 'The archive keeps the document no longer', {
      retryable: false,
    });
  if (status === 401 || status === 403)
    return new IntegrationError('ARCHIVE_REFUSED', `The archive refuses our key (${status})`, { retryable: false });
  return new IntegrationError('ARCHIVE_UNREACHABLE', `The archive answered ${status}`, { retryable: true });
}
