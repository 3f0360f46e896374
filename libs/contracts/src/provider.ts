/** Whom the steps of an order depend on, as people call them. */
export const providers = ['payment gateway', 'carrier'] as const;
export type Provider = (typeof providers)[number];

/** `open`: it is taken to be down, and not called; `half-open`: one call may find out whether it still is. */
export const breakerStates = ['closed', 'open', 'half-open'] as const;
export type BreakerState = (typeof breakerStates)[number];
