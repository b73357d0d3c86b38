/** Modules of the platform that our components import. */

declare module 'lwc' {
  /** What a component may ask of its own template: base components have methods that the DOM's types do not know. */
  export interface ComponentTemplate {
    querySelector(selector: string): any;
    querySelectorAll(selector: string): NodeListOf<any>;
  }
  export class LightningElement extends HTMLElement {
    readonly template: ComponentTemplate;
    readonly refs: Record<string, any>;
    connectedCallback(): void;
    renderedCallback(): void;
  }
  export const api: any;
  export const wire: (adapter: any, config?: Readonly<Record<string, unknown>>) => any;
}

declare module 'lightning/navigation' {
  export interface PageReference {
    readonly type: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly state?: Readonly<Record<string, string>>;
  }
  export const CurrentPageReference: unknown;
  export const NavigationMixin: {
    <T extends new (...args: any[]) => object>(Base: T): T;
    readonly Navigate: unique symbol;
    readonly GenerateUrl: unique symbol;
  };
}

declare module 'lightning/actions' {
  export class CloseActionScreenEvent extends CustomEvent<undefined> {
    constructor();
  }
}

declare module 'lightning/platformShowToastEvent' {
  export class ShowToastEvent extends CustomEvent<undefined> {
    constructor(toast: {
      readonly title: string;
      readonly message?: string;
      readonly variant?: 'info' | 'success' | 'warning' | 'error';
    });
  }
}

declare module 'lightning/uiRecordApi' {
  export const getRecord: unknown;
  export function getFieldValue(record: unknown, field: unknown): any;
  export function notifyRecordUpdateAvailable(records: readonly { readonly recordId: string }[]): Promise<void>;
}

declare module '@salesforce/apex' {
  export function refreshApex(wired: unknown): Promise<void>;
}

declare module '@salesforce/label/*' {
  const label: string;
  export default label;
}

declare module '@salesforce/i18n/locale' {
  const locale: string;
  export default locale;
}

declare module '@salesforce/i18n/timeZone' {
  const timeZone: string;
  export default timeZone;
}

declare module '@salesforce/user/isGuest' {
  const isGuest: boolean;
  export default isGuest;
}

declare module '@salesforce/user/Id' {
  const userId: string;
  export default userId;
}

declare module '@salesforce/i18n/lang' {
  const lang: string;
  export default lang;
}

declare module '@salesforce/community/basePath' {
  const basePath: string;
  export default basePath;
}

declare module '@salesforce/site/activeLanguages' {
  const activeLanguages: readonly { readonly label: string; readonly code: string; readonly default: boolean }[];
  export default activeLanguages;
}

declare module '@salesforce/schema/*' {
  const field: { readonly fieldApiName: string; readonly objectApiName: string };
  export default field;
}

declare module '@salesforce/customPermission/*' {
  /** True when the running user has the permission; otherwise undefined. */
  const granted: boolean | undefined;
  export default granted;
}
