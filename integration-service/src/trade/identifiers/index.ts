/** Identifiers of the trade: one door for every kind. Pure rules; nothing here knows a system, a flow or Salesforce. */
import { checkCompanyId, checkVatId, isCompanyKind, isVatCountry } from './businesses.ts';
import { checkBic, checkCreditorId, checkIban, checkLei } from './payments.ts';
import { checkServicePoint, isServicePointKind } from './service-points.ts';
import type { IdentifierVerdict } from './verdict.ts';

export { checkCompanyId, checkVatId, type CompanyKind, type VatCountry } from './businesses.ts';
export { checkBic, checkCreditorId, checkIban, checkLei, isSepaAccount } from './payments.ts';
export {
  checkMarketPoint,
  checkServicePoint,
  marketKey,
  recogniseServicePoint,
  type ServicePointKind,
} from './service-points.ts';
export { isValid, type Commodity, type IdentifierProblem, type IdentifierVerdict } from './verdict.ts';

const PAYMENTS: Readonly<Record<string, (text: string | null | undefined) => IdentifierVerdict>> = {
  IBAN: checkIban,
  BIC: checkBic,
  SEPA_CI: checkCreditorId,
  LEI: checkLei,
};

/** Judges a text as any kind; VAT ids are named by their country: VAT_FR. Throws for a kind that nobody knows. */
export function checkIdentifier(kind: string, text: string | null | undefined): IdentifierVerdict {
  const payment = PAYMENTS[kind];
  if (payment) return payment(text);
  if (isServicePointKind(kind)) return checkServicePoint(kind, text);
  if (isCompanyKind(kind)) return checkCompanyId(kind, text);
  const country = kind.replace(/^VAT_/, '');
  if (kind.startsWith('VAT_') && isVatCountry(country)) return checkVatId(country, text);
  throw new TypeError(`No rule for identifiers of the kind ${kind}`);
}
