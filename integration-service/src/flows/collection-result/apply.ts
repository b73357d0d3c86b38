/** Turns what the bank said into results of items. Item, result to pass on, and the note on the statement are written in one transaction. */
import type { SentItem } from '../../billing/sent-items.ts';
import type { Claim } from '../../runtime/claim.ts';
import type { Statements } from '../../runtime/database.ts';
import { dayIn } from '../../runtime/days.ts';
import type { AnswerStatus } from '../../systems/bank/answers.ts';
import type { ApplyPorts } from './ports.ts';
import { failureReasonOf, isDuplicateReason } from './reasons.ts';
import { bookResults, type NewOutcome } from './results.ts';
import { consequenceOf, type News } from './transitions.ts';

interface AnswerRow {
  readonly id: string;
  readonly kind: 'pain.002' | 'camt.054';
  readonly fileId: string;
  readonly originalMessageId: string | null;
}

interface StatementRow {
  readonly no: number;
  readonly scope: 'FILE' | 'PAYMENT' | 'ITEM';
  readonly endToEndId: string | null;
  readonly paymentId: string | null;
  readonly status: AnswerStatus | 'PARTIAL';
  readonly reasonCode: string | null;
  readonly amountMinor: string | null;
  readonly currency: string | null;
  readonly on: string | null;
}

interface Verdict {
  readonly no: number;
  readonly state: 'APPLIED' | 'NO_EFFECT' | 'PROBLEM';
  readonly problemCode?: string;
  readonly problem?: string;
}

const AT_ONCE = 500;

/** Applies every statement that is open. Answers of files we have not noted as delivered yet wait. */
export async function applyAnswers(ports: ApplyPorts, claim: Claim): Promise<void> {
  const answers = await ports.database.query<AnswerRow>(
    `select id::text, kind, file_id as "fileId", original_message_id as "originalMessageId" from bank_answer a
     where exists (select 1 from bank_statement s where s.answer_id = a.id and s.state = 'OPEN') order by a.id`,
  );
  for (const answer of answers) {
    let more = true;
    while (more) {
      await claim.confirm();
      more = await ports.database.transaction((statements) => applyNext(ports, statements, answer));
    }
  }
}

/** One portion of an answer; false when nothing of it can be done now. */
async function applyNext(ports: ApplyPorts, statements: Statements, answer: AnswerRow): Promise<boolean> {
  const about = await fileOf(ports, statements, answer);
  if (about === 'SENDING') return false;
  if (about === 'UNKNOWN') {
    await refuseAnswer(ports, statements, answer);
    return false;
  }
  const { messageId } = about;
  const open = await statements.query<StatementRow>(
    `select no, scope, end_to_end_id as "endToEndId", payment_id as "paymentId", status, reason_code as "reasonCode",
       amount_minor::text as "amountMinor", currency, said_on as "on"
     from bank_statement where answer_id = $1 and state = 'OPEN' order by no limit $2`,
    [answer.id, AT_ONCE],
  );
  if (open.length === 0) return false;
  const ofItems = open.filter((statement) => statement.scope === 'ITEM');
  const [first] = open;
  const { verdicts, outcomes } =
    ofItems.length > 0 || !first
      ? await judgeItems(ports, statements, answer, ofItems, messageId)
      : await judgeMany(ports, statements, answer, first, messageId);
  await bookResults(ports, statements, answer.fileId, outcomes);
  await note(ports, statements, answer, verdicts);
  return true;
}

/** Which of our files the answer is about; without a message id it may be about any. */
async function fileOf(
  ports: ApplyPorts,
  statements: Statements,
  answer: AnswerRow,
): Promise<{ readonly messageId: string | undefined } | 'SENDING' | 'UNKNOWN'> {
  if (answer.originalMessageId === null) return { messageId: undefined };
  const state = await ports.items.fileState(statements, answer.originalMessageId);
  if (state === 'DELIVERED') return { messageId: answer.originalMessageId };
  // Bookings name it only now and then, and not always ours.
  return state === 'UNKNOWN' && answer.kind === 'camt.054' ? { messageId: undefined } : state;
}

async function refuseAnswer(ports: ApplyPorts, statements: Statements, answer: AnswerRow): Promise<void> {
  const problem = `The bank answers to the file ${answer.originalMessageId ?? ''}, which we have not sent.`;
  await statements.query(`update bank_statement set state = 'PROBLEM' where answer_id = $1 and state = 'OPEN'`, [
    answer.id,
  ]);
  await statements.query(
    `update bank_answer set problem_code = 'UNKNOWN_FILE', problem = $2, settled_at = null where id = $1`,
    [answer.id, problem],
  );
  ports.log.error({ answer: answer.fileId, problem }, 'an answer of the bank needs a person');
}

interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly outcomes: readonly NewOutcome[];
}

async function judgeItems(
  ports: ApplyPorts,
  statements: Statements,
  answer: AnswerRow,
  open: readonly StatementRow[],
  messageId: string | undefined,
): Promise<Judgement> {
  const references = open.flatMap((statement) => statement.endToEndId ?? []);
  const found = await ports.items.byReference(statements, references, messageId);
  // An answer may say two things of one item: the second meets what the first has made of it.
  const items = new Map(found.map((item) => [item.endToEndId, item]));
  const verdicts: Verdict[] = [];
  const outcomes: NewOutcome[] = [];
  for (const statement of open) {
    const item = statement.endToEndId === null ? undefined : items.get(statement.endToEndId);
    if (!item) {
      verdicts.push(unknownItem(statement));
      continue;
    }
    const { verdict, outcome } = judge(ports, answer, statement, item, 'ITEM');
    verdicts.push(verdict);
    if (!outcome) continue;
    outcomes.push(outcome);
    items.set(item.endToEndId, {
      ...item,
      result: outcome.result,
      resultSource: outcome.source,
      resultOn: outcome.on,
    });
  }
  return { verdicts, outcomes };
}

function unknownItem(statement: StatementRow): Verdict {
  if (statement.endToEndId === null) {
    if (statement.status === 'ACCEPTED' || statement.status === 'PENDING') {
      return { no: statement.no, state: 'NO_EFFECT' };
    }
    return problem(statement.no, 'NO_REFERENCE', 'The bank names no end-to-end id; which item it means must be found.');
  }
  return problem(
    statement.no,
    'UNKNOWN_END_TO_END_ID',
    `The bank speaks of ${statement.endToEndId}, which we have not sent with this file.`,
  );
}

/** What is said of a payment or a whole file holds for its items of which the same answer says nothing in particular. */
async function judgeMany(
  ports: ApplyPorts,
  statements: Statements,
  answer: AnswerRow,
  statement: StatementRow,
  messageId: string | undefined,
): Promise<Judgement> {
  const only = (verdict: Verdict): Judgement => ({ verdicts: [verdict], outcomes: [] });
  const { no, status } = statement;
  if (status === 'PARTIAL' || status === 'ACCEPTED' || status === 'PENDING') return only({ no, state: 'NO_EFFECT' });
  if (status === 'REJECTED' && isDuplicateReason(statement.reasonCode)) {
    return only(problem(no, 'DUPLICATE_FILE', 'The bank says it has this already; what it has stays valid.'));
  }
  const all = await itemsMeant(ports, statements, statement, messageId);
  if (all.length === 0) {
    return only(
      problem(no, 'UNKNOWN_PAYMENT', `The bank speaks of ${statement.paymentId ?? 'a file'}, which we have not sent.`),
    );
  }
  const named = await namedApart(statements, answer, statement.scope);
  const items = all
    .filter((item) => !named.references.has(item.endToEndId) && !named.payments.has(item.paymentId))
    // What failed before the booking was never part of it.
    .filter((item) => status !== 'SETTLED' || item.result === 'IN_COLLECTION' || item.result === 'COLLECTED');
  const { amountMinor } = statement;
  const sums = [sumOf(items), sumOf(all.filter((item) => item.result !== 'REJECTED'))];
  if (items.length > 0 && amountMinor !== null && !sums.includes(Number(amountMinor))) {
    return only(
      problem(
        no,
        'AMOUNT_MISMATCH',
        `The bank books ${amountMinor} in hundredths, the items make ${sums.join(' or ')}.`,
      ),
    );
  }
  const judged = items.map((item) => judge(ports, answer, { ...statement, amountMinor: null }, item, statement.scope));
  const outcomes = judged.flatMap(({ outcome }) => outcome ?? []);
  const trouble = judged.find(({ verdict }) => verdict.problemCode !== undefined)?.verdict;
  const verdict: Verdict =
    trouble ??
    (status === 'REJECTED' && outcomes.length > 0 && failureReasonOf(statement.reasonCode) === 'GENERAL'
      ? {
          no,
          state: 'APPLIED',
          problemCode: 'FILE_REJECTED',
          problem: `The bank refused ${statement.paymentId ?? answer.originalMessageId ?? ''} whole (${statement.reasonCode ?? 'no reason'}): ${outcomes.length} items. Their payers are not to blame and get no mail.`,
        }
      : { no, state: outcomes.length > 0 ? 'APPLIED' : 'NO_EFFECT' });
  return { verdicts: [verdict], outcomes };
}

function sumOf(items: readonly SentItem[]): number {
  return items.reduce((sum, item) => sum + item.amountMinor, 0);
}

function itemsMeant(
  ports: ApplyPorts,
  statements: Statements,
  statement: StatementRow,
  messageId: string | undefined,
): Promise<readonly SentItem[]> {
  if (statement.scope === 'PAYMENT') return ports.items.ofPayment(statements, statement.paymentId ?? '');
  return messageId === undefined ? Promise.resolve([]) : ports.items.ofFile(statements, messageId);
}

async function namedApart(
  statements: Statements,
  answer: AnswerRow,
  scope: StatementRow['scope'],
): Promise<{ readonly references: ReadonlySet<string>; readonly payments: ReadonlySet<string> }> {
  const rows = await statements.query<Pick<StatementRow, 'scope' | 'endToEndId' | 'paymentId'>>(
    `select scope, end_to_end_id as "endToEndId", payment_id as "paymentId" from bank_statement where answer_id = $1`,
    [answer.id],
  );
  return {
    references: new Set(rows.flatMap((row) => (row.scope === 'ITEM' ? (row.endToEndId ?? []) : []))),
    payments: new Set(
      scope === 'FILE' ? rows.flatMap((row) => (row.scope === 'PAYMENT' ? (row.paymentId ?? []) : [])) : [],
    ),
  };
}

function judge(
  ports: ApplyPorts,
  answer: AnswerRow,
  statement: StatementRow,
  item: SentItem,
  scope: StatementRow['scope'],
): { readonly verdict: Verdict; readonly outcome?: NewOutcome } {
  const { no, status } = statement;
  if (status === 'PARTIAL') return { verdict: { no, state: 'NO_EFFECT' } };
  const source = answer.kind === 'pain.002' ? 'PAIN_002' : 'CAMT_054';
  const news: News = {
    status,
    source,
    ...(statement.amountMinor === null ? {} : { amountMinor: Number(statement.amountMinor) }),
    ...(statement.currency === null ? {} : { currency: statement.currency }),
    ...(statement.on === null ? {} : { on: statement.on }),
  };
  const consequence = consequenceOf(item, news);
  const trouble = consequence.problem
    ? {
        problemCode: consequence.problem,
        problem: `${item.endToEndId} is ${item.result} with ${item.amountMinor} ${item.currency} in hundredths; the bank says ${status}, ${statement.amountMinor ?? 'no amount'} ${statement.currency ?? ''}.`,
      }
    : {};
  if (!consequence.result) {
    return { verdict: { no, state: consequence.problem ? 'PROBLEM' : 'NO_EFFECT', ...trouble } };
  }
  return {
    verdict: { no, state: 'APPLIED', ...trouble },
    outcome: {
      item,
      result: consequence.result,
      source,
      reasonCode: consequence.result === 'COLLECTED' ? null : statement.reasonCode,
      on: statement.on ?? dayIn(ports.zone, ports.clock.now()),
      // A whole file or payment refused for a reason that is not the payer's is between us and the bank.
      tellPayer: scope === 'ITEM' || failureReasonOf(statement.reasonCode) !== 'GENERAL',
    },
  };
}

function problem(no: number, problemCode: string, words: string): Verdict {
  return { no, state: 'PROBLEM', problemCode, problem: words };
}

async function note(
  ports: ApplyPorts,
  statements: Statements,
  answer: AnswerRow,
  verdicts: readonly Verdict[],
): Promise<void> {
  await statements.query(
    `update bank_statement s set state = v.state, problem_code = v."problemCode", problem = v.problem
     from jsonb_to_recordset($2::jsonb) as v (no integer, state text, "problemCode" text, problem text)
     where s.answer_id = $1 and s.no = v.no`,
    [answer.id, JSON.stringify(verdicts)],
  );
  for (const verdict of verdicts) {
    if (verdict.problemCode === undefined) continue;
    ports.log.error(
      { answer: answer.fileId, code: verdict.problemCode, problem: verdict.problem },
      'what the bank says needs a person',
    );
  }
}
