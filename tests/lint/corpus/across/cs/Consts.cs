static class Consts { public const string Version = "1.5"; public const string Family = "gemini-1.5"; }
