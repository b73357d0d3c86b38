/** The e-signature provider's REST service (contracts/e-signature/openapi.yaml). */
import { z } from 'zod';
import { callRest } from '../support/http.ts';

export interface NewEnvelope {
  /** Our reference, echoed in every event: the contract's id. */
  readonly externalReference: string;
  readonly title: string;
  readonly language: 'de' | 'en';
  readonly signer: { readonly name: string; readonly email: string };
  readonly document: { readonly fileName: string; readonly contentBase64: string; readonly sha256: string };
  readonly expiresAt: string;
}

export const Envelope = z.object({
  id: z.string().min(1),
  externalReference: z.string(),
  status: z.enum(['SENT', 'DELIVERED', 'SIGNED', 'DECLINED', 'EXPIRED', 'VOIDED']),
  createdAt: z.iso.datetime(),
  signedAt: z.iso.datetime().optional(),
  evidenceHash: z.string().optional(),
  /** Of the PDF as it was first received for this envelope. */
  documentSha256: z.string(),
});
export type Envelope = z.infer<typeof Envelope>;

/** What the provider posts: the envelope as it stands, and an event id that repeats when the call is repeated. */
export const EnvelopeEvent = Envelope.extend({ eventId: z.string().min(1), occurredAt: z.iso.datetime() });
export type EnvelopeEvent = z.infer<typeof EnvelopeEvent>;

export interface ESignature {
  /** Creates and sends an envelope; the same key gives the same envelope. */
  createEnvelope(envelope: NewEnvelope, idempotencyKey: string): Promise<Envelope>;
}

export interface ESignatureOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly callbackUrl: string;
}

export function createESignature(options: ESignatureOptions): ESignature {
  return {
    createEnvelope: (envelope, idempotencyKey) =>
      callRest({
        system: 'E_SIGNATURE',
        url: new URL('/v1/envelopes', options.url),
        method: 'POST',
        headers: { authorization: `Bearer ${options.apiKey}`, 'idempotency-key': idempotencyKey },
        body: { ...envelope, callbackUrl: options.callbackUrl },
        answer: Envelope,
      }),
  };
}
