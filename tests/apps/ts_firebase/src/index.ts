import { initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { getFirestore, FieldValue } from 'firebase-admin/firestore';
import { getMessaging } from 'firebase-admin/messaging';
import type { Bucket } from '@google-cloud/storage';

initializeApp();
const db = getFirestore();

export interface Place {
  bucket: Bucket | null;
}

export async function visited(token: string, place: Place): Promise<string> {
  const person = await getAuth().verifyIdToken(token);
  await db.collection('visits').add({ uid: person.uid, at: FieldValue.serverTimestamp(), named: !!place.bucket });
  return getMessaging().send({ topic: person.uid, notification: { title: 'Visited' } });
}
