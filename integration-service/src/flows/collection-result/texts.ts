/** The words of the mail about a failed payment, per language: what happened, why in plain words, what to do. */
import type { FailureReason } from './reasons.ts';

export type MailLanguage = 'de' | 'en';

interface Facts {
  readonly invoiceNumber: string;
  readonly amount: string;
  /** Last four characters of the IBAN; null when it is not known any more. */
  readonly account: string | null;
}

interface ReasonTexts {
  readonly why: string;
  readonly whatToDo: string;
}

export interface MailTexts {
  readonly subject: (invoiceNumber: string) => string;
  readonly greeting: (name: string) => string;
  readonly happened: Readonly<Record<'REJECTED' | 'RETURNED', (facts: Facts) => string>>;
  readonly why: string;
  readonly whatToDo: string;
  readonly notAgain: string;
  readonly portal: string;
  readonly closing: string;
  readonly reasons: Readonly<Record<FailureReason, ReasonTexts>>;
}

const en: MailTexts = {
  subject: (invoiceNumber) => `Your payment for invoice ${invoiceNumber} did not go through`,
  greeting: (name) => `Hello ${name},`,
  happened: {
    REJECTED: (facts) =>
      `we asked your bank for ${facts.amount} for invoice ${facts.invoiceNumber}${account(facts, ' from the account ending in ')}. Your bank did not carry out the direct debit.`,
    RETURNED: (facts) =>
      `we collected ${facts.amount} for invoice ${facts.invoiceNumber}${account(facts, ' from the account ending in ')}. Your bank has taken the amount back.`,
  },
  why: 'Why:',
  whatToDo: 'What you can do:',
  notAgain: 'We will not try this debit again without talking to you first. The invoice stays open until it is paid.',
  portal: 'You see the invoice in your customer portal:',
  closing: 'Kind regards',
  reasons: {
    ACCOUNT_WRONG: {
      why: 'the account number we have on file does not exist at your bank.',
      whatToDo: 'please send us your current IBAN, or transfer the amount.',
    },
    ACCOUNT_CLOSED: {
      why: 'the account has been closed.',
      whatToDo: 'please give us the IBAN of your new account, or transfer the amount.',
    },
    ACCOUNT_BLOCKED: {
      why: 'the account is blocked for debits.',
      whatToDo: 'please ask your bank, give us another account, or transfer the amount.',
    },
    NOT_ENOUGH_MONEY: {
      why: 'there was not enough money in the account on that day.',
      whatToDo: 'please transfer the amount. If you would like to pay in parts, just answer this mail.',
    },
    NO_MANDATE: {
      why: 'your bank found no valid direct debit mandate for us.',
      whatToDo: 'please give us a new mandate, or transfer the amount.',
    },
    REFUND_ASKED: {
      why: 'your bank says that you asked for the amount back.',
      whatToDo: 'if something is wrong with the invoice, tell us. If it was a mistake, please transfer the amount.',
    },
    HOLDER_DECEASED: {
      why: 'your bank reported a change at the account.',
      whatToDo: 'please get in touch with us.',
    },
    PAYER_REFUSED: {
      why: 'your bank says that the debit was refused on your instruction.',
      whatToDo: 'if you did not mean to, talk to your bank and transfer the amount. If the invoice is wrong, tell us.',
    },
    BANK_SILENT_ABOUT_REASON: {
      why: 'your bank did not tell us the reason.',
      whatToDo: 'please ask your bank, and transfer the amount.',
    },
    BANK_BLOCKS_DEBITS: {
      why: 'direct debits from us are not allowed on this account.',
      whatToDo: 'please allow them at your bank, give us another account, or transfer the amount.',
    },
    GENERAL: {
      why: 'your bank could not carry out the debit.',
      whatToDo: 'please ask your bank, check your bank details with us, or transfer the amount.',
    },
  },
};

const de: MailTexts = {
  subject: (invoiceNumber) => `Ihre Zahlung zur Rechnung ${invoiceNumber} hat nicht geklappt`,
  greeting: (name) => `Guten Tag ${name},`,
  happened: {
    REJECTED: (facts) =>
      `wir wollten ${facts.amount} zur Rechnung ${facts.invoiceNumber}${account(facts, ' von dem Konto mit der Endung ')} einziehen. Ihre Bank hat die Lastschrift nicht ausgeführt.`,
    RETURNED: (facts) =>
      `wir haben ${facts.amount} zur Rechnung ${facts.invoiceNumber}${account(facts, ' von dem Konto mit der Endung ')} eingezogen. Ihre Bank hat den Betrag zurückgeholt.`,
  },
  why: 'Der Grund:',
  whatToDo: 'Das können Sie tun:',
  notAgain:
    'Wir buchen nicht noch einmal ab, ohne vorher mit Ihnen gesprochen zu haben. Die Rechnung bleibt offen, bis sie bezahlt ist.',
  portal: 'Sie finden die Rechnung in Ihrem Kundenportal:',
  closing: 'Freundliche Grüße',
  reasons: {
    ACCOUNT_WRONG: {
      why: 'Die Kontonummer, die wir haben, gibt es bei Ihrer Bank nicht.',
      whatToDo: 'Bitte nennen Sie uns Ihre aktuelle IBAN oder überweisen Sie den Betrag.',
    },
    ACCOUNT_CLOSED: {
      why: 'Das Konto wurde aufgelöst.',
      whatToDo: 'Bitte nennen Sie uns die IBAN Ihres neuen Kontos oder überweisen Sie den Betrag.',
    },
    ACCOUNT_BLOCKED: {
      why: 'Das Konto ist für Abbuchungen gesperrt.',
      whatToDo: 'Bitte fragen Sie Ihre Bank, nennen Sie uns ein anderes Konto oder überweisen Sie den Betrag.',
    },
    NOT_ENOUGH_MONEY: {
      why: 'Das Konto war an diesem Tag nicht ausreichend gedeckt.',
      whatToDo:
        'Bitte überweisen Sie den Betrag. Wenn Sie in Raten zahlen möchten, antworten Sie einfach auf diese E-Mail.',
    },
    NO_MANDATE: {
      why: 'Ihre Bank hat kein gültiges Lastschriftmandat für uns gefunden.',
      whatToDo: 'Bitte erteilen Sie uns ein neues Mandat oder überweisen Sie den Betrag.',
    },
    REFUND_ASKED: {
      why: 'Ihre Bank teilt mit, dass Sie den Betrag zurückverlangt haben.',
      whatToDo:
        'Stimmt etwas an der Rechnung nicht, sagen Sie es uns. War es ein Versehen, überweisen Sie bitte den Betrag.',
    },
    HOLDER_DECEASED: {
      why: 'Ihre Bank hat eine Änderung am Konto gemeldet.',
      whatToDo: 'Bitte melden Sie sich bei uns.',
    },
    PAYER_REFUSED: {
      why: 'Ihre Bank teilt mit, dass die Abbuchung in Ihrem Auftrag abgelehnt wurde.',
      whatToDo:
        'Falls Sie das nicht wollten, sprechen Sie mit Ihrer Bank und überweisen Sie den Betrag. Ist die Rechnung falsch, sagen Sie es uns.',
    },
    BANK_SILENT_ABOUT_REASON: {
      why: 'Ihre Bank hat uns den Grund nicht genannt.',
      whatToDo: 'Bitte fragen Sie Ihre Bank und überweisen Sie den Betrag.',
    },
    BANK_BLOCKS_DEBITS: {
      why: 'Auf diesem Konto sind Lastschriften von uns nicht zugelassen.',
      whatToDo:
        'Bitte lassen Sie sie bei Ihrer Bank zu, nennen Sie uns ein anderes Konto oder überweisen Sie den Betrag.',
    },
    GENERAL: {
      why: 'Ihre Bank konnte die Abbuchung nicht ausführen.',
      whatToDo: 'Bitte fragen Sie Ihre Bank, prüfen Sie Ihre Bankverbindung bei uns oder überweisen Sie den Betrag.',
    },
  },
};

export const TEXTS: Readonly<Record<MailLanguage, MailTexts>> = { de, en };

function account(facts: Facts, words: string): string {
  return facts.account === null ? '' : `${words}${facts.account}`;
}
