/** What waits for a person: unreadable answers, statements that fit nothing, results that could not be passed on. */
import type { Database } from '../../runtime/database.ts';

/** `id` names the problem for settleProblem and repeatProblem: `answer:4`, `statement:4:17`, `result:9`. */
export interface CollectionProblem {
  readonly id: string;
  readonly code: string;
  readonly problem: string;
  /** The bank's file, where there is one. */
  readonly file: string | null;
  readonly reference: string | null;
}

const ANSWERS = `select 'answer:' || id as id, problem_code as code, problem, name as file, null as reference, id as place, 0 as no
  from bank_answer where problem_code is not null and settled_at is null`;
const STATEMENTS = `select 'statement:' || s.answer_id || ':' || s.no as id, s.problem_code as code, s.problem, a.name as file,
    coalesce(s.end_to_end_id, s.payment_id) as reference, s.answer_id as place, s.no
  from bank_statement s join bank_answer a on a.id = s.answer_id where s.problem_code is not null and s.settled_at is null`;
const RESULTS = `select 'result:' || id as id, problem_code as code, problem, null as file, end_to_end_id as reference, id as place, 0 as no
  from payment_result where problem_code is not null and settled_at is null`;

/** The oldest `limit` problems of each kind. */
export async function openProblems(database: Database, limit: number): Promise<readonly CollectionProblem[]> {
  const kinds = [ANSWERS, STATEMENTS, RESULTS].map((kind) => `(${kind} order by place, no limit $1)`);
  return database.query<CollectionProblem>(
    `select id, code, problem, file, reference from (${kinds.join(' union all ')}) as problems`,
    [limit],
  );
}

/** How many there are of each code. */
export async function problemCounts(
  database: Database,
): Promise<readonly { readonly code: string; readonly count: number }[]> {
  return database.query(
    `select code, count(*)::integer as count from (${ANSWERS} union all ${STATEMENTS} union all ${RESULTS}) as problems group by code`,
  );
}

/** A person has dealt with it outside: it leaves the list. False when there is no such open problem. */
export async function settleProblem(database: Database, id: string, at: Date): Promise<boolean> {
  const parts = partsOf(id);
  if (!parts) return false;
  const { kind, first, second } = parts;
  const statement = {
    answer: `update bank_answer set settled_at = $2 where id = $1::bigint and problem_code is not null and settled_at is null returning id`,
    statement: `update bank_statement set settled_at = $2 where answer_id = $1::bigint and no = $3::integer and problem_code is not null and settled_at is null returning no`,
    result: `update payment_result set settled_at = $2 where id = $1::bigint and problem_code is not null and settled_at is null returning id`,
  }[kind];
  const rows = await database.query(statement, [first, at.toISOString(), ...(kind === 'statement' ? [second] : [])]);
  return rows.length > 0;
}

/** The cause is mended: the answer is read again, the statement applied again, the result passed on again. False when there is no such open problem. */
export async function repeatProblem(database: Database, id: string): Promise<boolean> {
  const parts = partsOf(id);
  if (!parts) return false;
  const { kind, first, second } = parts;
  if (kind === 'answer') return repeatAnswer(database, first);
  const statement = {
    statement: `update bank_statement set state = 'OPEN', problem_code = null, problem = null
      where answer_id = $1::bigint and no = $2::integer and state = 'PROBLEM' and problem_code is not null and settled_at is null returning no`,
    result: `update payment_result set problem_code = null, problem = null, finished = false, attempts = 0, next_try_at = now(),
        erp_step = case erp_step when 'GIVEN_UP' then 'OPEN' else erp_step end,
        case_step = case case_step when 'GIVEN_UP' then 'OPEN' else case_step end,
        note_step = case when mail_step = 'GIVEN_UP' or case_step = 'GIVEN_UP' or note_step = 'GIVEN_UP' then 'OPEN' else note_step end,
        mail_step = case mail_step when 'GIVEN_UP' then 'OPEN' else mail_step end
      where id = $1::bigint and problem_code is not null and settled_at is null returning id`,
  }[kind];
  const rows = await database.query(statement, [first, ...(kind === 'statement' ? [second] : [])]);
  return rows.length > 0;
}

/** An unreadable file is fetched again; an answer to a file that we did not know is judged again. */
function repeatAnswer(database: Database, id: string): Promise<boolean> {
  return database.transaction(async (statements) => {
    const open = 'id = $1::bigint and problem_code is not null and settled_at is null';
    const unreadable = await statements.query(
      `delete from bank_answer where ${open} and problem_code = 'BANK_ANSWER_UNREADABLE' returning id`,
      [id],
    );
    if (unreadable.length > 0) return true;
    const again = await statements.query(
      `update bank_answer set problem_code = null, problem = null where ${open} returning id`,
      [id],
    );
    if (again.length === 0) return false;
    await statements.query(`update bank_statement set state = 'OPEN' where answer_id = $1 and state = 'PROBLEM'`, [id]);
    return true;
  });
}

interface ProblemParts {
  readonly kind: 'answer' | 'statement' | 'result';
  readonly first: string;
  readonly second: string;
}

function partsOf(id: string): ProblemParts | undefined {
  const [, kind, first = '', second = '0'] = /^(answer|statement|result):(\d{1,18})(?::(\d{1,9}))?$/.exec(id) ?? [];
  return kind === 'answer' || kind === 'statement' || kind === 'result' ? { kind, first, second } : undefined;
}
