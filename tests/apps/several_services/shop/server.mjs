import { PubSub } from '@google-cloud/pubsub';

const orders = new PubSub().topic('orders');
await orders.publishMessage({ json: { id: 1 } });
