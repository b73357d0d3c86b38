/** Contracts: status, activation, end of the term. Source: Object Reference, Contract ("Status", "ActivatedDate", "EndDate"). */
import { dmlError } from '../messages.ts';
import { changed, scalar, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import type { ObjectBehaviour } from './behaviour.ts';

/** Status categories of the standard values; own values belong to Draft unless the value set says otherwise. */
const statusCodes: Readonly<Record<string, string>> = {
  Draft: 'Draft',
  'In Approval Process': 'InApproval',
  Activated: 'Activated',
};

function codeOf(status: string | null): string {
  return statusCodes[status ?? ''] ?? 'Draft';
}

export const contract: ObjectBehaviour = {
  // Help, "Deleting Accounts": contracts go along "if they're not activated"; an account with activated ones cannot be deleted.
  keepsParent: (record, field) => field === 'AccountId' && text(record, 'StatusCode') === 'Activated',
  validate(row) {
    const status = text(row.record, 'Status');
    const before = row.old === null ? null : text(row.old, 'Status');
    // A contract is created as a draft and activated by an update; an active one does not become a draft again.
    const activatedAtOnce = row.old === null && codeOf(status) === 'Activated';
    const movedBack = row.old !== null && codeOf(before) === 'Activated' && codeOf(status) !== 'Activated';
    if (activatedAtOnce || movedBack) {
      row.errors.push(
        dmlError(
          'INVALID_STATUS',
          'Choose a valid contract status and save your changes. Ask your admin for details.',
          ['Status'],
        ),
      );
    }
  },
  beforeSave(row, chunk) {
    const { values } = row.record;
    const status = text(row.record, 'Status');
    values['StatusCode'] = codeOf(status);
    if (row.old !== null && changed(row, 'Status') && codeOf(status) === 'Activated') stampActivation(row, chunk);
    values['EndDate'] = endDate(text(row.record, 'StartDate'), scalar(row.record, 'ContractTerm'));
  },
};

function stampActivation(row: Row, chunk: Chunk): void {
  row.record.values['ActivatedDate'] = chunk.now;
  row.record.values['ActivatedById'] = chunk.scope.access.user.userId;
}

/** The day before the term (in months) is over. */
function endDate(start: string | null, months: unknown): string | null {
  if (start === null || typeof months !== 'number') return null;
  const [year = 0, month = 1, day = 1] = start.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  const after = Date.UTC(year, month - 1 + months, Math.min(day, lastDay));
  return new Date(after - 86_400_000).toISOString().slice(0, 10);
}
