module example.com/sizes

go 1.26

require cloud.google.com/go/storage v1.57.0
