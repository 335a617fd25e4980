export { BigQuery as Warehouse } from '@google-cloud/bigquery';
export { PubSub } from '@google-cloud/pubsub';
