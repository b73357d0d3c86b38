/** The browser side of the org: builds its pages and components, and serves them. */
export { createWeb, createWebHandler } from './handler.ts';
export type { Web } from './handler.ts';
export { BuildFailure } from './bundle.ts';
export { composeBuild } from './compose-build.ts';
export type { WebState } from './compose-build.ts';
export { loginDocument, messageDocument } from './documents.ts';
export { WEB_METADATA_TYPES } from './ports.ts';
export type {
  ApexMethodFacts,
  WebHandler,
  WebMetadata,
  WebMetadataItem,
  WebMetadataType,
  WebPorts,
  WebRequest,
  WebResponse,
  WebSession,
  WebUser,
} from './ports.ts';
