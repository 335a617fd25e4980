package example

import com.google.cloud.firestore.Firestore
import com.google.cloud.firestore.FirestoreOptions
import com.google.cloud.storage.StorageOptions

fun open(project: String): Firestore =
    FirestoreOptions.getDefaultInstance().toBuilder().setProjectId(project).build().service

fun main() {
    val visits = open("p").collection("visits")
    println("${visits.id} opened")
}
