import { google } from 'googleapis';

const auth = new google.auth.GoogleAuth({
  scopes: ['https://www.googleapis.com/auth/spreadsheets', 'https://www.googleapis.com/auth/calendar'],
});
// google.gmail({ version: 'v1', auth })
const sheets = google.sheets({ version: 'v4', auth });
const { data } = await sheets.spreadsheets.values.get({ spreadsheetId: process.env.SHEET, range: 'A1:B2' });
console.log(data.values);

const answer = await auth.request({ url: 'https://www.googleapis.com/drive/v3/files?pageSize=5' });
console.log(answer.data);
