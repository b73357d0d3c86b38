/** The public face of `store/`. */
export { applySchema, indexedField } from './ddl.ts';
export { indexPending, isSearched, searchColumns, searchSql, type SearchGroup } from './full-text.ts';
export { idAt, isId, newId, newIds, newSerial, to15, to18 } from './ids.ts';
export { dateFormat, numberFormat } from './locale-formats.ts';
export { isStored, quoteName } from './names.ts';
export { hasReach, REACH, reachStands } from './reach.ts';
export { reachBit } from './reach-bits.ts';
export { hasReachByType, typeKey } from './reach-by-type.ts';
export { fromSql, rowToRecord, toSql } from './rows.ts';
export {
  copyStore,
  openStore,
  readSetting,
  restoreStores,
  snapshot,
  snapshotTogether,
  writeSetting,
  type OpenStore,
} from './store.ts';
export { instantOf, isTimeZone, offsetAt, utcMillis } from './time-zones.ts';
export { inTransaction, openTransaction, type OwnedTransaction } from './transaction.ts';
