/** The words of the contract document, per language. */

export interface DocumentTexts {
  readonly title: string;
  readonly contractNumber: string;
  readonly parties: string;
  readonly premises: string;
  readonly commodity: { readonly electricity: string; readonly gas: string };
  readonly tariff: string;
  readonly marketLocation: string;
  readonly rate: { readonly standing: string; readonly unit: string };
  readonly unit: { readonly kWh: string; readonly Month: string; readonly Year: string };
  readonly term: string;
  readonly start: string;
  readonly startNote: string;
  readonly duration: string;
  readonly months: string;
  readonly mandate: string;
  readonly mandateReference: string;
  readonly creditorId: string;
  readonly accountHolder: string;
  readonly mandateText: (supplier: string) => string;
  readonly withdrawal: string;
  readonly withdrawalText: (supplier: string) => string;
}

export const TEXTS: Readonly<Record<'de' | 'en', DocumentTexts>> = {
  de: {
    title: 'Energieliefervertrag',
    contractNumber: 'Vertragsnummer',
    parties: 'Vertragsparteien',
    premises: 'Lieferanschrift',
    commodity: { electricity: 'Strom', gas: 'Gas' },
    tariff: 'Tarif',
    marketLocation: 'Marktlokation',
    rate: { standing: 'Grundpreis', unit: 'Arbeitspreis' },
    unit: { kWh: 'kWh', Month: 'Monat', Year: 'Jahr' },
    term: 'Lieferbeginn und Laufzeit',
    start: 'Gewünschter Lieferbeginn',
    startNote: 'Die Lieferung beginnt, sobald der Netzbetreiber sie bestätigt hat.',
    duration: 'Erstlaufzeit',
    months: 'Monate',
    mandate: 'SEPA-Lastschriftmandat',
    mandateReference: 'Mandatsreferenz',
    creditorId: 'Gläubiger-Identifikationsnummer',
    accountHolder: 'Kontoinhaber',
    mandateText: (supplier) =>
      `Ich ermächtige ${supplier}, fällige Beträge von diesem Konto per Lastschrift einzuziehen, und weise meine Bank an, diese Lastschriften einzulösen. ` +
      'Innerhalb von acht Wochen nach der Belastung kann ich die Erstattung des Betrags verlangen.',
    withdrawal: 'Widerrufsrecht',
    withdrawalText: (supplier) =>
      `Sie können diesen Vertrag binnen 14 Tagen nach Vertragsschluss ohne Angabe von Gründen widerrufen. Eine formlose Erklärung an ${supplier} genügt.`,
  },
  en: {
    title: 'Energy supply contract',
    contractNumber: 'Contract number',
    parties: 'Parties',
    premises: 'Supply address',
    commodity: { electricity: 'Electricity', gas: 'Gas' },
    tariff: 'Tariff',
    marketLocation: 'Market location',
    rate: { standing: 'Standing charge', unit: 'Unit rate' },
    unit: { kWh: 'kWh', Month: 'month', Year: 'year' },
    term: 'Start and term',
    start: 'Desired start of supply',
    startNote: 'Supply starts as soon as the network operator has confirmed it.',
    duration: 'Initial term',
    months: 'months',
    mandate: 'SEPA direct debit mandate',
    mandateReference: 'Mandate reference',
    creditorId: 'Creditor identifier',
    accountHolder: 'Account holder',
    mandateText: (supplier) =>
      `I authorise ${supplier} to collect amounts due from this account by direct debit and instruct my bank to honour them. ` +
      'Within eight weeks of a debit I may claim the amount back.',
    withdrawal: 'Right to withdraw',
    withdrawalText: (supplier) =>
      `You may withdraw from this contract within 14 days of its conclusion without giving a reason. A plain statement to ${supplier} is enough.`,
  },
};
