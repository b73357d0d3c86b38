/** Our Apex methods for components: parameters and answers as JSON carries them (a Date is 'YYYY-MM-DD', a Datetime ISO 8601). */

interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

interface ApplicationSummary {
  readonly id: string;
  readonly applicationNumber: string;
  readonly applicant?: string;
  readonly city?: string;
  readonly status: string;
  readonly createdAt: string;
  readonly electricity: boolean;
  readonly gas: boolean;
  readonly problem?: string;
}

interface SupplyProgress {
  readonly commodity: 'Electricity' | 'Gas';
  readonly marketLocation?: string;
  readonly tariff?: string;
  readonly status?: string;
  readonly startOn?: string;
  readonly requestedAt?: string;
  readonly confirmedAt?: string;
  readonly rejectedAt?: string;
  readonly startedAt?: string;
  readonly rejectionReason?: string;
}

interface ApplicationDetail extends ApplicationSummary {
  readonly street?: string;
  readonly houseNumber?: string;
  readonly postalCode?: string;
  readonly email?: string;
  readonly ibanLast4?: string;
  readonly desiredStart?: string;
  readonly signatureStatus?: string;
  readonly signedAt?: string;
  readonly switchStatus?: string;
  readonly withdrawalUntil?: string;
  readonly withdrawnAt?: string;
  readonly supplies: readonly SupplyProgress[];
}

interface TariffOffer {
  readonly id: string;
  readonly name: string;
  readonly termMonths?: number;
  readonly greenPercent?: number;
  readonly unitPrice: number;
  readonly standingPrice?: number;
  readonly standingUnit?: 'Month' | 'Year';
  readonly currencyCode: string;
}

declare module '@salesforce/apex/ApplicationController.submit' {
  export default function submit(parameters: { readonly applicationInput: object }): Promise<{
    readonly applicationId?: string;
    readonly applicationNumber?: string;
    readonly problems: readonly FieldProblem[];
  }>;
}

declare module '@salesforce/apex/ApplicationController.myApplications' {
  export default function myApplications(): Promise<readonly ApplicationSummary[]>;
}

declare module '@salesforce/apex/ApplicationController.application' {
  export default function application(parameters: { readonly applicationId: string }): Promise<ApplicationDetail>;
}

declare module '@salesforce/apex/ApplicationController.tariffsFor' {
  export default function tariffsFor(parameters: {
    readonly postalCode: string;
    readonly commodity: string;
  }): Promise<readonly TariffOffer[]>;
}

declare module '@salesforce/apex/WithdrawalController.terms' {
  export default function terms(parameters: { readonly contractId: string }): Promise<{
    readonly signedOn?: string;
    readonly today: string;
    readonly until?: string;
  }>;
}

declare module '@salesforce/apex/WithdrawalController.withdraw' {
  export default function withdraw(parameters: {
    readonly contractId: string;
    readonly receivedOn: string;
  }): Promise<void>;
}

interface InvoiceView {
  readonly invoiceNumber: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly amount: number;
  readonly currencyCode: string;
  readonly status: 'OPEN' | 'IN_COLLECTION' | 'PAID' | 'FAILED';
  readonly reasonCode?: string;
  readonly documentReady: boolean;
}

interface UsageView {
  readonly assetId: string;
  readonly commodity: 'Electricity' | 'Gas';
  readonly place?: string;
  readonly months: readonly { readonly month: string; readonly actualKwh?: number; readonly forecastKwh?: number }[];
  readonly nextMonth: string;
  readonly nextMonthForecastKwh?: number;
}

interface CustomerContract {
  readonly contractNumber: string;
  readonly status: string;
  readonly startDate?: string;
  readonly place?: string;
  readonly accountHolder?: string;
  readonly ibanLast4?: string;
  readonly lines: readonly {
    readonly commodity: 'Electricity' | 'Gas';
    readonly tariff?: string;
    readonly marketLocation?: string;
    readonly supplyStatus?: string;
    readonly supplyStart?: string;
  }[];
}

declare module '@salesforce/apex/InvoiceController.getInvoices' {
  export default function getInvoices(parameters: {
    readonly accountId: string | null;
  }): Promise<readonly InvoiceView[]>;
}

declare module '@salesforce/apex/InvoiceController.openInvoice' {
  export default function openInvoice(parameters: {
    readonly invoiceNumber: string;
    readonly accountId: string | null;
  }): Promise<string>;
}

declare module '@salesforce/apex/UsageController.getUsage' {
  export default function getUsage(parameters: { readonly recordId: string | null }): Promise<readonly UsageView[]>;
}

declare module '@salesforce/apex/CustomerContractsController.getContracts' {
  export default function getContracts(): Promise<readonly CustomerContract[]>;
}

declare module '@salesforce/apex/CustomerLanguageController.choose' {
  export default function choose(parameters: { readonly language: string }): Promise<void>;
}

interface BillingShare {
  readonly invoices: number;
  readonly amount: number;
}

declare module '@salesforce/apex/BillingMonthsController.getMonths' {
  export default function getMonths(): Promise<
    readonly {
      readonly firstDay: string;
      readonly manifestId: string;
      readonly createdAt?: string;
      readonly state: 'READING' | 'COMPLETE' | 'PROBLEM';
      readonly problem?: string;
      readonly invoices: number;
      readonly invoicesRead: number;
      readonly documents: number;
      readonly total: number;
      readonly currencyCode: string;
      readonly open?: BillingShare;
      readonly inCollection?: BillingShare;
      readonly collected?: BillingShare;
      readonly failed?: BillingShare;
    }[]
  >;
}

interface ReadableSupply {
  readonly assetId: string;
  readonly commodity: 'Electricity' | 'Gas';
  readonly place?: string;
  readonly meterSerial?: string;
  readonly unit: 'kWh' | 'm3';
  readonly lastValue?: number;
  readonly lastReadOn?: string;
  readonly firstDay: string;
  readonly today: string;
}

declare module '@salesforce/apex/IdentifierController.judge' {
  export default function judge(parameters: {
    readonly country: string;
    readonly subject: 'Electricity' | 'Gas' | 'IBAN' | 'VAT';
    readonly text: string;
  }): Promise<{ readonly message?: string; readonly shown?: string } | null>;
}

declare module '@salesforce/apex/DataErasureController.preview' {
  export default function preview(parameters: { readonly recordId: string }): Promise<{
    readonly effects: readonly string[];
    readonly obstacles: readonly { readonly reason: string; readonly until?: string }[];
    readonly grounds: readonly { readonly value: string; readonly label: string }[];
  }>;
}

declare module '@salesforce/apex/DataErasureController.erase' {
  export default function erase(parameters: {
    readonly recordId: string;
    readonly ground: string;
  }): Promise<string | null>;
}

declare module '@salesforce/apex/ReadingController.getSupplies' {
  export default function getSupplies(): Promise<readonly ReadableSupply[]>;
}

declare module '@salesforce/apex/ReadingController.submit' {
  export default function submit(parameters: {
    readonly supplyId: string;
    readonly value: number;
    readonly readOn: string;
    readonly isConfirmed: boolean;
  }): Promise<{ readonly state: 'ACCEPTED' | 'WAITS' | 'ASK' | 'WRONG'; readonly message: string }>;
}

declare module '@salesforce/apex/ReadingDecisionController.getReading' {
  export default function getReading(parameters: { readonly readingId: string }): Promise<{
    readonly value: number;
    readonly unit: 'kWh' | 'm3';
    readonly status: string;
    readonly reasonCode?: string;
    readonly reasons: readonly { readonly value: string; readonly label: string }[];
    readonly isPermitted: boolean;
  }>;
}

declare module '@salesforce/apex/ReadingDecisionController.decide' {
  export default function decide(parameters: {
    readonly readingId: string;
    readonly status: string;
    readonly reasonCode: string | null;
    readonly reason: string;
  }): Promise<string>;
}

declare module '@salesforce/apex/ReadingDecisionController.correct' {
  export default function correct(parameters: {
    readonly readingId: string;
    readonly value: number;
    readonly reason: string;
  }): Promise<string>;
}

declare module '@salesforce/apex/ReadingListController.getReadings' {
  export default function getReadings(parameters: { readonly recordId: string }): Promise<{
    readonly title: string;
    readonly headings: Readonly<Record<'name' | 'readAt' | 'value' | 'used' | 'source' | 'status', string>>;
    readonly rows: readonly {
      readonly readingId: string;
      readonly name: string;
      readonly readAt: string;
      readonly value: number;
      readonly unit: 'kWh' | 'm3';
      readonly usedKwh?: number;
      readonly source: string;
      readonly status: string;
      readonly statusWords: string;
      readonly reason?: string;
      readonly decision?: string;
    }[];
  }>;
}

declare module '@salesforce/apex/CustomerPropertiesController.getProperties' {
  export default function getProperties(): Promise<
    readonly {
      readonly propertyId: string;
      readonly place: string;
      readonly contactName?: string;
      readonly email?: string;
      readonly phone?: string;
      readonly mayChange: boolean;
      readonly mayInvite: boolean;
      readonly hasPlace: boolean;
      readonly invited?: string;
      readonly invitationId?: string;
      /** ISO instant. */
      readonly invitedUntil?: string;
      readonly people: readonly {
        readonly relationId: string;
        readonly name: string;
        /** ISO day. */
        readonly since: string;
        readonly until?: string;
        readonly isVisitor: boolean;
        readonly mayEnd: boolean;
      }[];
    }[]
  >;
}

declare module '@salesforce/apex/PropertyManagementController.saveContact' {
  export default function saveContact(parameters: {
    readonly propertyId: string;
    readonly contactName?: string;
    readonly email?: string;
    readonly phone?: string;
  }): Promise<void>;
}

declare module '@salesforce/apex/PropertyManagementController.invite' {
  export default function invite(parameters: { readonly propertyId: string; readonly email: string }): Promise<void>;
}

declare module '@salesforce/apex/PropertyManagementController.withdraw' {
  export default function withdraw(parameters: {
    readonly propertyId: string;
    readonly invitationId: string;
  }): Promise<void>;
}

declare module '@salesforce/apex/PropertyManagementController.endAccess' {
  export default function endAccess(parameters: {
    readonly propertyId: string;
    readonly relationId: string;
  }): Promise<void>;
}

/** InvitationController answers the name of a refusal, or nothing. */
declare module '@salesforce/apex/InvitationController.examine' {
  export default function examine(parameters: { readonly token: string }): Promise<string | undefined>;
}

declare module '@salesforce/apex/InvitationController.register' {
  export default function register(parameters: {
    readonly token: string;
    readonly firstName?: string;
    readonly lastName?: string;
  }): Promise<string | undefined>;
}

declare module '@salesforce/apex/InvitationController.accept' {
  export default function accept(parameters: { readonly token: string }): Promise<string | undefined>;
}

declare module '@salesforce/apex/ContractSigningController.getContractsToSign' {
  export default function getContractsToSign(): Promise<
    readonly {
      readonly contractId: string;
      readonly contractNumber: string;
      readonly place: string;
      readonly isRequested: boolean;
    }[]
  >;
}

declare module '@salesforce/apex/ContractSigningController.requestSigning' {
  export default function requestSigning(parameters: { readonly contractId: string }): Promise<void>;
}
