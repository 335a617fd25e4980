module example.com/quiet

go 1.23

require (
	cloud.google.com/go/compute/metadata v0.5.2
	example.com/pubsub v1.0.0
	github.com/google/uuid v1.6.0
)

require cloud.google.com/go/storage v1.44.0 // indirect
