/** The type (CloudEvents 1.0) of the message that an accepted order is fulfilled by. Its subject is the order's id. */
export const ORDER_ACCEPTED = 'order.accepted';

/** The queue that carries orders from intake to fulfilment. */
export const ORDERS_QUEUE = 'orders';

export interface OrderAcceptedMessage {
  orderId: string;
}

/** The type of the message that says that units of a SKU became available and orders wait for them. Its subject is the SKU. */
export const STOCK_ARRIVED = 'stock.arrived';

export interface StockArrivedMessage {
  sku: string;
}
