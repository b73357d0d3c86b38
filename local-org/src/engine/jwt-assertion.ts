/** JWT bearer assertions as clients send them to the token endpoint (RFC 7523; Salesforce Help, "OAuth 2.0 JWT Bearer Flow"). */
import { X509Certificate, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { OrgError } from './errors.ts';

export interface Assertion {
  /** Consumer key of the client. */
  readonly issuer: string;
  /** Username. */
  readonly subject: string;
  readonly audience: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** Checks the RS256 signature against a certificate or public key in PEM. */
  signedBy(pem: string): boolean;
}

/** Reads an assertion without trusting it. Errors are OAuth errors. */
export function readAssertion(token: string): Assertion {
  const [header, payload, signature] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined) throw invalidGrant('invalid assertion');
  const head = part(header);
  const claims = part(payload);
  if (head['alg'] !== 'RS256') throw invalidGrant('unsupported algorithm in JWT');
  const { iss, sub, aud, exp, prn } = claims;
  const subject = typeof sub === 'string' ? sub : prn;
  const audience: unknown = Array.isArray(aud) ? (aud as unknown[])[0] : aud;
  if (typeof iss !== 'string' || typeof subject !== 'string' || typeof audience !== 'string')
    throw invalidGrant('invalid assertion');
  if (typeof exp !== 'number') throw invalidGrant('expired authorization code');
  return {
    issuer: iss,
    subject,
    audience,
    // Some clients (sf CLI 2.146) write milliseconds where the standard wants seconds.
    expires: exp > 1e11 ? exp : exp * 1000,
    signedBy: (pem) =>
      verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), keyOf(pem), Buffer.from(signature, 'base64url')),
  };
}

/** Public key of a certificate; metadata may hold the base64 without the PEM lines. */
export function keyOf(pem: string): KeyObject {
  const trimmed = pem.trim();
  try {
    if (trimmed.includes('BEGIN PUBLIC KEY')) return createPublicKey(trimmed);
    const certificate = trimmed.includes('BEGIN CERTIFICATE')
      ? trimmed
      : `-----BEGIN CERTIFICATE-----\n${trimmed.replaceAll(/\s+/g, '').replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----`;
    return new X509Certificate(certificate).publicKey;
  } catch (cause) {
    throw new OrgError('invalid_grant', 'invalid client certificate', { cause });
  }
}

function part(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new OrgError('invalid_grant', 'invalid assertion', { cause });
  }
  throw invalidGrant('invalid assertion');
}

function invalidGrant(description: string): OrgError {
  return new OrgError('invalid_grant', description);
}
