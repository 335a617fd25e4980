package main

import (
	"context"
	"log"

	"cloud.google.com/go/storage"
)

type limits struct {
	most *int
}

func main() {
	names := []string{"a", "b"}
	some := limits{most: new(len(names) + 1)}
	client, err := storage.NewClient(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	log.Println(client.Bucket("sizes").BucketName(), *some.most)
}
