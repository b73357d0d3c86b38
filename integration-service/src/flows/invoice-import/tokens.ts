/** Takes the archive tokens over from the ERP, where the print vendor puts them. */
import type { TokenStore } from '../../billing/token-store.ts';
import type { ErpBilling } from '../../systems/erp/billing.ts';

export interface TokenImportPorts {
  readonly erp: Pick<ErpBilling, 'listArchiveTokens'>;
  readonly tokens: Pick<TokenStore, 'lastSequence' | 'store'>;
  readonly read: (count: number) => void;
  /** Runs after a page is durable. */
  readonly onStep?: (step: 'tokens stored') => void | Promise<void>;
}

const PAGE = 1000;

/** One round: page after page until the list ends. A token may come before its invoice was read. Answers how many were taken over. */
export async function importTokens(ports: TokenImportPorts): Promise<number> {
  let taken = 0;
  for (;;) {
    const after = await ports.tokens.lastSequence();
    const page = await ports.erp.listArchiveTokens(after, PAGE);
    if (page.length === 0) return taken;
    // Another process took this page: it goes on with the next one too.
    if (!(await ports.tokens.store(after, page))) return taken;
    taken += page.length;
    ports.read(page.length);
    await ports.onStep?.('tokens stored');
  }
}
