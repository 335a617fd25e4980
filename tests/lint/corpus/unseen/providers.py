ROUTED = 'gateway/google-vertex:gemini-1.5-flash'
IMAGE = 'registry/team/service:gemini-1.5-flash'
NAMED = 'publishers/google/models/imagen-3.0'
