module example.com/archive

go 1.23

require (
	cloud.google.com/go/compute/metadata v0.5.2
	cloud.google.com/go/storage v1.44.0
)

require (
	cloud.google.com/go/pubsub v1.44.0 // indirect
	google.golang.org/api v0.200.0 // indirect
)
