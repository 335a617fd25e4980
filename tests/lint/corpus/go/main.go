package main
import ("fmt"; "os")
const version = "1.5"
const model = "gemini-" + version + "-flash" // want: error
func main() {
	a := fmt.Sprintf("gemini-%s-flash", version) // want: error
	b := os.Getenv("X")
	c := fmt.Sprintf("gemini-%s-flash", b) // want: unresolved
	d := client.GenerativeModel("gemini-1.5-flash") // want: error
	/* gemini-1.5-flash */
}
