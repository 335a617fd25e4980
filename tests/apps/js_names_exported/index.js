const { SecretManagerServiceClient } = require('./secrets');
const { warehouse, greeting } = require('./shared');
const vision = require('./vision');
require('./languages');

exports.letter = async (request, response) => {
  const [secret] = await new SecretManagerServiceClient().accessSecretVersion({ name: process.env.SECRET });
  const [found] = await new vision.ImageAnnotatorClient().textDetection(request.body.image);
  const [rows] = await warehouse().query('SELECT 1');
  response.send(greeting(secret.name) + rows.length + found.fullTextAnnotation.text);
};
