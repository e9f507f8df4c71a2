"""A week on paper: for a district the whole matrix, for the region its districts; for both whom to remind of what."""
