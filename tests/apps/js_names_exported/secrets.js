module.exports = { ...require('@google-cloud/secret-manager') };
