class A {
  val a = "gemini-${Consts.VERSION}-flash" // want: error
  val b = Consts.FAMILY + "-flash" // want: error
  val c = System.getenv("M") ?: "gemini-1.5-flash" // want: error
  companion object { const val V = "1.5" }
  val d = "gemini-$V-flash" // want: error
}
