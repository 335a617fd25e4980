package x;
class Consts {
  static final String VERSION = "1.5";
  static final String FAMILY = "gemini-1.5";
}
