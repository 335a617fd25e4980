class Models {
  string model = Environment.GetEnvironmentVariable("MODEL") ?? "gemini-1.5-flash"; // want: error
  string sign = "gemini-season";
}
