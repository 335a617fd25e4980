package x;
class A {
  String a = "gemini-" + Consts.VERSION + "-flash"; // want: error
  String b = Consts.FAMILY + "-flash"; // want: error
  String c = String.format("%s-flash", Consts.FAMILY); // want: error
  @Value("${model:gemini-1.5-flash}") String d; // want: error
  String e = System.getenv().getOrDefault("M", "gemini-1.5-flash"); // want: error
  String f = new StringBuilder("gemini-").append("1.5-flash").toString(); // want: error
  String g = String.join("-", "gemini", "1.5", "flash"); // want: error
  String h = """
    {"model": "gemini-1.5-flash"}
    """;
}
