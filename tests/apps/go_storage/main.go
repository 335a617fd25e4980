package main

import (
	"context"
	"log"

	"cloud.google.com/go/compute/metadata"
	"example.com/archive/store"
)

func main() {
	ctx := context.Background()
	project, err := metadata.ProjectIDWithContext(ctx)
	if err != nil {
		log.Fatal("not on https://compute.googleapis.com/compute/v1: ", err)
	}
	if err := store.Save(ctx, project+"-archive", []byte("data")); err != nil {
		log.Fatal(err)
	}
}
