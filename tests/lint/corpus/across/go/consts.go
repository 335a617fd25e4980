package main

const Family = "gemini-1.5"
const Version = "1.5"
