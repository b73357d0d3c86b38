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
