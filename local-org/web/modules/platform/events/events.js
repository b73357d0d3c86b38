/** Tells parts of the shell that a record was saved or deleted somewhere else on the page. */
const listeners = new Set();

export function onRecordSaved(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `{objectApiName, recordId, deleted}` */
export function recordSaved(change) {
  listeners.forEach((listener) => listener(change));
}
