/** The mail that invites somebody to a property in the customer portal. */
import type { Mail } from '../../systems/mail/mailer.ts';

export interface InvitationLetter {
  /** Stable: the same invitation gives the same Message-ID. */
  readonly key: string;
  readonly to: string;
  /** Who invites. */
  readonly inviter: string;
  /** The property in words, usually its address. */
  readonly place: string;
  readonly expiresAt: Date;
  readonly link: string;
}

const WORDS = {
  de: {
    subject: 'Einladung zu einer Immobilie im Kundenportal',
    body: ({ inviter, place }: InvitationLetter) =>
      `${inviter} lädt Sie ein, diese Immobilie gemeinsam im Kundenportal zu sehen und zu verwalten: ${place}.`,
    open: 'Öffnen Sie diesen Link und nehmen Sie die Einladung an; wenn Sie noch keinen Zugang haben, registrieren Sie sich dort:',
    until: (day: string) =>
      `Der Link gilt einmal und bis zum ${day}. Wenn Sie niemanden erwarten, löschen Sie diese E-Mail.`,
    closing: 'Freundliche Grüße',
  },
  en: {
    subject: 'Invitation to a property in the customer portal',
    body: ({ inviter, place }: InvitationLetter) =>
      `${inviter} invites you to see and manage this property together in the customer portal: ${place}.`,
    open: 'Open this link and accept the invitation; if you have no login yet, register there:',
    until: (day: string) =>
      `The link works once and until ${day}. If you expect nothing of the kind, delete this mail.`,
    closing: 'Kind regards',
  },
} as const;

/** Plain text: the one link in it is all there is to press. */
export function invitationMail(letter: InvitationLetter, language: 'de' | 'en', supplierName: string): Mail {
  const words = WORDS[language];
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'Europe/Berlin' }).format(
    letter.expiresAt,
  );
  return {
    key: letter.key,
    to: letter.to,
    subject: words.subject,
    language,
    text: [
      words.body(letter),
      `${words.open}\n${letter.link}`,
      words.until(day),
      `${words.closing}\n${supplierName}`,
      '',
    ].join('\n\n'),
  };
}
