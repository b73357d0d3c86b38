/** Why a debit failed, by ISO 20022 external status and return reason codes, sorted by what the customer can do about it. */

export type FailureReason =
  | 'ACCOUNT_WRONG'
  | 'ACCOUNT_CLOSED'
  | 'ACCOUNT_BLOCKED'
  | 'NOT_ENOUGH_MONEY'
  | 'NO_MANDATE'
  | 'REFUND_ASKED'
  | 'HOLDER_DECEASED'
  | 'PAYER_REFUSED'
  | 'BANK_SILENT_ABOUT_REASON'
  | 'BANK_BLOCKS_DEBITS'
  | 'GENERAL';

const REASONS: Readonly<Record<string, FailureReason>> = {
  AC01: 'ACCOUNT_WRONG',
  AC03: 'ACCOUNT_WRONG',
  AC04: 'ACCOUNT_CLOSED',
  AC06: 'ACCOUNT_BLOCKED',
  AC13: 'BANK_BLOCKS_DEBITS',
  AG01: 'BANK_BLOCKS_DEBITS',
  AM04: 'NOT_ENOUGH_MONEY',
  MD01: 'NO_MANDATE',
  MD02: 'NO_MANDATE',
  MD06: 'REFUND_ASKED',
  MD07: 'HOLDER_DECEASED',
  MS02: 'PAYER_REFUSED',
  MS03: 'BANK_SILENT_ABOUT_REASON',
  SL01: 'BANK_BLOCKS_DEBITS',
};

/** The kind of reason behind a code; GENERAL for unknown ones and for none. */
export function failureReasonOf(code: string | null): FailureReason {
  return (code === null ? undefined : REASONS[code]) ?? 'GENERAL';
}

/** The bank has the message already: nothing is wrong with what it has. DU01: repeated message id; AM05: repeated transaction or file. */
export function isDuplicateReason(code: string | null): boolean {
  return code !== null && /^(DU0[1-5]|AM05)$/.test(code);
}

/** A death is not answered with a payment reminder by machine: a person writes to the family. */
export function mayBeToldByMail(code: string | null): boolean {
  return failureReasonOf(code) !== 'HOLDER_DECEASED';
}
