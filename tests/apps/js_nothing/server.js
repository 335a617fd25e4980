import express from 'express';
import { google } from './people.js';

// import { Storage } from '@google-cloud/storage';
// const storage = new Storage();
const app = express();

app.get('/', (_req, res) => {
  console.log('the picture comes from https://storage.googleapis.com/storage/v1/b/pictures');
  res.send(`<a href="https://www.google.com/maps/place/Bern">${google.name}</a>`);
});

app.listen(8080);
