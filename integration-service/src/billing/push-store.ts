/** What the org is to know of the bills: consumption per supply and month, and each customer's latest bill. Remembers how far it was told. */
import type { Database, Statements } from '../runtime/database.ts';

export type PushedObject = 'Consumption_Year__c' | 'Account';

/** The next invoices of a complete manifest whose content the org does not have yet. */
export interface PushBatch {
  readonly manifestId: string;
  readonly after: string;
  /** The number of the last invoice in it. */
  readonly until: string;
  readonly customers: readonly string[];
  /** `<contract line>:<year>`. */
  readonly consumptionKeys: readonly string[];
}

export interface LatestBill {
  readonly customerReference: string;
  readonly amountMinor: number;
  readonly issuedOn: string;
}

export interface Consumption {
  readonly key: string;
  readonly lineReference: string;
  readonly year: number;
  /** kWh by month, 1 to 12; months without a bill are missing. */
  readonly months: Readonly<Record<number, number>>;
}

export interface PushProblem {
  readonly object: PushedObject;
  readonly key: string;
  readonly reason: string;
}

export interface PushStore {
  /** The next batch, oldest manifest first; undefined when the org has everything. */
  next(invoices: number): Promise<PushBatch | undefined>;
  /** The latest bill of each customer that has one. */
  latestBills(customers: readonly string[]): Promise<readonly LatestBill[]>;
  /** The whole year of each supply, so that telling it twice or late is right too. */
  consumptions(keys: readonly string[]): Promise<readonly Consumption[]>;
  /** The batch was told; what was refused is kept and tried again after the pause. */
  told(batch: PushBatch, problems: readonly PushProblem[], pauseSeconds: number, now: Date): Promise<void>;
  /** Keys of refused records whose pause is over. */
  problemsDue(object: PushedObject, limit: number): Promise<readonly string[]>;
  /** What became of refused records that were tried again. */
  retried(
    object: PushedObject,
    keys: readonly string[],
    problems: readonly PushProblem[],
    pauseSeconds: number,
  ): Promise<void>;
  problemCount(): Promise<number>;
}

interface ManifestRow {
  readonly manifest_id: string;
  readonly org_pushed_until: string;
}

export function pushStore(database: Database): PushStore {
  return {
    async next(invoices) {
      const [manifest] = await database.query<ManifestRow>(
        `select manifest_id, org_pushed_until from billing_manifest
         where state = 'COMPLETE' and org_pushed_at is null order by sequence limit 1`,
      );
      if (!manifest) return undefined;
      const rows = await database.query<{ number: string; customer_reference: string; keys: readonly string[] }>(
        `select i.number, i.customer_reference,
           array(select distinct l.line_reference || ':' || left(l.month, 4) from invoice_line l where l.invoice_number = i.number) as keys
         from invoice i where i.manifest_id = $1 and i.number > $2 order by i.number limit $3`,
        [manifest.manifest_id, manifest.org_pushed_until, invoices],
      );
      return {
        manifestId: manifest.manifest_id,
        after: manifest.org_pushed_until,
        until: rows.at(-1)?.number ?? manifest.org_pushed_until,
        customers: [...new Set(rows.map((row) => row.customer_reference))],
        consumptionKeys: [...new Set(rows.flatMap((row) => row.keys))],
      };
    },

    async latestBills(customers) {
      const rows = await database.query<{ customer_reference: string; gross_minor: string; issued_on: string }>(
        `select c.customer_reference, latest.gross_minor::text, latest.issued_on::text
         from unnest($1::text[]) as c(customer_reference), lateral (
           select i.gross_minor, i.issued_on from invoice i join billing_manifest m on m.manifest_id = i.manifest_id and m.state = 'COMPLETE'
           where i.customer_reference = c.customer_reference order by i.issued_on desc, i.number desc limit 1) latest`,
        [customers],
      );
      return rows.map((row) => ({
        customerReference: row.customer_reference,
        amountMinor: Number(row.gross_minor),
        issuedOn: row.issued_on,
      }));
    },

    async consumptions(keys) {
      const rows = await database.query<{ line_reference: string; month: string; quantity: string }>(
        `select l.line_reference, l.month, sum(l.quantity)::text as quantity
         from unnest($1::text[], $2::text[]) as k(line_reference, year)
         join invoice_line l on l.line_reference = k.line_reference and l.month between k.year || '-01' and k.year || '-12'
         join invoice i on i.number = l.invoice_number
         join billing_manifest m on m.manifest_id = i.manifest_id and m.state = 'COMPLETE'
         group by l.line_reference, l.month`,
        [keys.map((key) => key.slice(0, -5)), keys.map((key) => key.slice(-4))],
      );
      const months = new Map<string, Record<number, number>>();
      for (const row of rows) {
        const key = `${row.line_reference}:${row.month.slice(0, 4)}`;
        const year = months.get(key) ?? {};
        year[Number(row.month.slice(5))] = Number(row.quantity);
        months.set(key, year);
      }
      return keys.map((key) => ({
        key,
        lineReference: key.slice(0, -5),
        year: Number(key.slice(-4)),
        months: months.get(key) ?? {},
      }));
    },

    told: (batch, problems, pauseSeconds, now) =>
      database.transaction(async (statements) => {
        const moved = await statements.query(
          `update billing_manifest set org_pushed_until = $3, org_pushed_at = $4::timestamptz
           where manifest_id = $1 and org_pushed_until = $2 and org_pushed_at is null returning manifest_id`,
          [batch.manifestId, batch.after, batch.until, batch.after === batch.until ? now.toISOString() : null],
        );
        // Another process told the same; its refusals are the same.
        if (moved.length > 0) await keepProblems(statements, problems, pauseSeconds);
      }),

    async problemsDue(object, limit) {
      const rows = await database.query<{ key: string }>(
        'select key from org_push_problem where object = $1 and retry_at <= clock_timestamp() order by retry_at limit $2',
        [object, limit],
      );
      return rows.map((row) => row.key);
    },

    retried: (object, keys, problems, pauseSeconds) =>
      database.transaction(async (statements) => {
        const still = new Set(problems.map((problem) => problem.key));
        await statements.query('delete from org_push_problem where object = $1 and key = any($2::text[])', [
          object,
          keys.filter((key) => !still.has(key)),
        ]);
        await keepProblems(statements, problems, pauseSeconds);
      }),

    async problemCount() {
      const [row] = await database.query<{ problems: string }>(
        'select count(*)::text as problems from org_push_problem',
      );
      return Number(row?.problems ?? 0);
    },
  };
}

/** The pause doubles with every refusal, up to a thousandfold. */
async function keepProblems(
  statements: Statements,
  problems: readonly PushProblem[],
  pauseSeconds: number,
): Promise<void> {
  if (problems.length === 0) return;
  await statements.query(
    `insert into org_push_problem (object, key, reason, retry_at)
     select object, key, reason, clock_timestamp() + make_interval(secs => $2::double precision)
     from json_to_recordset($1::json) as p(object text, key text, reason text)
     on conflict (object, key) do update set reason = excluded.reason, attempts = org_push_problem.attempts + 1,
       retry_at = clock_timestamp() + make_interval(secs => $2::double precision * least(1024, power(2, org_push_problem.attempts)))`,
    [JSON.stringify(problems), pauseSeconds],
  );
}
