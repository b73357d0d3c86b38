/** What the browser side needs from the rest of the org. The composition root supplies it; nothing here opens the store. */
import type { OrgSchema } from '../schema/types.ts';

/** Metadata types whose XML (or files) the browser side reads. */
export const WEB_METADATA_TYPES = [
  'CustomApplication',
  'CustomTab',
  'CustomObject',
  'FlexiPage',
  'CustomLabel',
  'Translations',
  'LightningMessageChannel',
  'CustomPermission',
  'QuickAction',
  'Network',
  'CustomSite',
  'DigitalExperienceConfig',
  'DigitalExperienceBundle',
  'LightningComponentBundle',
  'StaticResource',
  'CspTrustedSite',
  'NavigationMenu',
] as const;
export type WebMetadataType = (typeof WEB_METADATA_TYPES)[number];

/** One deployed component: its XML in source format, and its files when it is a bundle or carries content. */
export interface WebMetadataItem {
  readonly fullName: string;
  /** Text of the `-meta.xml` (or of the one XML file of the type); empty when the component has none. */
  readonly xml: string;
  /**
   * Files of a bundle by path inside the bundle (`meterCard.js`, `sfdc_cms__view/home/content.json`); a static resource has one entry
   * (an archive: one entry per file inside it).
   */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** How an Apex method may be called from a component. */
export interface ApexMethodFacts {
  readonly cacheable: boolean;
}

/** The deployed state of the org as the builder sees it. A new object (with a higher version) after every deploy. */
export interface WebMetadata {
  readonly version: number;
  readonly schema: OrgSchema;
  list(type: WebMetadataType): readonly WebMetadataItem[];
  /** `@AuraEnabled` facts of a method, `'no-class'` / `'no-method'` when missing or not exposed to components. */
  apexMethod(className: string, methodName: string): ApexMethodFacts | 'no-class' | 'no-method';
}

/** A session as the HTTP pipeline resolved it from the cookie; `null` there means a visitor. */
export interface WebSession {
  readonly userId: string;
  /** Sent back by the browser in the `X-CSRF-Token` header of every writing call. */
  readonly csrfToken: string;
  /** Site (`Agency_Portal`) the session was opened in, or null for Lightning. */
  readonly site: string | null;
}

/** The parts of a request that pages depend on. */
export interface WebRequest {
  readonly method: string;
  /** Begins with `/`, percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A whole answer. */
export interface WebResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Serves a page or asset; null when the path is none of its own. */
export type WebHandler = (request: WebRequest, session: WebSession | null) => Promise<WebResponse | null>;

/** Who looks at the page, with everything that shapes what the shell shows. */
export interface WebUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly isGuest: boolean;
  /** As User.UserType. */
  readonly userType: string;
  /** Label of the profile; without it pages assigned to profiles are left out. */
  readonly profileName?: string;
  readonly language: string;
  readonly locale: string;
  readonly timeZone: string;
  /** ISO code of the user's currency. */
  readonly currency: string;
  /** Developer names of the apps the user may open, in the order they are offered. */
  readonly apps: readonly string[];
  /** API names of the tabs the user may see (`standard-Account`, `Application__c`). */
  readonly tabs: readonly string[];
  /** Plural labels of the objects behind those tabs, in the user's language; without them the org's own are shown. */
  readonly objectLabels?: Readonly<Record<string, string>>;
  readonly customPermissions: readonly string[];
  readonly userPermissions: readonly string[];
  /** Full names (Networks) of the sites whose member the user is. */
  readonly sites: readonly string[];
}

/** Everything `createWebHandler` is given. */
export interface WebPorts {
  /** Folder for compiled modules; made when absent. Safe to delete. */
  readonly cacheDirectory: string;
  /** `67.0`. */
  readonly apiVersion: string;
  /** The newest deployed state. */
  metadata(): WebMetadata;
  /**
   * The person behind a session, or the guest user of `site` (name of the Network) when there is no session.
   * Answers null when nobody may see anything (no guest user, session of an inactive user).
   */
  user(session: WebSession | null, site: string | null): Promise<WebUser | null>;
  /** Told about failures the browser side survives; the pipeline logs them. */
  report?(problem: string, cause: unknown): void;
}
