module.exports = { ...require('@google-cloud/translate') };
