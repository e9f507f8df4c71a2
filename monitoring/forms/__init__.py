"""Forms of the monitoring: what people decide."""
