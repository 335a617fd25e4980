package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

const (
	jobs    = "https://%s-run.googleapis.com/v2/jobs"
	console = "see https://%s-compute.googleapis.com/v1 by hand\n"
)

func main() {
	region := os.Getenv("REGION")
	answer, err := http.Post(fmt.Sprintf(jobs, region), "application/json", nil)
	if err != nil {
		log.Fatalf(console, region)
	}
	defer answer.Body.Close()
}
