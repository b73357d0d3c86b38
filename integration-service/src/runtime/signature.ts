/** Signed call backs: hex HMAC-SHA256 over the raw body, compared in constant time. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The value of the X-Signature header for a body. */
export function sign(body: Uint8Array | string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** Whether the header was made with the secret over exactly this body. */
export function isAuthentic(body: Uint8Array, header: string | undefined, secret: string): boolean {
  if (!header) return false;
  const expected = Buffer.from(sign(body, secret), 'utf8');
  const given = Buffer.from(header, 'utf8');
  return expected.length === given.length && timingSafeEqual(expected, given);
}
