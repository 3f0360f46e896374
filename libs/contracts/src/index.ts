export { AddressDto, CreateOrderDto, MAX_LINES } from './create-order.dto';
export { ExplanationDto } from './explanation.dto';
export { newHoldId } from './hold-id';
export {
  ORDER_ACCEPTED,
  type OrderAcceptedMessage,
  ORDERS_QUEUE,
  STOCK_ARRIVED,
  type StockArrivedMessage,
} from './messages';
export { createdAtOf, isOrderId, MAX_PARTITIONS, newOrderId, orderIdPrefix, partitionOf } from './order-id';
export { MAX_HOLDS, type OrderAction, supportedActions } from './order-action';
export { HoldOrderDto, OrderActionDto, ReleaseHoldDto } from './order-action.dto';
export {
  endStatuses,
  type FulfillmentStatus,
  hasEnded,
  mayMove,
  type NoteType,
  type OrderStatus,
  orderStatuses,
  type PaymentStatus,
  type Standing,
  type Transition,
  type TransitionType,
  transitions,
} from './order-status';
export { HoldDto, OrderDto, ShipmentDto, TimelineDto, TimelineEntryDto } from './order.dto';
export {
  FieldErrorDto,
  type ProblemCode,
  ProblemDto,
  ProblemError,
  type ProblemOptions,
  problemTypes,
} from './problem';
export { type BreakerState, breakerStates, type Provider, providers } from './provider';
export { SetStockDto, SkuDto, StockDto, StockLineDto } from './stock.dto';
export { IsText, isText } from './text';
export { IsWholeNumber } from './whole-number';
