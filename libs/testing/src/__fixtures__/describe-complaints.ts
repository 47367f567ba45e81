import type { Provider, Wire } from '@belugapi/model-catalog';
import { createServedRequest } from '../emulated-vendor-request.js';
import { vendorComplaint } from '../strictness/vendor-strictness.js';

/** What is sent, to which model, and what the vendor says to it; undefined: nothing. */
export type ComplaintCase = readonly [what: string, model: string, body: object, complaint: RegExp | undefined];

/** A vendor's table of requests as jest specs: what it refuses, beside its like that it takes. */
export function describeComplaints(provider: Provider, wire: Wire, cases: readonly ComplaintCase[]): void {
  describe(`${provider}, ${wire}`, () => {
    it.each(cases)('%s (%s)', (_, model, body, wanted) => {
      const complained = complaintOf(provider, wire, model, body);
      if (wanted) expect(complained).toMatch(wanted);
      else expect(complained).toBeUndefined();
    });
  });
}

function complaintOf(provider: Provider, wire: Wire, model: string, body: object): string | undefined {
  const fields = { id: 'id', method: 'POST', path: '/', headers: { 'anthropic-version': '2023-06-01' }, stream: false };
  const request = createServedRequest(
    { ...fields, provider, wire, model, body: body as Record<string, unknown> },
    () => undefined,
  );
  return vendorComplaint(request)?.error?.message;
}
