from google.cloud import firestore


def chosen(student):
    return firestore.Client().collection("variants").document(student).get()
