const { BigQuery } = require('@google-cloud/bigquery');

let client;

function warehouse() {
  client ??= new BigQuery();
  return client;
}

module.exports = { warehouse, greeting: (name) => `Dear ${name}` };
