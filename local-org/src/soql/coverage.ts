/** Coverage of SOQL and SOSL. */
import { partly, refused, supported } from '../engine/coverage-rows.ts';
import type { CoverageSection } from '../engine/coverage-rows.ts';

export const coverage: readonly CoverageSection[] = [
  {
    title: 'SOQL and SOSL',
    introduction: 'Clauses and functions as named in the SOQL and SOSL Reference.',
    rows: [
      supported('SELECT, parent paths, child queries, aliases, FIELDS(ALL | STANDARD | CUSTOM)'),
      supported('TYPEOF over a polymorphic reference, also of a parent, with parent paths inside'),
      supported('WHERE with all comparison operators, LIKE, IN, NOT IN, INCLUDES, EXCLUDES, semi-joins and anti-joins'),
      supported('Date literals, also fiscal ones; the fiscal year starts in January'),
      supported('GROUP BY, HAVING, COUNT, COUNT_DISTINCT, SUM, AVG, MIN, MAX, date functions, convertTimezone'),
      supported('GROUP BY ROLLUP and CUBE, GROUPING()'),
      supported('ORDER BY with NULLS FIRST and LAST, LIMIT, OFFSET, ALL ROWS (queryAll)'),
      supported('FOR UPDATE: the transaction takes the only write lock'),
      partly(
        'FOR VIEW, FOR REFERENCE, LastViewedDate and LastReferencedDate of the user, RecentlyViewed',
        'noted by these clauses, by record pages of the console and by updateMru of the UI API; not by reading or writing a record over REST (Sforce-Mru) and SOAP (MruHeader)',
      ),
      supported(
        'USING SCOPE everything, mine, team (account, opportunity, case) and delegated (task), also in subqueries',
      ),
      refused(
        'USING SCOPE mine_and_my_groups of approval items; my_territory, my_team_territory, scopingRule',
        'this org has no such feature',
      ),
      supported('WITH USER_MODE, SYSTEM_MODE and SECURITY_ENFORCED in Apex'),
      refused('WITH DATA CATEGORY and RecordVisibilityContext, UPDATE TRACKING and VIEWSTAT'),
      supported('toLabel(), also of a parent field'),
      supported('FORMAT(), convertCurrency(), currency literals (USD5000), sums in the corporate currency, DISTANCE()'),
      supported('Formula fields in SELECT, WHERE and ORDER BY'),
      supported('Encrypted text: masked by maskType and maskChar in user mode, refused in WHERE and ORDER BY'),
      supported('SOSL: FIND with words, phrases, wildcards, AND, OR, AND NOT; IN … FIELDS; RETURNING with filters'),
      partly(
        'SOSL search index',
        'a full-text index in the org; words are compared as they stand: no stemming, synonyms or spelling; results in the order records were made, not by relevance',
      ),
      refused('SOSL USING ListView; WITH DATA CATEGORY, DIVISION, HIGHLIGHT, METADATA, NETWORK, PRICEBOOKID, SNIPPET'),
      partly(
        'Setup and computed objects',
        'UserRecordAccess and RecentlyViewed are computed; other objects without a table are refused by name',
      ),
    ],
  },
];
