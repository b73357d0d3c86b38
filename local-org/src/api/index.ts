/** The HTTP face of the org. */
export { fileLog, type RequestLog } from './access-log.ts';
export { EventStream } from './cometd/event-stream.ts';
export { OneTimeCodes } from './one-time-codes.ts';
export { OrgClock } from './org-clock.ts';
export { addBulkResources } from './rest/bulk-resources.ts';
export { addDataResources } from './rest/data-resources.ts';
export { addCredentialResources } from './rest/credential-resources.ts';
export type { PlanRequest } from './rest/plan.ts';
export { addSetupResources } from './rest/setup-resources.ts';
export { addUiResources } from './rest/ui-resources.ts';
export { Router } from './router.ts';
export { createApiServer } from './server.ts';
export { ORG_CALLER, type Services } from './services.ts';
export { Sessions, SESSION_IDLE_MS } from './sessions.ts';
export type { WebHandler } from './web-port.ts';
