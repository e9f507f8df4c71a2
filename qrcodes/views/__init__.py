"""The pages of sheets: parse, ask, render."""
