/**
 * The check of a German market location id: eleven digits, the first not zero; the last makes the sum of odd positions plus twice the
 * even positions a multiple of ten (BDEW, Anwendungshilfe Identifikatoren in der Marktkommunikation).
 */
export function isMarketLocationId(text: string): boolean {
  if (!/^[1-9]\d{10}$/.test(text)) return false;
  const digits = [...text].map(Number);
  const check = digits.pop();
  const sum = digits.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 2), 0);
  return check === (10 - (sum % 10)) % 10;
}
