/** Keys of records that neighbours and the org name alike: what means the same has one key, neighbours have keys of their own. */
export { meterKey } from './meter-key.ts';
export { premisesKey, type WrittenAddress } from './premises-key.ts';
