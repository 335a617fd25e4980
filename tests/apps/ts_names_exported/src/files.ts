export * from '@google-cloud/storage';
