"""Lists of institutions that people send: from the uploaded file to the registry, and back where it was a mistake."""
