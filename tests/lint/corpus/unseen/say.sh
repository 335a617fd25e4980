#!/bin/sh
echo "Asking gemini-1.5-flash for that"
echo "   (default: gemini-1.5-flash)"
echo "MODEL=gemini-1.5-flash" >> .env
ask --model "gemini-1.5-flash"
