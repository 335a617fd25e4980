class A {
  const string V = "1.5";
  string m = $"gemini-{V}-flash"; // want: error
  string n = "gemini-" + V + "-flash"; // want: error
}
