package main

const sign = "gemini-horoscope"
const worker = "gemini-worker"
const image = "gemini-constellation.png"
