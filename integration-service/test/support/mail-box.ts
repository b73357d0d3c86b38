/** A neighbour for tests: an SMTP server that keeps what it takes, and refuses or defers while told to. */
import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';

export interface ReceivedMail {
  readonly messageId: string;
  readonly to: string;
  /** Headers and body as sent. */
  readonly raw: string;
  /** The parts' text, decoded. */
  readonly text: string;
}

export interface MailBox {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** Reply code for every recipient; 0 takes the mail. */
  refuseWith: number;
  stop(): Promise<void>;
}

export async function startMailBox(): Promise<MailBox> {
  const mails: ReceivedMail[] = [];
  const state = { refuseWith: 0 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, done) => {
      if (state.refuseWith === 0) done();
      else done(Object.assign(new Error('not now'), { responseCode: state.refuseWith }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        mails.push({
          raw,
          messageId: /^Message-ID: (.+)$/im.exec(raw)?.[1]?.trim() ?? '',
          to: session.envelope.rcptTo[0]?.address ?? '',
          text: decoded(raw),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    get refuseWith() {
      return state.refuseWith;
    },
    set refuseWith(code: number) {
      state.refuseWith = code;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Quoted-printable and base64 parts made readable, enough for looking for words. */
function decoded(raw: string): string {
  const parts = raw.split(/\r\n--[^\r\n]+/);
  return parts
    .map((part) => {
      const body = part.slice(part.indexOf('\r\n\r\n') + 4);
      if (/transfer-encoding: base64/i.test(part)) return Buffer.from(body, 'base64').toString('utf8');
      const bytes = body
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    })
    .join('\n');
}
