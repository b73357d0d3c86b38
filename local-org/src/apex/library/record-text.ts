/** Text fields of records that the library itself reads. */
import type { RecordValue } from '../../engine/records.ts';

/** The text of a field; empty when it has none. */
export const textValue = (value: RecordValue | undefined): string => (typeof value === 'string' ? value : '');
