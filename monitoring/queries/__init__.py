"""What pages read: summary rows, in a number of queries that does not grow with them."""
