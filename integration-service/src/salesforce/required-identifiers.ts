/** Identifiers of the org's records, judged before a neighbour is told: it would refuse a wrong one later, and say less about it. */
import { IntegrationError } from '../runtime/errors.ts';
import { checkIban, checkMarketPoint, type IdentifierVerdict } from '../trade/identifiers/index.ts';

/** Code of the errors below. Trying again does not help: somebody must correct the record. */
export const IDENTIFIER_WRONG = 'IDENTIFIER_WRONG';

/** @param where the record that holds it, for example `contract line 800…`; a market whose identifiers nobody knows is not judged */
export function requireServicePoint(where: string, country: string, commodity: string, text: string): void {
  const verdict = checkMarketPoint(country, commodity, text);
  if (verdict) refuseUnlessValid(where, verdict);
}

/** The account number is personal: the message tells what is wrong with it and its last four characters. */
export function requireIban(where: string, text: string): void {
  const verdict = checkIban(text);
  refuseUnlessValid(where, { ...verdict, value: `…${verdict.value.slice(-4)}` });
}

function refuseUnlessValid(where: string, verdict: IdentifierVerdict): void {
  if (verdict.problem === null) return;
  const message = `${where}: ${verdict.kind} ${verdict.value} ${whatIsWrong(verdict)}. Correct it in Salesforce and send the entry again`;
  throw new IntegrationError(IDENTIFIER_WRONG, message, { retryable: false });
}

function whatIsWrong({ problem, position, expected }: IdentifierVerdict): string {
  const place = position === null ? '' : ` at place ${String(position)}`;
  const right = expected === null ? '' : `, expected ${expected}`;
  switch (problem) {
    case 'EMPTY':
      return 'is missing';
    case 'LENGTH':
      return `has a wrong length${right}`;
    case 'CHARACTER':
      return `has a wrong character${place}`;
    case 'PART':
      return `has a part that nobody uses${place}`;
    default:
      return `has wrong check characters${place}${right}`;
  }
}
