const val V = "1.5"
val m = "gemini-$V-flash" // want: error
val n = "gemini-${V}-pro" // want: error
fun d(v: String) = "gemini-$v-flash" // want: unresolved
