package main
import "os"
func main() {
	if os.Getenv("SMTP_HOST") == "" {
		panic("x")
	}
}
