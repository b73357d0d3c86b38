/** Custom component instrumentation: goes to the browser's console, where the platform would send it to Event Monitoring. */
export function log(message) {
  console.info(message);
}
