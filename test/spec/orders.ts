/** Lists of past orders for tests. */
import { addOrder, createOrderList, type OrderList, type PastOrder } from '../../src/spec/past-orders.js';

export function ordersOf(...orders: readonly PastOrder[]): OrderList {
  const list = createOrderList();
  for (const order of orders) addOrder(list, order);
  return list;
}
