/** A mail server that keeps everything it is given, shows it on a page and sends nothing on. */
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import express, { type Express } from 'express';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { escapeHtml, page, table } from '../support/page.ts';
import { serve, type Simulator } from '../support/server.ts';
import { openState, type State } from '../support/state.ts';
import { readMessage } from './message.ts';

/** A message as it was taken over; one entry for each delivery, repeated ones too. */
export interface KeptMessage {
  readonly messageId: string;
  readonly from: string;
  /** The envelope's recipients. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly receivedAt: string;
}

interface Mailbox {
  messages: KeptMessage[];
}

export interface MailSimulatorOptions {
  /** Page and switches. */
  readonly port: number;
  readonly smtpPort: number;
  readonly stateFile?: string;
  readonly now?: () => Date;
}

export interface MailSimulator extends Simulator {
  readonly smtpPort: number;
  /** smtp://localhost:port */
  readonly smtpUrl: string;
}

const Fault = z.object({
  /** `refuse`: 550 for every recipient. `throttle`: 421, come back later. `down`: 451 after the text. `lost-answer`: keeps the message, then hangs up. */
  kind: z.enum(['refuse', 'throttle', 'down', 'lost-answer']),
  /** How many deliveries it hits; for ever when absent. */
  times: z.number().int().positive().optional(),
});
type Fault = z.infer<typeof Fault>;

const LARGEST_BYTES = 25 * 1024 * 1024;
const ROWS_SHOWN = 200;

/** No passwords and no TLS: it listens on the loopback address only. */
export async function startMail(options: MailSimulatorOptions): Promise<MailSimulator> {
  const now = options.now ?? (() => new Date());
  const state = openState<Mailbox>({ messages: [] }, options.stateFile);
  const faults = createMailFaults();
  const smtp = createSmtp(state, faults, now);
  const smtpPort = await new Promise<number>((resolve, reject) => {
    smtp.once('error', reject);
    smtp.listen(options.smtpPort, '127.0.0.1', () => {
      smtp.removeListener('error', reject);
      // Customers that hang up are not the server's concern.
      smtp.on('error', () => undefined);
      resolve((smtp.server.address() as AddressInfo).port);
    });
  });
  const stopSmtp = () => new Promise<void>((done) => smtp.close(() => done()));
  const app = express();
  mountPage(app, state);
  app.post('/faults', express.json(), (request, response) => {
    const fault = Fault.safeParse(request.body);
    if (fault.success) faults.set(fault.data);
    response
      .status(fault.success ? 200 : 422)
      .json(fault.data ?? { message: 'kind: refuse | throttle | down | lost-answer' });
  });
  app.delete('/faults', (_request, response) => {
    faults.set(null);
    response.status(204).end();
  });
  try {
    const http = await serve(app, options.port);
    return {
      url: http.url,
      smtpPort,
      smtpUrl: `smtp://localhost:${smtpPort}`,
      stop: async () => {
        await Promise.all([http.stop(), stopSmtp()]);
      },
    };
  } catch (error) {
    await stopSmtp();
    throw error;
  }
}

interface MailFaults {
  set(fault: Fault | null): void;
  /** Whether this fault hits now; counts it. */
  hits(kind: Fault['kind']): boolean;
}

function createMailFaults(): MailFaults {
  let current: Fault | null = null;
  return {
    set: (fault) => {
      current = fault;
    },
    hits: (kind) => {
      if (current?.kind !== kind) return false;
      if (current.times !== undefined) current = current.times > 1 ? { ...current, times: current.times - 1 } : null;
      return true;
    },
  };
}

function createSmtp(state: State<Mailbox>, faults: MailFaults, now: () => Date): SMTPServer {
  const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });
  return new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST_BYTES,
    closeTimeout: 200,
    onMailFrom: (_address, _session, done) => {
      done(faults.hits('throttle') ? refusal(421, 'Too many messages, come back later') : null);
    },
    onRcptTo: (_address, _session, done) => {
      done(faults.hits('refuse') ? refusal(550, 'No such mailbox here') : null);
    },
    onData: (stream, session, done) => {
      readAll(stream)
        .then((raw) => {
          if (faults.hits('down')) throw refusal(451, 'Server is going down');
          const message = readMessage(raw);
          const to = session.envelope.rcptTo.map((recipient) => recipient.address);
          state.data.messages.push({ ...message, to, receivedAt: now().toISOString() });
          state.save();
          if (faults.hits('lost-answer')) throw refusal(421, 'Connection lost');
          done(null);
        })
        .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
    },
  });
}

async function readAll(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function mountPage(app: Express, state: State<Mailbox>): void {
  const { data } = state;
  app.get('/state', (_request, response) => {
    response.json(data);
  });
  app.get('/', (_request, response) => {
    const rows = data.messages
      .map((message, index) => [
        escapeHtml(message.to.join(', ')),
        `<a href="/messages/${index}">${escapeHtml(message.subject)}</a>`,
        escapeHtml(message.receivedAt),
      ])
      .slice(-ROWS_SHOWN)
      .reverse();
    const list = table(['To', 'Subject', 'Received'], rows);
    response.send(page('Mail (simulator)', `<section><h2>Messages, newest first</h2>${list}</section>`));
  });
  app.get('/messages/:index', (request, response) => {
    const message = data.messages[Number(request.params.index)];
    if (!message) {
      response.status(404).send(page('Mail (simulator)', '<section><p>No such message.</p></section>'));
      return;
    }
    // Mail from anywhere: shown in a frame that runs no scripts and fetches nothing.
    const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    const framed = `<meta http-equiv="Content-Security-Policy" content="${policy}">${message.html}`;
    const html = message.html
      ? `<section><h2>As HTML</h2><iframe sandbox="allow-popups" title="The message as HTML" style="width:100%;height:24rem;border:0" srcdoc="${escapeHtml(framed)}"></iframe></section>`
      : '';
    response.send(
      page(
        message.subject || 'Message',
        `<section><p>From ${escapeHtml(message.from)} to ${escapeHtml(message.to.join(', '))}</p>
<pre style="white-space:pre-wrap">${withLinks(message.text)}</pre><p><a href="/">All messages</a></p></section>${html}`,
      ),
    );
  });
}

/** Plain text with its addresses to click on. */
function withLinks(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((piece, index) =>
      index % 2 === 1 ? `<a href="${escapeHtml(piece)}">${escapeHtml(piece)}</a>` : escapeHtml(piece),
    )
    .join('');
}
