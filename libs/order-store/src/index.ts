export { BackorderEnds } from './backorder-ends.service';
export { Backorders } from './backorders.service';
export { IdempotencyConflictError, type IdempotencyKey, type Intake, OrderIntake } from './order-intake.service';
export { OrderGauge } from './order-gauge.service';
export { type OrderPage, OrderList, type OrderQuery } from './order-list.service';
export {
  ActionNotSupportedError,
  HoldMissingError,
  type Intervention,
  InterventionUnconfirmedError,
  OrderBusyError,
  OrderChangedError,
  OrderControl,
  TooManyHoldsError,
} from './order-control.service';
export { OrderMissingError, OrderReader } from './order-reader.service';
export { OrderReplay } from './order-replay.service';
export { OrderWalk, type ToldOrder, type WalkQuery } from './order-walk.service';
export { OrderStoreModule } from './order-store.module';
export { type AcceptedOrder, mayHoldMoney, type NewOrder, type Order, progressOf, type Undoing } from './order';
export { type ProviderState, ProviderStates, type ProviderView } from './provider-states.service';
export { Retention, type RetentionOptions } from './retention.service';
export { StockList } from './stock-list.service';
export { StockModule } from './stock.module';
export { type Reservation, Stock } from './stock.service';
export type { StockedOrder } from './stock-lines';
export { type Change, type Doer, type Findings, ForbiddenTransitionError, moved, noted } from './transition';
