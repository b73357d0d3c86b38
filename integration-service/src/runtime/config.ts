/** The service's settings, all from environment variables; `docs/operations/integration-service.md` lists them for operators. */
import { z } from 'zod';
import { collectionSettings, REQUIRED_WITH_BANK } from './collection-config.ts';
import { IntegrationError } from './errors.ts';

const seconds = (fallback: number) => z.coerce.number().positive().default(fallback);

const Environment = z.object({
  ROLE: z.enum(['gateway', 'agent', 'all']).default('all'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(6101),
  HOST: z.string().default('127.0.0.1'),
  /** Where neighbours reach this service for call backs. */
  PUBLIC_URL: z.url(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** PostgreSQL; absent means PGlite in DATA_DIR (one process, no protection against power loss). */
  DATABASE_URL: z.string().optional(),
  DATA_DIR: z.string().optional(),
  SALESFORCE_LOGIN_URL: z.url(),
  SALESFORCE_CLIENT_ID: z.string().min(1),
  SALESFORCE_USERNAME: z.string().min(1),
  /** PEM of the private key whose certificate the external client app holds. */
  SALESFORCE_PRIVATE_KEY_FILE: z.string().min(1),
  /** `aud` of the JWT: the login URL unless the org says otherwise. */
  SALESFORCE_AUDIENCE: z.string().optional(),
  /** Business time; absent means the system's clock. */
  CLOCK_URL: z.url().optional(),
  ERP_URL: z.url(),
  /** The ERP's billing service, beside its customer service. */
  ERP_BILLING_URL: z.url(),
  ERP_TIMEOUT_SECONDS: seconds(30),
  /** How often the ERP is asked for new manifests and archive tokens. */
  BILLING_POLL_SECONDS: seconds(60),
  ARCHIVE_URL: z.url(),
  ARCHIVE_KEY: z.string().min(1),
  /** Until the first byte of a document. */
  ARCHIVE_TIMEOUT_SECONDS: seconds(15),
  /** With it the org calls this service. */
  ORG_API_KEY: z.string().min(16),
  /** Where customers log in; a page about a link that nobody knows leads there. */
  PORTAL_URL: z.url().optional(),
  /** Seals archive tokens and account numbers at rest. */
  DATA_KEY: z
    .base64()
    .refine((key) => Buffer.from(key, 'base64').length === 32, { error: 'must be 32 bytes in base64' }),
  /** Where a billing day begins and ends. */
  BUSINESS_ZONE: z.string().default('Europe/Berlin'),
  MARKET_REGISTER_URL: z.url(),
  MARKET_REGISTER_KEY: z.string().min(1),
  MARKET_REGISTER_WEBHOOK_SECRET: z.string().min(16),
  /** Answers not called back within this time are asked for. */
  MARKET_REGISTER_POLL_AFTER_SECONDS: seconds(3600),
  E_SIGNATURE_URL: z.url(),
  E_SIGNATURE_KEY: z.string().min(1),
  E_SIGNATURE_WEBHOOK_SECRET: z.string().min(16),
  SUPPLIER_ID: z.string().regex(/^\d{13}$/, 'a market partner code has 13 digits'),
  SUPPLIER_NAME: z.string().default('Unified Power'),
  /** The doorbell event normally brings work at once; this is how long a lost one can delay it. */
  OUTBOX_POLL_SECONDS: seconds(30),
  RETRY_FIRST_SECONDS: seconds(2),
  RETRY_MAX_SECONDS: seconds(300),
  RETRY_LIMIT: z.coerce.number().int().min(0).default(1000),
  ...collectionSettings,
});

export type Config = Readonly<z.infer<typeof Environment>>;

/** Reads and checks the environment. Every problem is named at once, so that an operator fixes them in one go. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new IntegrationError('CONFIG', `The configuration is not usable:\n  ${problems.join('\n  ')}`, {
      retryable: false,
    });
  }
  const config = parsed.data;
  const missing = config.BANK_HOST === undefined ? [] : REQUIRED_WITH_BANK.filter((name) => config[name] === undefined);
  if (missing.length > 0) {
    throw new IntegrationError('CONFIG', `With BANK_HOST these must be set too: ${missing.join(', ')}`, {
      retryable: false,
    });
  }
  if (!config.DATABASE_URL && !config.DATA_DIR) {
    throw new IntegrationError('CONFIG', 'Set DATABASE_URL (PostgreSQL) or DATA_DIR (embedded PGlite).', {
      retryable: false,
    });
  }
  return config;
}
