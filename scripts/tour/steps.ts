/** The steps of the tour in their order. */
import { newApplicant } from './applicants.ts';
import { lookInConsole, withdrawInConsole } from './console.ts';
import { businessNow, type TourContext } from './context.ts';
import type { Observation } from './evidence.ts';
import { signContract } from './signature.ts';
import { enterApplication } from './sign-up.ts';
import { followToSupply, noteWithdrawal, rejectedSupply } from './supply.ts';

/** Runs everything; throws at the first thing that does not hold. */
export async function runTour(context: TourContext, say: (line: string) => void): Promise<readonly Observation[]> {
  say('Step 1: an agency enters an application');
  const application = await enterApplication(context, newApplicant('Karla', await businessNow(context.urls)));
  say('Step 2: contract and signature');
  const contract = await signContract(context, application);
  say('Step 3: ERP, market register, supply');
  await followToSupply(context, contract);
  const second = await rejectedSupply(context);
  await withdrawInConsole(context, second);
  await noteWithdrawal(context, second);
  say('Step 4: an employee in the console');
  await lookInConsole(context, contract);
  return context.book.observations;
}
