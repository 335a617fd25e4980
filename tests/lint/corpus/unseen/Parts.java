class Parts {
  static final String M = "gemini-"
      + "1.5-flash";
}
