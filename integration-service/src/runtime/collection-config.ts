/** Settings of the month-end collection: the bank's server, whose money it is, when, and the mail to customers. */
import { z } from 'zod';
import { checkBic, checkCreditorId, checkIban, isSepaAccount, isValid } from '../trade/identifiers/index.ts';

/** All absent: this service collects nothing. BANK_HOST present: the others are needed too (REQUIRED_WITH_BANK). */
export const collectionSettings = {
  /** The bank's SFTP server. */
  BANK_HOST: z.string().min(1).optional(),
  BANK_PORT: z.coerce.number().int().min(1).max(65_535).default(22),
  BANK_USERNAME: z.string().min(1).optional(),
  /** OpenSSH private key without passphrase. */
  BANK_PRIVATE_KEY_FILE: z.string().min(1).optional(),
  /** `SHA256:<base64>` as ssh-keygen -l prints it. */
  BANK_HOST_KEY_SHA256: z.string().min(1).optional(),
  BANK_TIMEOUT_SECONDS: z.coerce.number().positive().default(30),
  /** How often the bank's answers are looked for. */
  BANK_POLL_SECONDS: z.coerce.number().positive().default(60),
  /** Whether answers are removed from the bank's server once they are in our database. */
  BANK_REMOVE_ANSWERS: z.stringbool().default(false),
  /** The account that is credited. */
  CREDITOR_NAME: z.string().min(1).max(70).optional(),
  CREDITOR_IBAN: z
    .string()
    .refine(isSepaAccount, 'no IBAN of the SEPA area')
    .transform((text) => checkIban(text).value)
    .optional(),
  CREDITOR_BIC: z
    .string()
    .refine((text) => isValid(checkBic(text)), 'no BIC of 8 or 11 characters')
    .transform((text) => checkBic(text).value)
    .optional(),
  /** SEPA creditor identifier. */
  CREDITOR_ID: z
    .string()
    .refine((text) => isValid(checkCreditorId(text)), 'no SEPA creditor identifier: its check digits do not fit')
    .transform((text) => checkCreditorId(text).value)
    .optional(),
  /** Hour of the last TARGET day of a month, Europe/Berlin, from which its collection may begin. */
  COLLECTION_HOUR: z.coerce.number().int().min(0).max(23).default(6),
  /** How often it is looked whether a month end has come, or an unfinished run can go on. */
  COLLECTION_POLL_SECONDS: z.coerce.number().positive().default(30),
  /** Calendar days between the notice to the payer and the debit. Less than 14 needs an agreement with the payers. */
  PRE_NOTIFICATION_DAYS: z.coerce.number().int().min(1).default(14),
  /** Most transactions in one file. */
  COLLECTION_FILE_LIMIT: z.coerce.number().int().min(1).max(100_000).default(100_000),
  /** After this time without a sign of life another process takes over. */
  COLLECTION_CLAIM_SECONDS: z.coerce.number().positive().default(60),
  /**
   * How long names and account numbers of collected items are kept (sealed). A payer may dispute an unauthorised debit for 13 months (SEPA
   * Core rulebook), and the file must then be explained; the mandate, which is the proof, is in the org.
   */
  COLLECTION_KEEP_DEBTORS_MONTHS: z.coerce.number().int().min(2).default(13),
  /** smtp://[user:password@]host:port, or smtps:// */
  MAIL_URL: z.url().optional(),
  MAIL_FROM: z.string().min(3).optional(),
  /** Opens the operators' view of collections (/operations/collections); absent means it is not served. */
  OPERATIONS_API_KEY: z.string().min(16).optional(),
};

/** What a collecting service cannot do without. */
export const REQUIRED_WITH_BANK = [
  'BANK_USERNAME',
  'BANK_PRIVATE_KEY_FILE',
  'BANK_HOST_KEY_SHA256',
  'CREDITOR_IBAN',
  'CREDITOR_ID',
  'MAIL_URL',
  'MAIL_FROM',
  'PORTAL_URL',
] as const;
