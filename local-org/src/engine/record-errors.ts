import { OrgError } from './errors.ts';
import type { DmlError } from './records.ts';

/** A record that was not saved, with every error the platform would list for it. The first one names the whole. */
export class RecordNotSaved extends OrgError {
  readonly errors: readonly DmlError[];

  constructor(errors: readonly DmlError[]) {
    const [first] = errors;
    super(first?.statusCode ?? 'UNKNOWN_EXCEPTION', first?.message ?? 'The record was not saved.', {
      fields: first?.fields ?? [],
    });
    this.name = 'RecordNotSaved';
    this.errors = errors;
  }
}
