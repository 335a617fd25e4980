module example.com/poet

go 1.23

require (
	cloud.google.com/go/firestore v1.17.0
	google.golang.org/genai v1.0.0
)
