/** The people on the pictures. */
import { newApplicant, type Applicant } from '../tour/applicants.ts';
import { businessNow, type TourContext } from '../tour/context.ts';

/** Invented people with names as they are; their market locations are unused. */
export async function applicant(context: TourContext, firstName: string, lastName: string): Promise<Applicant> {
  return { ...newApplicant(firstName, await businessNow(context.urls)), lastName };
}
