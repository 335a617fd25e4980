plugins { kotlin("jvm") version "2.0.21" }

dependencies {
    implementation("com.google.cloud:google-cloud-firestore:3.27.0")
    implementation("com.google.cloud:google-cloud-storage:2.43.0")
}
