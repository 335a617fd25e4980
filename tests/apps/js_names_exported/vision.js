module.exports = require('@google-cloud/vision');
