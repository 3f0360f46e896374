import { randomBytes } from 'node:crypto';
import type { RefusalCode } from './refusals';
import type { Script } from './scripts';

export const effectKinds = ['authorization', 'capture', 'void', 'shipment'] as const;
export type EffectKind = (typeof effectKinds)[number];

/** What a request asked for is known again by its key, and told from another under the same key by its fingerprint. */
export interface Ask {
  key: string;
  fingerprint: number;
}

interface Happened extends Ask {
  id: string;
  orderId: string;
  /** Milliseconds since 1970. */
  at: number;
  /** How often the key was asked, failures before and replays after included. */
  requests: number;
}

export interface Authorization extends Happened {
  kind: 'authorization';
  amount: number;
  currency: string;
  /** Neither captured nor voided yet. */
  open: boolean;
  /** How its capture and its void will go; decided by the token, which is not kept. */
  onCapture?: Script;
  onVoid?: Script;
}

export interface Capture extends Happened {
  kind: 'capture';
  amount: number;
  currency: string;
  authorizationId: string;
}

export interface Void extends Happened {
  kind: 'void';
  authorizationId: string;
}

export interface Shipment extends Happened {
  kind: 'shipment';
}

/** Something that happened outside: money was held, taken or let go, or a parcel left. */
export type Effect = Authorization | Capture | Void | Shipment;

/** A final refusal, remembered so that its key gets the same answer for good. */
export interface Refused extends Ask {
  kind: 'refusal';
  refusal: RefusalCode;
  at: number;
}

export type Entry = Effect | Refused;

/** What is decided about an effect before it has a name and a time. */
export type Decided<E extends Effect = Effect> = E extends Effect
  ? Omit<E, keyof Ask | 'id' | 'at' | 'requests'>
  : never;

const prefixes: Record<EffectKind, string> = { authorization: 'auth', capture: 'cap', void: 'void', shipment: 'shp' };

export function newEffectId(kind: EffectKind): string {
  return `${prefixes[kind]}_${randomBytes(12).toString('hex')}`;
}

/** The body that answers for an effect, now and at every replay: made from the record, so that no body has to be kept. */
export function bodyOf(effect: Effect): object {
  switch (effect.kind) {
    case 'authorization':
      return { id: effect.id, status: 'authorized', amount: effect.amount, currency: effect.currency };
    case 'capture':
      return {
        id: effect.id,
        authorizationId: effect.authorizationId,
        status: 'captured',
        amount: effect.amount,
      };
    case 'void':
      return { id: effect.id, authorizationId: effect.authorizationId, status: 'voided' };
    case 'shipment':
      return { id: effect.id, carrier: 'sandbox-post', trackingNumber: trackingNumberOf(effect) };
  }
}

function trackingNumberOf(shipment: Shipment): string {
  return `SP${shipment.id.slice(prefixes.shipment.length + 1).toUpperCase()}`;
}
