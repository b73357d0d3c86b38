/** The default texts of mails that let people in, in the languages of the org; other languages get English, as on the platform. */

/** What a text names. */
export interface AccessMailFacts {
  readonly firstName: string | null;
  readonly lastName: string;
  readonly username: string;
  /** Name of the site, or of the organisation. */
  readonly place: string;
  readonly link: string;
}

interface AccessMailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Lines = (facts: AccessMailFacts) => {
  readonly subject: string;
  readonly before: readonly string[];
  readonly linkText: string;
  readonly after: readonly string[];
};

const TEXTS: Readonly<Record<'welcome' | 'reset', Readonly<Record<'en' | 'de', Lines>>>> = {
  welcome: {
    en: ({ place, username }) => ({
      subject: `Welcome to ${place}`,
      before: [`Welcome to ${place}! Set your password to get started.`, `Username: ${username}`],
      linkText: 'Set your password',
      after: ['The link works once and for seven days. Afterwards use “Forgot your password?” on the login page.'],
    }),
    de: ({ place, username }) => ({
      subject: `Willkommen bei ${place}`,
      before: [
        `Willkommen bei ${place}! Legen Sie Ihr Passwort fest, dann kann es losgehen.`,
        `Benutzername: ${username}`,
      ],
      linkText: 'Passwort festlegen',
      after: [
        'Der Link gilt einmal und sieben Tage lang. Danach hilft „Passwort vergessen?“ auf der Anmeldeseite weiter.',
      ],
    }),
  },
  reset: {
    en: ({ place, username }) => ({
      subject: `Reset your password for ${place}`,
      before: [`Somebody asked for a new password for ${place}.`, `Username: ${username}`],
      linkText: 'Set a new password',
      after: [
        'The link works once and for 24 hours.',
        'Was it not you? Then ignore this message and do not hand the link on.',
      ],
    }),
    de: ({ place, username }) => ({
      subject: `Ihr neues Passwort für ${place}`,
      before: [`Für ${place} wurde ein neues Passwort angefordert.`, `Benutzername: ${username}`],
      linkText: 'Neues Passwort festlegen',
      after: [
        'Der Link gilt einmal und 24 Stunden lang.',
        'Das waren nicht Sie? Dann ignorieren Sie diese Nachricht und geben den Link nicht weiter.',
      ],
    }),
  },
};

/** The message of a kind in the user's language (`de`, `en_US` …). */
export function accessMailText(kind: 'welcome' | 'reset', language: string, facts: AccessMailFacts): AccessMailText {
  const german = language.startsWith('de');
  const { subject, before, linkText, after } = TEXTS[kind][german ? 'de' : 'en'](facts);
  const name = [facts.firstName, facts.lastName].filter((part) => part !== null && part !== '').join(' ');
  const greeting = german ? `Guten Tag ${name},` : `Hello ${name},`;
  const paragraph = (line: string): string => `<p>${escapeHtml(line)}</p>`;
  return {
    subject,
    text: [greeting, ...before, `${linkText}: ${facts.link}`, ...after].join('\n\n'),
    html:
      `<!doctype html><html lang="${german ? 'de' : 'en'}"><body>` +
      [greeting, ...before].map(paragraph).join('') +
      `<p><a href="${escapeHtml(facts.link)}">${escapeHtml(linkText)}</a></p>` +
      after.map(paragraph).join('') +
      '</body></html>',
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
