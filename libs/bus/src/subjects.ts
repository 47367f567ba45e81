/** Plain messages of the bus; requests are in requests.ts. */
export const subjects = {
  /** GatewayAnnouncement, at start and every few seconds. */
  gatewayAnnounce: 'gateway.announce',
  /** WorkerStarted: every gateway answers by announcing itself at once. */
  workerStarted: 'worker.started',
  /** PrincipalChanged: a key or an organisation has changed, and every gateway forgets older snapshots of it. */
  principalChanged: 'auth.changed',
  /** CreditChanged: an organisation's credit, which gateways may know as no limit or as used up. */
  creditChanged: 'billing.credit-changed',
  /** UsageBatch, kept by the JetStream stream USAGE. */
  usageEvents: 'usage.v1.events',
} as const;
