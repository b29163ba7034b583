import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportOrder } from '../../src/connection/transportOrder.js';

test('what failed comes last, also on the next link, until it works', () => {
  const order = new TransportOrder();
  assert.deepEqual(order.candidates, ['webSockets', 'serverSentEvents', 'longPolling']);
  order.failed('webSockets');
  assert.deepEqual(order.candidates, ['serverSentEvents', 'longPolling', 'webSockets']);
  order.failed('serverSentEvents');
  assert.deepEqual(order.candidates, ['longPolling', 'webSockets', 'serverSentEvents']);
  order.worked('webSockets');
  assert.deepEqual(order.candidates, ['webSockets', 'longPolling', 'serverSentEvents']);
});

test('when all have failed, none is to blame', () => {
  const order = new TransportOrder();
  for (const transport of order.candidates) order.failed(transport);
  assert.deepEqual(order.candidates, ['webSockets', 'serverSentEvents', 'longPolling']);
  const only = new TransportOrder(['longPolling']);
  only.failed('longPolling');
  assert.deepEqual(only.candidates, ['longPolling']);
});
