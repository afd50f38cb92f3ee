"""A small real HTTP server that speaks Gemini's `generateContent` and does what it is told."""
