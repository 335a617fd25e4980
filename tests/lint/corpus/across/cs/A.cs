class A {
  string a = $"gemini-{Consts.Version}-flash"; // want: error
  string b = Consts.Family + "-flash"; // want: error
  string c = string.Format("gemini-{0}-flash", Consts.Version); // want: error
  string d = @"gemini-1.5-flash"; // want: error
}
