val v = "1.5"
val m = s"gemini-$v-flash" // want: error
