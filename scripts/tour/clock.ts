/** The org's business clock, on which everything in the house looks. */
import { businessNow, type TourContext } from './context.ts';

/** Moves the org's business clock forward; jobs that become due run. */
export async function advanceClockTo(context: TourContext, step: number, instant: string): Promise<void> {
  const clock = `${context.urls.org}/local/clock`;
  const milliseconds = Date.parse(instant) - (await businessNow(context.urls)).getTime();
  if (milliseconds <= 0) return;
  const response = await fetch(`${clock}/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-local-admin': context.adminToken },
    body: JSON.stringify({ milliseconds }),
  });
  if (!response.ok) throw new Error(`The clock could not be moved: ${response.status} ${await response.text()}`);
  context.book.note(step, "The org's clock is moved forward", clock, instant);
}
