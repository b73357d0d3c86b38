/** The steps of the tour in their order. */
import { newApplicant } from './applicants.ts';
import { billMonth, invoiceOf } from './billing.ts';
import { collectAtMonthEnd, followRefusal } from './collection.ts';
import { lookInConsole, withdrawInConsole } from './console.ts';
import { businessNow, type TourContext } from './context.ts';
import { lookInPortal, refusedLinks, takeAccess } from './customer.ts';
import type { Observation } from './evidence.ts';
import { lookAsFinance } from './finance.ts';
import { signContract } from './signature.ts';
import { enterApplication, enterPlainly } from './sign-up.ts';
import { followToSupply, noteWithdrawal, rejectedSupply } from './supply.ts';

/** Runs everything; throws at the first thing that does not hold. */
export async function runTour(context: TourContext, say: (line: string) => void): Promise<readonly Observation[]> {
  say('Step 1: an agency enters an application');
  const application = await enterApplication(context, newApplicant('Karla', await businessNow(context.urls)));
  say('Step 2: contract and signature');
  const contract = await signContract(context, application);
  const unlucky = await signContract(
    context,
    await enterPlainly(context, newApplicant('Paula', await businessNow(context.urls))),
  );
  say('Step 3: ERP, market register, supply');
  await followToSupply(context, contract);
  await followToSupply(context, unlucky);
  const second = await rejectedSupply(context);
  await withdrawInConsole(context, second);
  await noteWithdrawal(context, second);
  say('Step 4: an employee in the console');
  await lookInConsole(context, contract);
  say('Step 5: the ERP bills a month');
  const billed = await billMonth(context, [contract, unlucky]);
  say('Step 6: the customer in the portal');
  const customer = await takeAccess(context, contract);
  const unluckyCustomer = await takeAccess(context, unlucky);
  const refused = invoiceOf(billed, unlucky);
  const usedLink = await lookInPortal(context, customer, contract, billed);
  await refusedLinks(context, customer, usedLink, refused.invoiceNumber);
  say('Step 7: the money at month end');
  await collectAtMonthEnd(context, billed, unlucky);
  await followRefusal(context, unluckyCustomer, unlucky, refused);
  await lookAsFinance(context, billed);
  return context.book.observations;
}
