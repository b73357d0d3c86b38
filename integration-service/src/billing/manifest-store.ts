/**
 * Reading manifests into the index. Every step is one transaction that also moves the place where reading goes on, and only when
 * nobody else has moved it: a killed process loses and doubles nothing, and two replicas cannot store the same page twice.
 */
import type { Database, Statements } from '../runtime/database.ts';
import { decimalOf } from '../runtime/money.ts';

/** A manifest as the ERP announces it; amounts are minor units. */
export interface AnnouncedManifest {
  readonly sequence: number;
  readonly manifestId: string;
  readonly month: string;
  readonly createdAt: string;
  readonly rows: number;
  readonly totalAmount: number;
  readonly currency: string;
}

export interface NewInvoice {
  readonly invoiceNumber: string;
  readonly customerReference: string;
  readonly contractReference: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly netAmount: number;
  readonly taxAmount: number;
  readonly grossAmount: number;
  readonly currency: string;
  readonly delivery: string;
  readonly line: readonly {
    readonly lineReference: string;
    readonly commodity: string;
    /** kWh, decimal text. */
    readonly quantity: string;
    readonly amount: number;
  }[];
}

/** A manifest that is not complete, and how far it was read. */
export interface ManifestToRead {
  readonly manifestId: string;
  readonly month: string;
  readonly invoices: number;
  readonly totalMinor: number;
  readonly currency: string;
  /** Raised when reading begins anew. */
  readonly reading: number;
  readonly nextOffset: number;
}

export interface ManifestStore {
  /** After which sequence to ask: the last one taken in, or before a problem that is tried again now, since the ERP may have corrected it. */
  askAfter(): Promise<number>;
  /** Takes announcements in; one that is not complete yet is corrected by a later one. */
  announce(manifests: readonly AnnouncedManifest[]): Promise<void>;
  /** What is to be read now, oldest first: what was begun, and problems whose pause is over. */
  toRead(): Promise<readonly ManifestToRead[]>;
  /** Stores a page; undefined when another process was faster. An invoice of another manifest is not touched and will be missing in the count. */
  storePage(manifest: ManifestToRead, invoices: readonly NewInvoice[]): Promise<ManifestToRead | undefined>;
  /** Completes a manifest when number and sum are the announced ones; otherwise answers what differs. */
  complete(manifest: ManifestToRead, now: Date): Promise<string | undefined>;
  /** Marks a problem: `again` reads the whole manifest anew after the pause, otherwise reading goes on where it stopped. */
  postpone(manifest: ManifestToRead, problem: string, pauseSeconds: number, again: boolean): Promise<void>;
  /** Manifests by state, for the dashboard. */
  states(): Promise<Readonly<Record<string, number>>>;
}

/** One lock for whoever changes which invoices and tokens a month has: completing counts what the token import must not change meanwhile. */
export async function lockImport(statements: Statements): Promise<void> {
  await statements.query(`select pg_advisory_xact_lock(hashtext('unified-power:billing import'))`);
}

const CURSOR = 'manifests';

interface ManifestRow {
  readonly manifest_id: string;
  readonly month: string;
  readonly invoices: number;
  readonly total_minor: string;
  readonly currency: string;
  readonly reading: number;
  readonly next_offset: number;
}

export function manifestStore(database: Database): ManifestStore {
  return {
    async askAfter() {
      const [cursor] = await database.query<{ position: string }>(
        `select least(coalesce((select position from import_cursor where name = $1), 0),
           (select min(sequence) - 1 from billing_manifest where state = 'PROBLEM' and retry_at <= clock_timestamp()))::text as position`,
        [CURSOR],
      );
      return Number(cursor?.position ?? 0);
    },

    async announce(manifests) {
      if (manifests.length === 0) return;
      await database.transaction(async (statements) => {
        await statements.query(
          `insert into billing_manifest (manifest_id, sequence, month, created_at, invoices, total_minor, currency)
           select "manifestId", sequence, month, "createdAt", rows, "totalAmount", currency
           from json_to_recordset($1::json) as m("manifestId" text, sequence bigint, month text, "createdAt" timestamptz, rows integer,
             "totalAmount" bigint, currency text)
           on conflict (manifest_id) do update set invoices = excluded.invoices, total_minor = excluded.total_minor,
             currency = excluded.currency where billing_manifest.state = 'PROBLEM'`,
          [JSON.stringify(manifests)],
        );
        await statements.query(
          `insert into import_cursor (name, position) values ($1, $2)
           on conflict (name) do update set position = greatest(import_cursor.position, excluded.position)`,
          [CURSOR, Math.max(...manifests.map((manifest) => manifest.sequence))],
        );
      });
    },

    async toRead() {
      const rows = await database.query<ManifestRow>(
        `select manifest_id, month, invoices, total_minor::text, currency, reading, next_offset from billing_manifest
         where state = 'READING' or (state = 'PROBLEM' and retry_at <= clock_timestamp()) order by sequence`,
      );
      return rows.map((row) => ({
        manifestId: row.manifest_id,
        month: row.month,
        invoices: row.invoices,
        totalMinor: Number(row.total_minor),
        currency: row.currency,
        reading: row.reading,
        nextOffset: row.next_offset,
      }));
    },

    storePage: (manifest, invoices) => database.transaction((statements) => storePage(statements, manifest, invoices)),

    complete: (manifest, now) => database.transaction((statements) => complete(statements, manifest, now)),

    async postpone(manifest, problem, pauseSeconds, again) {
      await database.query(
        `update billing_manifest set state = 'PROBLEM', problem = $3, retry_at = clock_timestamp() + make_interval(secs => $4)
         ${again ? ', reading = reading + 1, next_offset = 0' : ''}
         where manifest_id = $1 and reading = $2 and state <> 'COMPLETE'`,
        [manifest.manifestId, manifest.reading, problem, pauseSeconds],
      );
    },

    async states() {
      const rows = await database.query<{ state: string; manifests: string }>(
        'select state, count(*)::text as manifests from billing_manifest group by state',
      );
      return Object.fromEntries(rows.map((row) => [row.state, Number(row.manifests)]));
    },
  };
}

async function storePage(
  statements: Statements,
  manifest: ManifestToRead,
  invoices: readonly NewInvoice[],
): Promise<ManifestToRead | undefined> {
  const nextOffset = manifest.nextOffset + invoices.length;
  const moved = await statements.query(
    `update billing_manifest set next_offset = $4
     where manifest_id = $1 and reading = $2 and next_offset = $3 and state <> 'COMPLETE' returning manifest_id`,
    [manifest.manifestId, manifest.reading, manifest.nextOffset, nextOffset],
  );
  if (moved.length === 0) return undefined;

  const stored = await statements.query<{ number: string }>(
    `insert into invoice (number, manifest_id, reading, customer_reference, contract_reference, issued_on, due_on, period_from, period_to,
       net_minor, tax_minor, gross_minor, currency, delivery)
     select "invoiceNumber", $2::text, $3::integer, "customerReference", "contractReference", "issuedOn", "dueOn", "periodFrom", "periodTo",
       "netAmount", "taxAmount", "grossAmount", currency, delivery
     from json_to_recordset($1::json) as i("invoiceNumber" text, "customerReference" text, "contractReference" text, "issuedOn" date,
       "dueOn" date, "periodFrom" date, "periodTo" date, "netAmount" bigint, "taxAmount" bigint, "grossAmount" bigint, currency text,
       delivery text)
     on conflict (number) do update set reading = excluded.reading, customer_reference = excluded.customer_reference,
       contract_reference = excluded.contract_reference, issued_on = excluded.issued_on, due_on = excluded.due_on,
       period_from = excluded.period_from, period_to = excluded.period_to, net_minor = excluded.net_minor,
       tax_minor = excluded.tax_minor, gross_minor = excluded.gross_minor, currency = excluded.currency, delivery = excluded.delivery
     where invoice.manifest_id = excluded.manifest_id
     returning number`,
    [JSON.stringify(invoices), manifest.manifestId, manifest.reading],
  );
  const ours = new Set(stored.map((row) => row.number));
  if (manifest.reading > 1) {
    await statements.query('delete from invoice_line where invoice_number = any($1::text[])', [[...ours]]);
  }
  const lines = invoices
    .filter((invoice) => ours.has(invoice.invoiceNumber))
    .flatMap((invoice) =>
      invoice.line.map((line, position) => ({
        ...line,
        invoice: invoice.invoiceNumber,
        position,
        // A bill speaks of one month; its first day says of which.
        month: invoice.periodFrom.slice(0, 7),
      })),
    );
  await statements.query(
    `insert into invoice_line (invoice_number, position, line_reference, commodity, quantity, amount_minor, month)
     select invoice, position, "lineReference", commodity, quantity, amount, month
     from json_to_recordset($1::json) as l(invoice text, position integer, "lineReference" text, commodity text, quantity numeric,
       amount bigint, month text)
     on conflict (invoice_number, position) do nothing`,
    [JSON.stringify(lines)],
  );
  return { ...manifest, nextOffset };
}

async function complete(statements: Statements, manifest: ManifestToRead, now: Date): Promise<string | undefined> {
  const { manifestId, reading } = manifest;
  await lockImport(statements);
  const [open] = await statements.query<{ reading: number }>(
    `select reading from billing_manifest where manifest_id = $1 and reading = $2 and state <> 'COMPLETE' for update`,
    [manifestId, reading],
  );
  // Another process has completed it or began anew.
  if (!open) return undefined;

  const [found] = await statements.query<{ invoices: string; total: string }>(
    `select count(*)::text as invoices, coalesce(sum(gross_minor), 0)::text as total from invoice where manifest_id = $1 and reading = $2`,
    [manifestId, reading],
  );
  const invoices = Number(found?.invoices);
  const totalMinor = Number(found?.total);
  if (invoices !== manifest.invoices || totalMinor !== manifest.totalMinor) {
    return (
      `The manifest announces ${manifest.invoices} invoices over ${decimalOf(manifest.totalMinor)} ${manifest.currency}, ` +
      `but ${invoices} over ${decimalOf(totalMinor)} were read`
    );
  }

  // What an earlier reading had and this one has not is no longer part of the manifest.
  await statements.query(
    `with gone as (delete from invoice where manifest_id = $1 and reading <> $2 returning number)
     delete from invoice_line where invoice_number in (select number from gone)`,
    [manifestId, reading],
  );
  // Whoever is changing a state right now adds its difference after our count, or is part of it.
  await statements.query('lock table billing_total in exclusive mode');
  await statements.query('delete from billing_total where manifest_id = $1', [manifestId]);
  await statements.query(
    `insert into billing_total (manifest_id, status, invoices, amount_minor)
     select manifest_id, status, count(*), sum(gross_minor) from invoice where manifest_id = $1 group by manifest_id, status`,
    [manifestId],
  );
  await statements.query(
    `update billing_manifest set state = 'COMPLETE', problem = null, retry_at = null, completed_at = $2,
       tokens = (select count(*) from invoice i join archive_token t on t.invoice_number = i.number where i.manifest_id = $1)
     where manifest_id = $1`,
    [manifestId, now.toISOString()],
  );
  return undefined;
}
