'use strict';

const secretManager = require('@google-cloud/secret-manager');

async function readSecret(name) {
  const client = new secretManager.SecretManagerServiceClient();
  const [version] = await client.accessSecretVersion({ name: `projects/p/secrets/${name}/versions/latest` });
  return version.payload.data.toString();
}

module.exports = { readSecret };
