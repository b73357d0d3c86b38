/** The e-signature provider's other end (contracts/e-signature/openapi.yaml): envelopes, a page to sign on, signed events. */
import { createHash, randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import { z } from 'zod';
import { createCallBackSender } from '../support/call-back.ts';
import { createFaults, mountFaults } from '../support/faults.ts';
import { escapeHtml, page, table } from '../support/page.ts';
import { serve, type Simulator } from '../support/server.ts';
import { openState, type State } from '../support/state.ts';

const NewEnvelope = z.object({
  externalReference: z.string().min(1),
  title: z.string().min(1),
  language: z.enum(['de', 'en']).default('en'),
  signer: z.object({ name: z.string().min(1), email: z.email() }),
  document: z.object({ fileName: z.string().min(1), contentBase64: z.base64(), sha256: z.string().length(64) }),
  callbackUrl: z.url(),
  expiresAt: z.iso.datetime(),
});

interface Stored {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly request: z.infer<typeof NewEnvelope>;
  readonly createdAt: string;
  status: 'SENT' | 'DELIVERED' | 'SIGNED' | 'DECLINED' | 'EXPIRED' | 'VOIDED';
  signedAt?: string;
  evidenceHash?: string;
  /** How often the same key arrived. */
  timesAsked: number;
}

type Envelopes = Record<string, Stored>;

export interface ESignatureSimulatorOptions {
  readonly port: number;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Deliveries of each event. */
  readonly copies?: number;
  readonly stateFile?: string;
  readonly now?: () => Date;
}

export async function startESignature(options: ESignatureSimulatorOptions): Promise<Simulator> {
  const state = openState<Envelopes>({}, options.stateFile);
  const sender = createCallBackSender(options.webhookSecret);
  const now = options.now ?? (() => new Date());
  const announce = (envelope: Stored) => {
    const event = { eventId: randomUUID(), occurredAt: now().toISOString(), ...publicView(envelope) };
    sender.send(envelope.request.callbackUrl, event, options.copies ?? 1);
  };

  const app = express();
  const faults = createFaults();
  mountFaults(app, faults);
  mountSigning(app, state, now, announce);
  app.use('/v1', faults.middleware, express.json({ limit: '20mb' }), (request, response, next) => {
    if (request.get('authorization') === `Bearer ${options.apiKey}`) {
      next();
      return;
    }
    response.status(401).json({ message: 'Unknown API key' });
  });
  mountApi(app, state, now, announce);
  return serve(app, options.port, () => sender.stop());
}

function publicView(envelope: Stored) {
  return {
    id: envelope.id,
    externalReference: envelope.request.externalReference,
    status: envelope.status,
    createdAt: envelope.createdAt,
    documentSha256: envelope.request.document.sha256,
    ...(envelope.signedAt ? { signedAt: envelope.signedAt } : {}),
    ...(envelope.evidenceHash ? { evidenceHash: envelope.evidenceHash } : {}),
  };
}

function mountApi(app: Express, state: State<Envelopes>, now: () => Date, announce: (envelope: Stored) => void): void {
  app.post('/v1/envelopes', (request, response) => {
    const key = request.get('idempotency-key') ?? randomUUID();
    const known = Object.values(state.data).find((envelope) => envelope.idempotencyKey === key);
    if (known) {
      known.timesAsked += 1;
      state.save();
      response.status(200).json(publicView(known));
      return;
    }
    const parsed = NewEnvelope.safeParse(request.body);
    if (!parsed.success) {
      response.status(422).json({ message: z.prettifyError(parsed.error) });
      return;
    }
    const { document } = parsed.data;
    if (createHash('sha256').update(Buffer.from(document.contentBase64, 'base64')).digest('hex') !== document.sha256) {
      response.status(422).json({ message: 'document.sha256 does not fit the content' });
      return;
    }
    const envelope: Stored = {
      id: `env-${randomUUID()}`,
      idempotencyKey: key,
      request: parsed.data,
      createdAt: now().toISOString(),
      status: 'SENT',
      timesAsked: 1,
    };
    state.data[envelope.id] = envelope;
    state.save();
    response.status(201).json(publicView(envelope));
  });

  app.get('/v1/envelopes/:id', (request, response) => {
    const envelope = state.data[request.params.id];
    response.status(envelope ? 200 : 404).json(envelope ? publicView(envelope) : { message: 'Unknown envelope' });
  });

  app.post('/v1/envelopes/:id/void', (request, response) => {
    const envelope = state.data[request.params.id];
    if (!envelope || envelope.status === 'SIGNED') {
      response.status(envelope ? 409 : 404).json({ message: envelope ? 'Already signed' : 'Unknown envelope' });
      return;
    }
    envelope.status = 'VOIDED';
    state.save();
    announce(envelope);
    response.json(publicView(envelope));
  });
}

const WORDS = {
  de: {
    intro: (name: string) => `Guten Tag ${name}, bitte prüfen Sie Ihren Vertrag und unterschreiben Sie ihn hier.`,
    open: 'Vertrag öffnen (PDF)',
    agree: 'Ich habe den Vertrag gelesen und stimme zu, auch dem Lastschriftmandat.',
    sign: 'Jetzt unterschreiben',
    decline: 'Ablehnen',
    done: {
      SIGNED: 'Vielen Dank, Sie haben unterschrieben.',
      DECLINED: 'Sie haben abgelehnt.',
      other: 'Dieser Vorgang ist abgeschlossen.',
    },
    consent: 'Bitte stimmen Sie zu, bevor Sie unterschreiben.',
  },
  en: {
    intro: (name: string) => `Hello ${name}, please check your contract and sign it here.`,
    open: 'Open the contract (PDF)',
    agree: 'I have read the contract and agree to it, including the direct debit mandate.',
    sign: 'Sign now',
    decline: 'Decline',
    done: { SIGNED: 'Thank you, you have signed.', DECLINED: 'You have declined.', other: 'This envelope is closed.' },
    consent: 'Please agree before you sign.',
  },
} as const;

function mountSigning(
  app: Express,
  state: State<Envelopes>,
  now: () => Date,
  announce: (envelope: Stored) => void,
): void {
  app.get('/', (_request, response) => {
    const rows = Object.values(state.data).map((envelope) => [
      escapeHtml(envelope.request.signer.email),
      `<a href="/sign/${envelope.id}">${escapeHtml(envelope.request.title)}</a>`,
      envelope.status,
      escapeHtml(envelope.createdAt),
      String(envelope.timesAsked),
    ]);
    const inbox = table(['To', 'Contract', 'Status', 'Sent at', 'Asked'], rows);
    response.send(
      page('E-signature (simulator)', `<section><h2>Signing links sent to customers</h2>${inbox}</section>`),
    );
  });
  app.get(
    '/state',
    (_request, response) =>
      void response.json(
        Object.values(state.data).map((envelope) => ({
          ...publicView(envelope),
          signer: envelope.request.signer,
          timesAsked: envelope.timesAsked,
        })),
      ),
  );

  app.get('/sign/:id', (request, response) => {
    const envelope = state.data[request.params.id];
    if (!envelope)
      return void response.status(404).send(page('E-signature', '<section><p>This link is not valid.</p></section>'));
    if (envelope.status === 'SENT') {
      envelope.status = 'DELIVERED';
      state.save();
      announce(envelope);
    }
    response.send(signPage(envelope));
  });
  app.get('/sign/:id/document', (request, response) => {
    const envelope = state.data[request.params.id];
    if (!envelope) return void response.status(404).end();
    response.type('application/pdf').send(Buffer.from(envelope.request.document.contentBase64, 'base64'));
  });
  app.post('/sign/:id', express.urlencoded({ extended: false }), (request, response) => {
    const envelope = state.data[request.params.id];
    if (!envelope)
      return void response.status(404).send(page('E-signature', '<section><p>This link is not valid.</p></section>'));
    const form = z
      .object({ decision: z.enum(['sign', 'decline']), agreed: z.string().optional() })
      .safeParse(request.body);
    if (!form.success) return void response.status(422).send(signPage(envelope));
    if (envelope.status === 'SENT' || envelope.status === 'DELIVERED') {
      const { decision, agreed } = form.data;
      if (decision === 'sign' && agreed !== 'yes') {
        return void response.status(422).send(signPage(envelope, WORDS[envelope.request.language].consent));
      }
      close(envelope, decision, now(), request.ip ?? '');
      state.save();
      announce(envelope);
    }
    response.send(signPage(envelope));
  });
}

function close(envelope: Stored, decision: 'sign' | 'decline', at: Date, address: string): void {
  if (decision === 'decline') {
    envelope.status = 'DECLINED';
    return;
  }
  envelope.status = 'SIGNED';
  envelope.signedAt = at.toISOString();
  const evidence = [envelope.request.document.sha256, envelope.request.signer.email, envelope.signedAt, address].join(
    '\n',
  );
  envelope.evidenceHash = createHash('sha256').update(evidence).digest('hex');
}

function signPage(envelope: Stored, problem = ''): string {
  const words = WORDS[envelope.request.language];
  const open = envelope.status === 'SENT' || envelope.status === 'DELIVERED';
  const closed =
    envelope.status === 'SIGNED' || envelope.status === 'DECLINED' ? words.done[envelope.status] : words.done.other;
  const form = `<form method="post" action="/sign/${envelope.id}">
    ${problem ? `<p role="alert">${escapeHtml(problem)}</p>` : ''}
    <label><input type="checkbox" name="agreed" value="yes"> ${words.agree}</label>
    <button name="decision" value="sign">${words.sign}</button>
    <button name="decision" value="decline" class="secondary">${words.decline}</button></form>`;
  const body = `<section><p>${escapeHtml(words.intro(envelope.request.signer.name))}</p>
    <p><a href="/sign/${envelope.id}/document">${words.open}</a></p>${open ? form : `<p role="status">${closed}</p>`}</section>`;
  return page(envelope.request.title, body, envelope.request.language);
}
