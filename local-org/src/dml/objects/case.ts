/** Cases: open or closed by their status. Source: Object Reference, Case ("IsClosed", "ClosedDate", "IsClosedOnCreate"), CaseStatus. */
import { scalar, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import type { ObjectBehaviour } from './behaviour.ts';

/** The platform keeps these; nobody may write them. */
function followStatus(row: Row, chunk: Chunk): void {
  const { values } = row.record;
  const status = chunk.parts.store.get(
    'SELECT "IsClosed" AS closed FROM "CaseStatus" WHERE "ApiName" = ? COLLATE NOCASE',
    text(row.record, 'Status'),
  );
  const closed = status?.['closed'] === 1;
  const wasClosed = row.old !== null && scalar(row.old, 'IsClosed') === true;
  values['IsClosed'] = closed;
  if (row.old === null) values['IsClosedOnCreate'] = closed;
  if (!closed) values['ClosedDate'] = null;
  else if (!wasClosed) values['ClosedDate'] = chunk.now;
}

export const caseStatus: ObjectBehaviour = {
  // Triggers before the save see it, and may change the status once more.
  afterNewValues: followStatus,
  beforeSave: followStatus,
  computedFields: () => ['IsClosed', 'IsClosedOnCreate'],
};
