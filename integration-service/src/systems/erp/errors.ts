import { z } from 'zod';
import { IntegrationError } from '../../runtime/errors.ts';

/** The WSDL's ServiceFault as the soap library hands it over. */
const Fault = z.object({
  root: z.object({
    Envelope: z.object({
      Body: z.object({
        Fault: z.object({
          faultstring: z.unknown(),
          detail: z
            .object({ ServiceFault: z.object({ code: z.string(), retryable: z.union([z.boolean(), z.stringbool()]) }) })
            .optional(),
        }),
      }),
    }),
  }),
});

/** Sorts what a SOAP call threw: a fault says itself whether trying again helps; silence and rubbish are tried again. */
export function toIntegrationError(operation: string, error: unknown): IntegrationError {
  if (error instanceof z.ZodError) {
    return new IntegrationError('ERP_RUBBISH', `${operation}: the ERP's answer does not follow its WSDL`, {
      retryable: true,
      cause: error,
    });
  }
  const fault = Fault.safeParse(error);
  if (fault.success) {
    const { faultstring, detail } = fault.data.root.Envelope.Body.Fault;
    const words = typeof faultstring === 'string' ? faultstring : JSON.stringify(faultstring);
    return new IntegrationError(`ERP_${detail?.ServiceFault.code ?? 'FAULT'}`, `${operation}: ${words}`, {
      retryable: detail?.ServiceFault.retryable ?? true,
      cause: error,
    });
  }
  const words = error instanceof Error ? error.message : String(error);
  return new IntegrationError('ERP_UNREACHABLE', `${operation}: ${words}`, { retryable: true, cause: error });
}
