/** The Apex rules of identifiers, as the proof of identifiers asks them. */
import type { IdentifierVerdict } from '../../integration-service/src/trade/identifiers/index.ts';
import { openApexProof } from './apex-proof.ts';

/** The rules and the labels of their messages. */
const NEEDED =
  /^force-app\/main\/(core\/labels\/|(core|supply)\/classes\/(Identifier\w+|Identifiers|UserFacingException|CheckDigits|Iban\w*|Bic|CreditorId|Lei|\w*VatId|PersonalNumber|CompanyId|MarketIdentifier)\.cls)/;

export interface ApexIdentifiers {
  /** Verdicts of one transaction, in the order of the texts. */
  judge(kind: string, texts: readonly string[]): readonly IdentifierVerdict[];
  close(): void;
}

/** Deploys the rules to an org in a temporary folder, which `close` removes. */
export function openApexIdentifiers(): ApexIdentifiers {
  const proof = openApexProof({ className: 'IdentifierProof', path: '/identifier-proof', needed: NEEDED });
  return {
    judge: (kind, texts) => proof.ask({ kind, texts }) as readonly IdentifierVerdict[],
    close: () => {
      proof.close();
    },
  };
}
