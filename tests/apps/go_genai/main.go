package main

import (
	"context"
	"log"
	"os"

	"cloud.google.com/go/firestore"
	"google.golang.org/genai"
)

func main() {
	ctx := context.Background()
	client, err := genai.NewClient(ctx, &genai.ClientConfig{
		Project:  os.Getenv("PROJECT"),
		Location: "us-central1",
		Backend:  genai.BackendVertexAI,
	})
	if err != nil {
		log.Fatal(err)
	}
	answer, err := client.Models.GenerateContent(ctx, "gemini-2.5-flash", genai.Text("A poem"), nil)
	if err != nil {
		log.Fatal(err)
	}
	db, err := firestore.NewClient(ctx, firestore.DetectProjectID)
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if _, _, err := db.Collection("poems").Add(ctx, map[string]string{"text": answer.Text()}); err != nil {
		log.Fatal(err)
	}
}
