/** The last runs as operators see them. */
import type { Database } from '../../runtime/database.ts';

/** Amounts in hundredths; instants of the business clock. */
export interface RunOverview {
  readonly month: string;
  readonly state: string;
  readonly problemCode: string | null;
  readonly problem: string | null;
  readonly fileDay: string | null;
  readonly due: { readonly count: number; readonly totalMinor: number };
  readonly files: readonly {
    readonly name: string;
    readonly sha256: string | null;
    readonly transactions: number;
    readonly totalMinor: number;
    readonly deliveredAt: string | null;
  }[];
  /** Items by what became of them (IN_COLLECTION, COLLECTED, REJECTED, RETURNED), and by the reason for which they were left out. */
  readonly items: Readonly<Record<string, { readonly count: number; readonly totalMinor: number }>>;
}

interface RunRow {
  readonly month: string;
  readonly state: string;
  readonly problemCode: string | null;
  readonly problem: string | null;
  readonly fileDay: string | null;
  readonly count: number | null;
  readonly totalMinor: string | null;
}

interface FileRow {
  readonly month: string;
  readonly name: string;
  readonly sha256: string | null;
  readonly transactions: number;
  readonly totalMinor: string;
  readonly deliveredAt: Date | null;
}

interface ItemsRow {
  readonly month: string;
  readonly kind: string;
  readonly count: number;
  readonly totalMinor: string;
}

/** Newest first. The collection's tables must exist. */
export async function overviewOf(database: Database, limit: number): Promise<readonly RunOverview[]> {
  const runs = await database.query<RunRow>(
    `select month, state, problem_code as "problemCode", problem, file_day as "fileDay", erp_count as count,
       erp_total_minor::text as "totalMinor" from collection_run order by month desc limit $1`,
    [limit],
  );
  const months = JSON.stringify(runs.map((run) => run.month));
  const files = await database.query<FileRow>(
    `select month, name, sha256, transactions, total_minor::text as "totalMinor", delivered_at as "deliveredAt" from collection_file
     where month in (select jsonb_array_elements_text($1::jsonb)) order by month, file_no`,
    [months],
  );
  const items = await database.query<ItemsRow>(
    `select month, coalesce(skip_reason, result) as kind, count(*)::integer as count, sum(amount_minor)::text as "totalMinor"
     from collection_item where month in (select jsonb_array_elements_text($1::jsonb)) group by month, kind`,
    [months],
  );
  return runs.map((run) => ({
    month: run.month,
    state: run.state,
    problemCode: run.problemCode,
    problem: run.problem,
    fileDay: run.fileDay,
    due: { count: run.count ?? 0, totalMinor: Number(run.totalMinor ?? 0) },
    files: files
      .filter((file) => file.month === run.month)
      .map(({ name, sha256, transactions, totalMinor, deliveredAt }) => ({
        name,
        sha256,
        transactions,
        totalMinor: Number(totalMinor),
        deliveredAt: deliveredAt === null ? null : new Date(deliveredAt).toISOString(),
      })),
    items: Object.fromEntries(
      items
        .filter((row) => row.month === run.month)
        .map((row) => [row.kind, { count: row.count, totalMinor: Number(row.totalMinor) }]),
    ),
  }));
}
