import type { VendorStack } from '../vendor-stack.js';
import type { AdminApi } from './admin-api.js';

/** A stack whose keys are looked at from all sides. */
export interface KeyRig {
  readonly served: VendorStack;
  readonly admin: AdminApi;
  /** A gateway's base URL. */
  readonly url: string;
  /** The value of a counter of a service's; `labels` as in `{result="unknown"}`. */
  metric(service: string, name: string, labels?: string): Promise<number>;
}

export function keyRig(served: VendorStack, admin: AdminApi): KeyRig {
  return {
    served,
    admin,
    url: served.stack.ready.gateways[0] ?? '',
    async metric(service, name, labels = '') {
      const text = await (await fetch(`${served.stack.ready.metrics[service]}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith(`${name}${labels}`));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
  };
}
