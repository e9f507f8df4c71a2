"""Pages: parse what is asked, ask the queries, render."""
