"""Pages of lists: their upload, their rows before and after they are written, and what the portal learnt from them."""
