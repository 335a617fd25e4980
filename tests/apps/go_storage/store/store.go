// Package store keeps archives.
package store

import (
	"context"

	gcs "cloud.google.com/go/storage"
)

// Save writes data to a bucket.
func Save(ctx context.Context, bucket string, data []byte) error {
	client, err := gcs.NewClient(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	writer := client.Bucket(bucket).Object("archive").NewWriter(ctx)
	if _, err := writer.Write(data); err != nil {
		return err
	}
	return writer.Close()
}
