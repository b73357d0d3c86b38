/** Opportunities: those of other people keep their account (Help, "Deleting Accounts": "related opportunities that are owned by other users"). */
import { text } from '../row.ts';
import type { ObjectBehaviour } from './behaviour.ts';

export const opportunity: ObjectBehaviour = {
  keepsParent: (record, field, { scope }) =>
    field === 'AccountId' && text(record, 'OwnerId') !== scope.access.user.userId,
};
