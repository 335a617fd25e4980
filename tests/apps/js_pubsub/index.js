const { PubSub } = require('@google-cloud/pubsub');
const { GoogleGenAI } = require('@google/genai');
const { readSecret } = require('./secrets');

const pubsub = new PubSub();
const ai = new GoogleGenAI({ vertexai: true, project: process.env.PROJECT, location: 'us-central1' });

exports.order = async (req, res) => {
  const key = await readSecret('order-key');
  const answer = await ai.models.generateContent({ model: 'gemini-2.5-flash', contents: req.body.text });
  await pubsub.topic('orders').publishMessage({ data: Buffer.from(answer.text + key) });
  res.sendStatus(204);
};
