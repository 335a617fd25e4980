#!/bin/bash
VERSION=1.5
MODEL="${MODEL:-gemini-1.5-flash}" # want: error
M2="gemini-${VERSION}-flash" # want: error
M3=gemini-$1-flash # want: unresolved
./deploy --model gemini-1.5-flash # want: error
curl "https://us-central1-aiplatform.googleapis.com/v1/projects/$P/locations/l/publishers/google/models/gemini-1.5-flash:generateContent" # want: error
# gemini-1.5-flash
gcloud run deploy gemini-worker
M4="gemini-${UNK}-flash" # want: unresolved
