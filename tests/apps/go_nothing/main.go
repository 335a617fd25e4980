// Command quiet asks where it runs; cloud.google.com/go/storage is not used.
package main

import (
	"fmt"

	"cloud.google.com/go/compute/metadata"
	"example.com/pubsub"
	"github.com/google/uuid"
)

func main() {
	zone, _ := metadata.Zone()
	client := pubsub.NewClient(uuid.NewString())
	fmt.Println(zone, client)
}
