/** Currencies of the org. Source: Object Reference, CurrencyType; Help, "Manage Multiple Currencies". */
import { changedRates, recalculateRollUps } from '../currency-changes.ts';
import { dmlError } from '../messages.ts';
import { changed, idOf, scalar, text } from '../row.ts';
import type { ObjectBehaviour } from './behaviour.ts';

export const currencyType: ObjectBehaviour = {
  validate(row, chunk) {
    const rate = scalar(row.record, 'ConversionRate');
    const corporate = scalar(row.record, 'IsCorporate') === true;
    if (typeof rate === 'number' && rate <= 0) {
      row.errors.push(
        dmlError('NUMBER_OUTSIDE_VALID_RANGE', 'Conversion Rate: the rate must be greater than zero', [
          'ConversionRate',
        ]),
      );
    } else if (corporate && (rate !== 1 || scalar(row.record, 'IsActive') !== true)) {
      // "The corporate currency has the rate 1" and is always active.
      row.errors.push(
        dmlError('FIELD_INTEGRITY_EXCEPTION', 'the corporate currency is active and has the conversion rate 1', [
          'IsCorporate',
        ]),
      );
    }
    const iso = text(row.record, 'IsoCode');
    const other = chunk.parts.store.get(
      'SELECT Id FROM CurrencyType WHERE IsoCode = ? AND Id <> ?',
      iso,
      idOf(row.record),
    );
    if (other !== undefined && changed(row, 'IsoCode')) {
      row.errors.push(
        dmlError(
          'DUPLICATE_VALUE',
          `duplicate value found: IsoCode duplicates value on record with id: ${String(other['Id'])}`,
          ['IsoCode'],
        ),
      );
    }
  },
  afterSave(rows, chunk) {
    // The active currencies are the values of CurrencyIsoCode on every object.
    if (rows.length > 0) chunk.parts.schemaChanged?.();
    const isoCodes = changedRates(rows);
    if (isoCodes.length > 0) recalculateRollUps(isoCodes, chunk);
  },
};
