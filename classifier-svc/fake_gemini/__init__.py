"""A small real HTTP server that speaks Gemini's `generateContent` and follows a script."""
