/** The public face of `events/`. */
export { createEventBus, type DeliveryJob, type EventParts, type FullEventBus, type Subscription } from './bus.ts';
export type { LoggedEvent } from './log.ts';
