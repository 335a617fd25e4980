class A {
  static final String V = "1.5";
  static final String M = "gemini-" + V + "-flash"; // want: error
  String m = String.format("gemini-%s-flash", V); // want: error
  String n = "gemini-1.5-flash"; // want: error
  String d(String v) { return "gemini-" + v + "-flash"; } // want: unresolved
  /** gemini-1.5-flash */
}
