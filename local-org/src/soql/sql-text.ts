import type { Binds, Scope, SqlValue } from '../engine/ports.ts';
import { quoteName } from '../store/index.ts';

/** What parameters may depend on when a compiled statement runs. */
export interface RunEnvironment {
  readonly binds: Binds;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** The user's current local day. */
  readonly today: string;
  readonly timeZone: string;
  readonly locale: string;
  /** Undefined when a statement is only described. */
  readonly scope: Scope | undefined;
}

/** A value fixed when the statement is compiled, or one found when it runs. */
export type Param = SqlValue | ((environment: RunEnvironment) => SqlValue);

/** A piece of SQL with its parameters in order. */
export class Sql {
  readonly text: string;
  readonly params: readonly Param[];

  constructor(text: string, params: readonly Param[] = []) {
    this.text = text;
    this.params = params;
  }
}

/** Template tag: pieces of SQL are spliced in, anything else becomes a parameter. */
export function sql(texts: TemplateStringsArray, ...parts: readonly (Sql | Param)[]): Sql {
  let text = texts[0] ?? '';
  const params: Param[] = [];
  parts.forEach((part, index) => {
    if (part instanceof Sql) {
      text += part.text;
      params.push(...part.params);
    } else {
      text += '?';
      params.push(part);
    }
    text += texts[index + 1] ?? '';
  });
  return new Sql(text, params);
}

/** Text that is SQL already. */
export function raw(text: string): Sql {
  return new Sql(text);
}

export function joinSql(parts: readonly Sql[], separator: string): Sql {
  return new Sql(
    parts.map((part) => part.text).join(separator),
    parts.flatMap((part) => part.params),
  );
}

/** `alias."Column"` */
export function columnOf(alias: string, name: string): Sql {
  return raw(`${alias}.${quoteName(name)}`);
}

/** The parameter values of one run. */
export function bindParams(statement: Sql, environment: RunEnvironment): readonly SqlValue[] {
  return statement.params.map((param) => (typeof param === 'function' ? param(environment) : param));
}
