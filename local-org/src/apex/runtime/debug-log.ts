/**
 * The debug log of one transaction, in the platform's text form (Apex Developer Guide, "Debug Log"; Help, "Debug Log Details"). Written are
 * code units, methods and constructors of the org's classes, System.debug, exceptions, SOQL, SOSL, DML, callouts and limits; methods of the
 * platform, statements and variables are written by code that is compiled for it (tracing.ts).
 */
import type { ExceptionObject } from './exception.ts';
import type { Limits, LimitName } from './limits.ts';

export const LOG_CATEGORIES = [
  'APEX_CODE',
  'APEX_PROFILING',
  'CALLOUT',
  'DB',
  'NBA',
  'SYSTEM',
  'VALIDATION',
  'VISUALFORCE',
  'WAVE',
  'WORKFLOW',
] as const;
export type LogCategory = (typeof LOG_CATEGORIES)[number];

export const LOG_LEVELS = ['NONE', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'FINE', 'FINER', 'FINEST'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What is written of which category; one that is missing is not written. */
export type LogLevels = Readonly<Partial<Record<LogCategory, LogLevel>>>;

/** What a caller who names no levels gets (a DebuggingHeader of DEBUGONLY). */
export const DEFAULT_LEVELS: LogLevels = { APEX_CODE: 'DEBUG', APEX_PROFILING: 'INFO' };

export interface LogSubject {
  readonly apiVersion: string;
  readonly userId: string;
  readonly username: string;
  readonly timeZone: string;
}

/** Which category and level each event belongs to; those that are not listed are APEX_CODE at DEBUG. */
const EVENTS: Readonly<Record<string, readonly [LogCategory, LogLevel]>> = {
  USER_INFO: ['APEX_CODE', 'ERROR'],
  EXECUTION_STARTED: ['APEX_CODE', 'ERROR'],
  EXECUTION_FINISHED: ['APEX_CODE', 'ERROR'],
  CODE_UNIT_STARTED: ['APEX_CODE', 'ERROR'],
  CODE_UNIT_FINISHED: ['APEX_CODE', 'ERROR'],
  METHOD_ENTRY: ['APEX_CODE', 'FINE'],
  METHOD_EXIT: ['APEX_CODE', 'FINE'],
  CONSTRUCTOR_ENTRY: ['APEX_CODE', 'FINE'],
  CONSTRUCTOR_EXIT: ['APEX_CODE', 'FINE'],
  EXCEPTION_THROWN: ['APEX_CODE', 'INFO'],
  FATAL_ERROR: ['APEX_CODE', 'ERROR'],
  STATEMENT_EXECUTE: ['APEX_CODE', 'FINER'],
  VARIABLE_SCOPE_BEGIN: ['APEX_CODE', 'FINEST'],
  VARIABLE_ASSIGNMENT: ['APEX_CODE', 'FINEST'],
  SYSTEM_METHOD_ENTRY: ['SYSTEM', 'FINE'],
  SYSTEM_METHOD_EXIT: ['SYSTEM', 'FINE'],
  SYSTEM_CONSTRUCTOR_ENTRY: ['SYSTEM', 'FINE'],
  SYSTEM_CONSTRUCTOR_EXIT: ['SYSTEM', 'FINE'],
  SOQL_EXECUTE_BEGIN: ['DB', 'INFO'],
  SOQL_EXECUTE_END: ['DB', 'INFO'],
  SOSL_EXECUTE_BEGIN: ['DB', 'INFO'],
  SOSL_EXECUTE_END: ['DB', 'INFO'],
  DML_BEGIN: ['DB', 'INFO'],
  DML_END: ['DB', 'INFO'],
  DATAWEAVE_USER_DEBUG: ['APEX_CODE', 'DEBUG'],
  CALLOUT_REQUEST: ['CALLOUT', 'INFO'],
  CALLOUT_RESPONSE: ['CALLOUT', 'INFO'],
  EMAIL_QUEUE: ['APEX_CODE', 'INFO'],
  CUMULATIVE_LIMIT_USAGE: ['APEX_PROFILING', 'INFO'],
  LIMIT_USAGE_FOR_NS: ['APEX_PROFILING', 'INFO'],
  CUMULATIVE_LIMIT_USAGE_END: ['APEX_PROFILING', 'INFO'],
};

/** Whether entries of that category and level are written at these levels. */
export function isWanted(levels: LogLevels, category: LogCategory, level: LogLevel): boolean {
  const most = levels[category];
  return most !== undefined && LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(most) && level !== 'NONE';
}

/** The platform cuts logs at 20 MB. */
const MOST_CHARACTERS = 20_000_000;

export class DebugLog {
  readonly levels: LogLevels;
  /** Levels of the class or trigger that runs now, where a trace flag names it. */
  override: LogLevels | null = null;
  private readonly lines: string[] = [];
  private readonly started = process.hrtime.bigint();
  private readonly clock: () => number;
  private readonly zone: Intl.DateTimeFormat;
  private length = 0;
  private open: string | null = null;
  /** The message of the exception that ended the code. */
  failure: string | null = null;

  /** `source`: anonymous Apex, shown below the first line. */
  constructor(subject: LogSubject, levels: LogLevels, clock: () => number, source?: string) {
    this.levels = levels;
    this.clock = clock;
    this.zone = new Intl.DateTimeFormat('en-GB', {
      timeZone: subject.timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    const shown = LOG_CATEGORIES.flatMap((name) => (levels[name] === undefined ? [] : [`${name},${levels[name]}`]));
    this.add(`${subject.apiVersion} ${shown.join(';')}`);
    for (const line of source?.split('\n') ?? []) this.add(`Execute Anonymous: ${line}`);
    this.write('USER_INFO', '[EXTERNAL]', subject.userId, subject.username, ...zoneNames(subject.timeZone, clock()));
    this.write('EXECUTION_STARTED');
  }

  /** Whether entries of that category and level are wanted. */
  wants(category: LogCategory, level: LogLevel): boolean {
    return isWanted(this.override ?? this.levels, category, level);
  }

  /** One entry; `System.debug` says its own level. */
  write(event: string, ...parts: readonly string[]): void {
    const [category, level] = EVENTS[event] ?? ['APEX_CODE', 'DEBUG'];
    if (this.wants(category, level)) this.add(this.entry(event, parts));
  }

  /** `System.debug`: `USER_DEBUG|[line]|LEVEL|text`. */
  debug(line: number, level: LogLevel, text: string): void {
    if (this.wants('APEX_CODE', level)) this.add(this.entry('USER_DEBUG', [`[${String(line)}]`, level, text]));
  }

  /** The outermost code unit begins. */
  begin(unit: string): void {
    this.open = unit;
    this.write('CODE_UNIT_STARTED', '[EXTERNAL]', unit);
  }

  /** The exception that ends the code. */
  fail({ typeName, message, stackTrace }: ExceptionObject): void {
    this.failure = message ?? 'Script-thrown exception';
    this.write('FATAL_ERROR', `${typeName}: ${this.failure}\n\n${stackTrace ?? ''}`);
  }

  /** Ends the outermost code unit with the limits it used, and the log; gives its text. */
  finish(limits: Limits): string {
    this.limits(limits);
    if (this.open !== null) this.write('CODE_UNIT_FINISHED', this.open);
    this.write('EXECUTION_FINISHED');
    this.open = null;
    return `${this.lines.join('\n')}\n`;
  }

  private limits(limits: Limits): void {
    this.write('CUMULATIVE_LIMIT_USAGE');
    const counted = (name: LimitName, words: string): string =>
      `  Number of ${words}: ${String(limits.count(name))} out of ${String(limits.maximum[name])}`;
    const rows = [
      counted('queries', 'SOQL queries'),
      counted('queryRows', 'query rows'),
      counted('soslQueries', 'SOSL queries'),
      counted('dmlStatements', 'DML statements'),
      counted('publishImmediateDml', 'Publish Immediate DML'),
      counted('dmlRows', 'DML rows'),
      `  Maximum CPU time: ${String(limits.cpuUsed())} out of ${String(limits.cpuMilliseconds)}`,
      `  Maximum heap size: ${String(limits.heapUsed())} out of ${String(limits.heapBytes)}`,
      counted('callouts', 'callouts'),
      counted('emailInvocations', 'Email Invocations'),
      counted('futureCalls', 'future calls'),
      counted('queueableJobs', 'queueable jobs added to the queue'),
      counted('mobilePushApexCalls', 'Mobile Apex push calls'),
    ];
    this.write('LIMIT_USAGE_FOR_NS', '(default)', `\n${rows.join('\n')}\n`);
    this.write('CUMULATIVE_LIMIT_USAGE_END\n');
  }

  private entry(event: string, parts: readonly string[]): string {
    const now = this.clock();
    // HH:mm:ss.SSS (Help, "Debug Log Details").
    const fraction = String(Math.floor(now % 1_000)).padStart(3, '0');
    const nanoseconds = process.hrtime.bigint() - this.started;
    return [`${this.zone.format(now)}.${fraction} (${String(nanoseconds)})`, event, ...parts].join('|');
  }

  private add(text: string): void {
    if (this.length > MOST_CHARACTERS) return;
    this.length += text.length + 1;
    this.lines.push(this.length > MOST_CHARACTERS ? '*** Skipped: maximum debug log size reached ***' : text);
  }
}

/** `(GMT+01:00) Central European Standard Time (Europe/Berlin)` and `GMT+01:00`. */
function zoneNames(timeZone: string, now: number): readonly [string, string] {
  const name = (style: 'long' | 'longOffset'): string =>
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: style })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const offset = name('longOffset');
  const shown = offset === 'GMT' ? 'GMT+00:00' : offset;
  return [`(${shown}) ${name('long')} (${timeZone})`, shown];
}
