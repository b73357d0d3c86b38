import type { Access } from '../engine/ports.ts';
import type { CompiledQuery } from './compile.ts';

const MAX_STATEMENTS = 2000;
/** How a statement finds its rows is chosen by their number, which grows: it is compiled anew after so many milliseconds of running. */
const MAX_SPENT = 50;

export interface KeptStatement {
  readonly compiled: CompiledQuery;
  /** Milliseconds its runs took. */
  spent: number;
}

/** Compiled statements by user, checks and what else their SQL depends on, for one state of schema and rights. */
export class CompiledStatements {
  readonly #kept = new Map<string, KeptStatement>();
  #state = '';

  /** `state` names schema and rights; undefined: nothing tells when they change, so nothing is kept. */
  get(state: string | undefined, access: Access, key: string, compile: () => CompiledQuery): KeptStatement {
    if (state === undefined) return { compiled: compile(), spent: 0 };
    if (state !== this.#state) {
      this.#kept.clear();
      this.#state = state;
    }
    const checks = [access.crud, access.fls, access.sharing].map(Number).join('');
    const whole = `${checks}${access.user.userId} ${key}`;
    const known = this.#kept.get(whole);
    if (known && known.spent < MAX_SPENT) return known;
    const statement: KeptStatement = { compiled: compile(), spent: 0 };
    if (statement.compiled.reusable) {
      if (this.#kept.size >= MAX_STATEMENTS) this.#kept.clear();
      this.#kept.set(whole, statement);
    }
    return statement;
  }
}
