/** Structured log lines. Bank data, keys and tokens never reach them. */
import { pino, type Logger } from 'pino';

export type Log = Logger;

const SECRETS = ['iban', 'token', 'accessToken', 'authorization', 'assertion', 'signature', 'apiKey', 'contentBase64'];

/** The root logger; flows get children that name them. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: { service: 'integration' },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '***' },
  });
}
