package main

import "fmt"

var a = Family + "-flash" // want: error
var b = fmt.Sprintf("gemini-%s-flash", Version) // want: error
var c = "gemini-" + Version + "-pro" // want: error

func f() {
	m := "gemini-"
	m += "1.5-flash" // want: error
	n := strings.Join([]string{"gemini", "1.5", "flash"}, "-") // want: error
	k := getEnv("MODEL", "gemini-1.5-flash") // want: error
	switch x {
	case "gemini-1.5-pro": // want: error
	}
}
