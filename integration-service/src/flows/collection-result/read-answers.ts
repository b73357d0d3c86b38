/** Fetches what the bank has put into /outbox: each file once by name and content, an unreadable one noted for a person, none in the way of the others. */
import { createHash } from 'node:crypto';
import type { Claim } from '../../runtime/claim.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Database, Statements } from '../../runtime/database.ts';
import { describeError, IntegrationError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { readBankAnswer, type BankAnswer } from '../../systems/bank/answers.ts';
import type { BankDrop, WaitingAnswer } from '../../systems/bank/drop.ts';

export interface ReadAnswersPorts {
  readonly database: Database;
  readonly bank: Pick<BankDrop, 'answers' | 'read' | 'remove'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether files are removed from the bank's server once they are in our database; otherwise the bank tidies up. */
  readonly removeAnswers: boolean;
}

const UNREADABLE = 'BANK_ANSWER_UNREADABLE';
const ROWS_AT_ONCE = 1000;

/** Takes in what is new; answers how many files. */
export async function readAnswers(ports: ReadAnswersPorts, claim: Claim): Promise<number> {
  let taken = 0;
  const waiting = await ports.bank.answers();
  const known = await knownOf(ports.database, waiting);
  for (const file of waiting) {
    let knowledge = known.get(file.name);
    if (knowledge === undefined) {
      const bytes = await ports.bank.read(file.name);
      await claim.confirm();
      const { isNew, readable } = await takeIn(ports, file, bytes);
      if (isNew) taken += 1;
      knowledge = readable ? 'READ' : 'UNREADABLE';
    }
    // Unreadable ones stay at the bank too: their text is nowhere else.
    if (ports.removeAnswers && knowledge === 'READ') await ports.bank.remove(file.name);
  }
  return taken;
}

/**
 * What we know of files by what the server shows, without fetching them; those that are not in the answer are new. One that was still
 * being written shows another size later.
 */
async function knownOf(
  database: Database,
  waiting: readonly WaitingAnswer[],
): Promise<ReadonlyMap<string, 'READ' | 'UNREADABLE'>> {
  const shown = waiting.map(({ name, size, modifiedAt }) => ({ name, size, modified: modifiedAt.toISOString() }));
  const rows = await database.query<{ name: string; problem_code: string | null }>(
    `select a.name, a.problem_code from bank_answer a
       join jsonb_to_recordset($1::jsonb) as w (name text, size bigint, modified timestamptz)
         on a.name = w.name and a.size = w.size and a.modified_at = w.modified order by a.id`,
    [JSON.stringify(shown)],
  );
  return new Map(rows.map((row) => [row.name, row.problem_code === UNREADABLE ? 'UNREADABLE' : 'READ']));
}

async function takeIn(
  ports: ReadAnswersPorts,
  waiting: WaitingAnswer,
  bytes: Buffer,
): Promise<{ readonly isNew: boolean; readonly readable: boolean }> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const answer = read(bytes);
  const isNew = await ports.database.transaction(async (statements) => {
    const [row] = await statements.query<{ id: string }>(
      `insert into bank_answer (name, sha256, size, modified_at, kind, file_id, original_message_id, received_at, problem_code, problem)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (name, sha256) do nothing returning id::text`,
      [
        waiting.name,
        sha256,
        waiting.size,
        waiting.modifiedAt.toISOString(),
        'problem' in answer ? null : answer.kind,
        'problem' in answer ? null : answer.fileId,
        'problem' in answer ? null : (answer.originalMessageId ?? null),
        ports.clock.now().toISOString(),
        'problem' in answer ? UNREADABLE : null,
        'problem' in answer ? answer.problem : null,
      ],
    );
    if (row && !('problem' in answer)) {
      await storeStatements(statements, row.id, answer);
      // An earlier look may have found half of it.
      await statements.query(
        'update bank_answer set settled_at = received_at where name = $1 and problem_code = $2 and settled_at is null',
        [waiting.name, UNREADABLE],
      );
    }
    if (!row) {
      await statements.query('update bank_answer set modified_at = $3 where name = $1 and sha256 = $2', [
        waiting.name,
        sha256,
        waiting.modifiedAt.toISOString(),
      ]);
    }
    return row !== undefined;
  });
  const readable = !('problem' in answer);
  if (!isNew) return { isNew, readable };
  if ('problem' in answer) {
    ports.log.error(
      { file: waiting.name, problem: answer.problem },
      'an answer of the bank cannot be read and needs a person',
    );
  } else
    ports.log.info(
      { file: waiting.name, kind: answer.kind, entries: answer.entries.length },
      'an answer of the bank is taken in',
    );
  return { isNew, readable };
}

function read(bytes: Buffer): BankAnswer | { readonly problem: string } {
  try {
    return readBankAnswer(bytes);
  } catch (error) {
    // Kept with its reason and shown to a person. Anything else is a fault of ours and must be seen as one.
    if (error instanceof IntegrationError && error.code === UNREADABLE) return { problem: describeError(error) };
    throw error;
  }
}

/** The most particular first: what is said of an item holds before what is said of its payment or file. */
async function storeStatements(statements: Statements, answerId: string, answer: BankAnswer): Promise<void> {
  const rows = [
    ...answer.entries.map((entry) => ({
      scope: 'ITEM',
      endToEndId: entry.endToEndId,
      paymentId: entry.paymentId,
      status: entry.status,
      reasonCode: entry.reasonCode,
      amountMinor: entry.amountMinor,
      currency: entry.currency,
      on: entry.on,
    })),
    ...answer.payments.map((payment) => ({
      scope: 'PAYMENT',
      paymentId: payment.paymentId,
      status: payment.status,
      reasonCode: payment.reasonCode,
      amountMinor: payment.amountMinor,
      currency: payment.currency,
      on: payment.on,
    })),
    ...(answer.groupStatus === undefined
      ? []
      : [{ scope: 'FILE', status: answer.groupStatus, reasonCode: answer.groupReasonCode }]),
  ].map((row, no) => ({ ...row, no }));
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await statements.query(
      `insert into bank_statement (answer_id, no, scope, end_to_end_id, payment_id, status, reason_code, amount_minor, currency, said_on)
       select $1::bigint, no, scope, "endToEndId", "paymentId", status, "reasonCode", "amountMinor", currency, "on"
       from jsonb_to_recordset($2::jsonb) as row (no integer, scope text, "endToEndId" text, "paymentId" text, status text,
         "reasonCode" text, "amountMinor" bigint, currency text, "on" text)`,
      [answerId, JSON.stringify(rows.slice(start, start + ROWS_AT_ONCE))],
    );
  }
}
