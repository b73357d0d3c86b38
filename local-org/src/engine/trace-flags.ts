/**
 * Trace flags and debug levels of the Tooling API, and the logs they cause. Both exist for tools alone (Tooling API, "TraceFlag",
 * "DebugLevel"): no SOQL of the org and no Apex sees them. Logs are written after the transaction they tell of, also when it was rolled back.
 */
import { DEFAULT_LEVELS, LOG_CATEGORIES, LOG_LEVELS, type LogLevel, type LogLevels } from '../apex/index.ts';
import { newId, openTransaction } from '../store/index.ts';
import { OrgError } from './errors.ts';
import type { Clock, Store, UserContext } from './ports.ts';

export const TRACE_TABLES = `
  CREATE TABLE IF NOT EXISTS _tool_records (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, fields TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _apex_logs (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
`;

export type ToolType = 'TraceFlag' | 'DebugLevel';

interface ToolDefinition {
  readonly prefix: string;
  readonly required: readonly string[];
  readonly fields: readonly string[];
}

const DEFINITIONS: Readonly<Record<ToolType, ToolDefinition>> = {
  TraceFlag: {
    prefix: '7tf',
    required: ['TracedEntityId', 'LogType', 'DebugLevelId', 'ExpirationDate'],
    fields: ['TracedEntityId', 'LogType', 'DebugLevelId', 'StartDate', 'ExpirationDate'],
  },
  DebugLevel: {
    prefix: '7dl',
    required: ['DeveloperName', 'MasterLabel'],
    fields: [
      ...['DeveloperName', 'MasterLabel', 'Language', 'ApexCode', 'ApexProfiling', 'Callout', 'Database', 'Nba'],
      ...['System', 'Validation', 'Visualforce', 'Wave', 'Workflow', 'DataAccess'],
    ],
  },
};

/** Field of a debug level by category of the log. */
const LEVEL_FIELDS: Readonly<Record<(typeof LOG_CATEGORIES)[number], string>> = {
  APEX_CODE: 'ApexCode',
  APEX_PROFILING: 'ApexProfiling',
  CALLOUT: 'Callout',
  DB: 'Database',
  NBA: 'Nba',
  SYSTEM: 'System',
  VALIDATION: 'Validation',
  VISUALFORCE: 'Visualforce',
  WAVE: 'Wave',
  WORKFLOW: 'Workflow',
};

/** The type's name as it is written, or undefined when these tools do not know it. */
export const toolType = (name: string): ToolType | undefined =>
  (Object.keys(DEFINITIONS) as ToolType[]).find((type) => type.toLowerCase() === name.toLowerCase());

export interface ToolRecord {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

/** Records of one type, the newest first. */
export function toolRecords(store: Store, type: ToolType): readonly ToolRecord[] {
  return store
    .all('SELECT id, fields, created_at FROM _tool_records WHERE type = ? ORDER BY created_at DESC, id DESC', type)
    .map((row) => ({
      id: String(row['id']),
      fields: JSON.parse(String(row['fields'])) as Record<string, string>,
      createdAt: Number(row['created_at']),
    }));
}

/** Creates or (with an id) changes a record; gives its id. Throws OrgError with the platform's codes. */
export function saveToolRecord(
  store: Store,
  clock: Clock,
  type: ToolType,
  given: Readonly<Record<string, unknown>>,
  id?: string,
): string {
  const definition = DEFINITIONS[type];
  const known = id === undefined ? undefined : toolRecords(store, type).find((record) => same(record.id, id));
  if (id !== undefined && known === undefined) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  const fields: Record<string, string> = { ...known?.fields };
  for (const [name, value] of Object.entries(given)) {
    if (name.toLowerCase() === 'id' || name === 'attributes') continue;
    const field = definition.fields.find((one) => one.toLowerCase() === name.toLowerCase());
    if (field === undefined) throw new OrgError('INVALID_FIELD', `No such column '${name}' on sobject of type ${type}`);
    fields[field] = checked(field, value);
  }
  const missing = definition.required.filter((name) => fields[name] === undefined);
  if (missing.length > 0)
    throw new OrgError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, {
      fields: missing,
    });
  if (type === 'DebugLevel') refuseSecondName(store, fields['DeveloperName'] ?? '', known?.id);
  const saved = known?.id ?? newId(store, definition.prefix);
  store.run(
    'INSERT INTO _tool_records (id, type, fields, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET fields = excluded.fields',
    saved,
    type,
    JSON.stringify(fields),
    clock.now(),
  );
  return saved;
}

/** Deletes a record. Throws OrgError when there is none of that id. */
export function deleteToolRecord(store: Store, type: ToolType, id: string): void {
  const known = toolRecords(store, type).find((record) => same(record.id, id));
  if (known === undefined) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  store.run('DELETE FROM _tool_records WHERE id = ?', known.id);
}

const same = (one: string, other: string): boolean => one.slice(0, 15) === other.slice(0, 15);

function refuseSecondName(store: Store, name: string, own: string | undefined): void {
  const other = toolRecords(store, 'DebugLevel').find(
    ({ id, fields }) => id !== own && fields['DeveloperName']?.toLowerCase() === name.toLowerCase(),
  );
  if (other)
    throw new OrgError('DUPLICATE_DEVELOPER_NAME', `This name is already used: ${name}`, { fields: ['DeveloperName'] });
}

function checked(field: string, value: unknown): string {
  if (field.endsWith('Date')) {
    const at = typeof value === 'number' ? value : Date.parse(String(value));
    if (Number.isNaN(at))
      throw new OrgError('JSON_PARSER_ERROR', `Cannot deserialize a date-time from ${String(value)}`);
    return new Date(at).toISOString();
  }
  const text = String(value);
  const isLevel = Object.values(LEVEL_FIELDS).includes(field);
  if (isLevel && !LOG_LEVELS.some((level) => level === text.toUpperCase()))
    throw new OrgError('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', `bad value for restricted picklist field: ${text}`, {
      fields: [field],
    });
  return isLevel || field === 'LogType' ? text.toUpperCase() : text;
}

/** What is to be logged now of the user, class or trigger of that id; null when no trace flag asks for it. */
export function tracedLevels(store: Store, tracedId: string, now: number): LogLevels | null {
  const flag = toolRecords(store, 'TraceFlag').find(
    ({ fields }) =>
      same(fields['TracedEntityId'] ?? '', tracedId) &&
      Date.parse(fields['ExpirationDate'] ?? '') > now &&
      Date.parse(fields['StartDate'] ?? '1970-01-01') <= now,
  );
  if (flag === undefined) return null;
  const level = toolRecords(store, 'DebugLevel').find(({ id }) => same(id, flag.fields['DebugLevelId'] ?? ''));
  if (level === undefined) return DEFAULT_LEVELS;
  return Object.fromEntries(
    LOG_CATEGORIES.flatMap((category) => {
      const wanted = level.fields[LEVEL_FIELDS[category]] as LogLevel | undefined;
      return wanted === undefined ? [] : [[category, wanted]];
    }),
  );
}

export interface FinishedLog {
  readonly user: UserContext;
  readonly operation: string;
  readonly request: string;
  /** `Success`, or what went wrong. */
  readonly status: string;
  readonly startedAt: number;
  readonly body: string;
}

/** Keeps a log: its row in ApexLog and its text. Call it outside of any transaction. */
export function keepLog(store: Parameters<typeof openTransaction>[0], clock: Clock, log: FinishedLog): string {
  const transaction = openTransaction(store, log.user, clock.now());
  transaction.begin();
  const id = newId(store, '07L');
  const now = new Date(clock.now()).toISOString();
  store.run(
    `INSERT INTO "ApexLog" ("Id", "Application", "DurationMilliseconds", "LastModifiedDate", "Location", "LogLength", "LogUserId",
       "Operation", "Request", "StartTime", "Status", "SystemModstamp") VALUES (?, 'Unknown', ?, ?, 'SystemLog', ?, ?, ?, ?, ?, ?, ?)`,
    id,
    Math.max(clock.now() - log.startedAt, 0),
    now,
    Buffer.byteLength(log.body),
    log.user.userId,
    log.operation,
    log.request,
    new Date(log.startedAt).toISOString(),
    log.status.slice(0, 255),
    now,
  );
  store.run('INSERT INTO _apex_logs (id, body) VALUES (?, ?)', id, log.body);
  transaction.commit();
  return id;
}
