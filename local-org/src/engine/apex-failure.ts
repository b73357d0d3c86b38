import { OrgError } from './errors.ts';

/** Apex threw in a page's call; `body` is what the page finds in `error.body`. */
export class ApexFailure extends OrgError {
  readonly body: Readonly<Record<string, unknown>>;

  constructor(message: string, body: Readonly<Record<string, unknown>>) {
    super('APEX_ERROR', message);
    this.name = 'ApexFailure';
    this.body = body;
  }
}
