/** The words of a bill in the customer's language. */

export interface BillTexts {
  readonly locale: string;
  readonly title: (month: string) => string;
  readonly greeting: (name: string) => string;
  readonly intro: (from: string, to: string) => string;
  readonly facts: {
    readonly invoice: string;
    readonly customer: string;
    readonly contract: string;
    readonly issued: string;
    readonly due: string;
    readonly period: string;
  };
  readonly amountToPay: string;
  readonly commodity: { readonly ELECTRICITY: string; readonly GAS: string };
  readonly marketLocation: string;
  readonly meter: string;
  readonly columns: readonly [string, string, string, string];
  readonly energy: string;
  readonly standing: string;
  readonly perMonth: string;
  readonly days: (days: number) => string;
  readonly gasNote: (volume: string, z: string, hs: string, kwh: string) => string;
  readonly subtotal: string;
  readonly net: string;
  readonly tax: (percent: string) => string;
  readonly gross: string;
  readonly payment: string;
  readonly debit: (amount: string, due: string, account: string, holder: string, mandate: string) => string;
  readonly transfer: (amount: string, due: string, invoice: string) => string;
  readonly pricesNote: string;
  readonly complaint: string;
  readonly page: (page: number, pages: number) => string;
}

export const BILL_TEXTS: Readonly<Record<'de' | 'en', BillTexts>> = {
  de: {
    locale: 'de-DE',
    title: (month) => `Ihre Energierechnung für ${month}`,
    greeting: (name) => `Guten Tag ${name},`,
    intro: (from, to) => `hier ist Ihre Rechnung für die Zeit vom ${from} bis zum ${to}.`,
    facts: {
      invoice: 'Rechnungsnummer',
      customer: 'Kundennummer',
      contract: 'Vertragsnummer',
      issued: 'Rechnungsdatum',
      due: 'Fällig am',
      period: 'Zeitraum',
    },
    amountToPay: 'Zu zahlender Betrag',
    commodity: { ELECTRICITY: 'Strom', GAS: 'Gas' },
    marketLocation: 'Marktlokation',
    meter: 'Zähler',
    columns: ['', 'Menge', 'Preis', 'Betrag'],
    energy: 'Arbeitspreis',
    standing: 'Grundpreis',
    perMonth: 'Monat',
    days: (days) => (days === 1 ? '1 Tag' : `${days} Tage`),
    gasNote: (volume, z, hs, kwh) =>
      `${volume} m³ × Zustandszahl ${z} × Brennwert ${hs} kWh/m³ = ${kwh} kWh (DVGW G 685)`,
    subtotal: 'Summe',
    net: 'Nettobetrag',
    tax: (percent) => `Umsatzsteuer ${percent} %`,
    gross: 'Rechnungsbetrag',
    payment: 'Zahlung',
    debit: (amount, due, account, holder, mandate) =>
      `Wir ziehen ${amount} frühestens am ${due} per SEPA-Lastschrift ein, vom Konto mit der Endung ${account} (${holder}), Mandat ${mandate}. Sie müssen nichts tun. Diese Rechnung ist zugleich unsere Vorabankündigung.`,
    transfer: (amount, due, invoice) =>
      `Bitte überweisen Sie ${amount} bis zum ${due} und geben Sie dabei die Rechnungsnummer ${invoice} an.`,
    pricesNote: 'Alle Preise und Beträge in der Tabelle enthalten die Umsatzsteuer.',
    complaint:
      'Stimmt etwas nicht? Schreiben Sie uns im Kundenportal oder rufen Sie uns an; wir antworten innerhalb von vier Wochen. Danach hilft die Schlichtungsstelle Energie weiter.',
    page: (page, pages) => `Seite ${page} von ${pages}`,
  },
  en: {
    locale: 'en-GB',
    title: (month) => `Your energy bill for ${month}`,
    greeting: (name) => `Dear ${name},`,
    intro: (from, to) => `this is your bill for the time from ${from} to ${to}.`,
    facts: {
      invoice: 'Invoice number',
      customer: 'Customer number',
      contract: 'Contract number',
      issued: 'Invoice date',
      due: 'Due on',
      period: 'Period',
    },
    amountToPay: 'Amount to pay',
    commodity: { ELECTRICITY: 'Electricity', GAS: 'Gas' },
    marketLocation: 'Market location',
    meter: 'Meter',
    columns: ['', 'Quantity', 'Price', 'Amount'],
    energy: 'Energy',
    standing: 'Standing charge',
    perMonth: 'month',
    days: (days) => (days === 1 ? '1 day' : `${days} days`),
    gasNote: (volume, z, hs, kwh) =>
      `${volume} m³ × state number ${z} × calorific value ${hs} kWh/m³ = ${kwh} kWh (DVGW G 685)`,
    subtotal: 'Sum',
    net: 'Net amount',
    tax: (percent) => `VAT ${percent} %`,
    gross: 'Invoice amount',
    payment: 'Payment',
    debit: (amount, due, account, holder, mandate) =>
      `We collect ${amount} by SEPA direct debit, not before ${due}, from the account ending in ${account} (${holder}), mandate ${mandate}. You need not do anything. This bill is also our pre-notification.`,
    transfer: (amount, due, invoice) =>
      `Please transfer ${amount} by ${due} and give the invoice number ${invoice} as the reference.`,
    pricesNote: 'All prices and amounts in the table include VAT.',
    complaint:
      'Something wrong? Write to us in the customer portal or call us; we answer within four weeks. After that the energy arbitration board (Schlichtungsstelle Energie) can help.',
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
};
