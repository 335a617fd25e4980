const MODEL: &str = "gemini-1.5-flash"; // want: error
let m = format!("gemini-{}-flash", v);
