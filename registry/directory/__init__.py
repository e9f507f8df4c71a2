"""The registry as people read and change it, one institution at a time or many at once."""
